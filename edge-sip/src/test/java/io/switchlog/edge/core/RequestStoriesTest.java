package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.BOB;
import static io.switchlog.edge.core.Story.CALL;
import static io.switchlog.edge.core.Story.LEG;
import static io.switchlog.edge.core.Story.TO_BOB;
import static io.switchlog.edge.core.Story.branch;
import static io.switchlog.edge.core.Story.pattern;
import static io.switchlog.edge.core.Story.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.ResponseReceived;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests that call control orders, to their end.
final class RequestStoriesTest {
  private static final Destination BOB_TCP =
      new Destination(Transport.TCP, TO_BOB.host(), TO_BOB.port(), "");

  private static final String BRANCH = branch("1");

  private final Story story = new Story();

  private void sendInvite() {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH)));
  }

  private List<Integer> statuses() {
    return story.takeFacts().stream().map(RequestStoriesTest::status).toList();
  }

  private static int status(AggregateInput fact) {
    return ((ResponseReceived) fact).status();
  }

  @Test
  void theEdgePutsItsViaContactAndLengthAroundWhatWasOrdered() {
    sendInvite();

    Story.Sent sent = story.lastSent();
    assertThat(sent.text())
        .startsWith(
            "INVITE sip:bob@192.0.2.99 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.5:5060;rport;branch="
                + BRANCH
                + "\r\nRoute: ")
        .endsWith(
            "Contact: <sip:" + Story.TOKEN + "@203.0.113.5:5060>\r\nContent-Length: 0\r\n\r\n");
    assertThat(sent.target()).isEqualTo(new Target("udp", Transport.UDP, "192.0.2.99", 5060, ""));
  }

  @Test
  void overTcpTheContactSaysSoAndNothingIsResent() {
    Destination tcp = new Destination(Transport.TCP, "192.0.2.99", 5060, "flow-9");
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH, tcp)));

    assertThat(story.lastSent().header("Contact")).endsWith(";transport=tcp>");
    assertThat(story.lastSent().target())
        .isEqualTo(new Target("tcp", Transport.TCP, "192.0.2.99", 5060, "flow-9"));
    story.advance(5_000);
    assertThat(story.sent).hasSize(1);
  }

  @Test
  void anUnansweredInviteIsResentAndFailsAfter64T1() {
    sendInvite();
    story.advance(500 + 1_000 + 2_000 + 4_000 + 8_000);
    assertThat(story.takeSent()).hasSize(6);
    assertThat(story.tracedAsResent()).hasSize(5);
    story.advance(32_000);

    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            RequestFailed.class,
            it -> {
              assertThat(it.reason()).isEqualTo(RequestFailed.Reason.TIMEOUT);
              assertThat(it.branch()).isEqualTo(BRANCH);
            });
  }

  @Test
  void eachProvisionalGoesUpOnceAndA100Never() {
    sendInvite();
    story.receive(response(100, BRANCH, "INVITE", "", ""), BOB);
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(180, BRANCH, "INVITE", "c", ""), BOB);
    story.receive(response(183, BRANCH, "INVITE", "b", "v=0"), BOB);
    story.receive(response(183, BRANCH, "INVITE", "b", "v=1"), BOB);

    assertThat(statuses()).containsExactly(180, 180, 183, 183);
  }

  @Test
  void aFailureIsAcknowledgedByTheEdgeAsOftenAsItComesAndGoesUpOnce() {
    sendInvite();
    story.takeSent();
    story.receive(response(486, BRANCH, "INVITE", "b", ""), BOB);

    Story.Sent ack = story.lastSent();
    assertThat(ack.startLine()).isEqualTo("ACK sip:bob@192.0.2.99 SIP/2.0");
    assertThat(ack.header("Via")).endsWith("branch=" + BRANCH);
    assertThat(ack.header("Route")).isEqualTo("<sip:proxy.example.com;lr>");
    assertThat(ack.header("To")).isEqualTo("<sip:bob@example.com>;tag=b");
    assertThat(ack.header("CSeq")).isEqualTo("1 ACK");
    story.receive(response(486, BRANCH, "INVITE", "b", ""), BOB);

    assertThat(story.sent).hasSize(2);
    assertThat(statuses()).containsExactly(486);
  }

  @Test
  void aRepeatedSuccessGetsItsAckAgainAndAnotherForksSuccessGoesUp() {
    sendInvite();
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    assertThat(statuses()).containsExactly(200);
    story.takeSent();

    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", branch("2"))));
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(200, BRANCH, "INVITE", "c", ""), BOB);

    assertThat(story.takeSent())
        .containsExactly("ACK sip:bob@192.0.2.99 SIP/2.0", "ACK sip:bob@192.0.2.99 SIP/2.0");
    assertThat(statuses()).containsExactly(200);
  }

  @Test
  void anInviteThatWasAnsweredElsewhereIsNotSentAgain() {
    sendInvite();
    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", branch("2"))));
    story.takeSent();

    story.advance(40_000);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
  }

  /// An heir sends a re-INVITE again that was answered before; its peer refuses the old number. RFC
  /// 3261 section 17.1.1.3: the ACK to that is another one.
  @Test
  void aFailureDoesNotGetTheAckOfASuccess() {
    sendInvite();
    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", branch("2"))));
    story.takeSent();

    story.receive(response(500, BRANCH, "INVITE", "b", ""), BOB);
    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(ResponseReceived.class, it -> assertThat(it.stray()).isTrue());

    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", BRANCH)));
    assertThat(story.lastSent().header("Via")).endsWith("branch=" + BRANCH);
  }

  @Test
  void aCancelWaitsForAProvisional() {
    sendInvite();
    story.takeSent();
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH)));
    assertThat(story.takeSent()).isEmpty();

    story.receive(response(100, BRANCH, "INVITE", "", ""), BOB);
    assertThat(story.takeSent()).containsExactly("CANCEL sip:bob@192.0.2.99 SIP/2.0");

    story.receive(response(200, BRANCH, "CANCEL", "b", ""), BOB);
    story.receive(response(487, BRANCH, "INVITE", "b", ""), BOB);
    assertThat(statuses()).containsExactly(487);
  }

  @Test
  void aCancelAfterTheEndIsPointlessAndOneForAnotherEdgesInviteLeavesAtOnce() {
    sendInvite();
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    story.takeSent();
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH)));
    assertThat(story.takeSent()).isEmpty();

    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", branch("other"))));
    assertThat(story.takeSent()).containsExactly("CANCEL sip:bob@192.0.2.99 SIP/2.0");
  }

  @Test
  void anInviteWithoutFinalResponseAfterItsCancelFails() {
    sendInvite();
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.order(new SendCancel(CALL, LEG, pattern("CANCEL", BRANCH)));
    story.receive(response(200, BRANCH, "CANCEL", "b", ""), BOB);
    story.takeFacts();
    story.advance(32_000);

    assertThat(story.takeFacts()).hasSize(1).first().isInstanceOf(RequestFailed.class);
  }

  @Test
  void aResponseToAnotherEdgesRequestGoesUpOnce() {
    story.receive(response(100, BRANCH, "INVITE", "", ""), BOB);
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(486, branch("x"), "INVITE", "b", ""), BOB);
    story.receive(response(486, branch("x"), "INVITE", "b", ""), BOB);
    story.receive(response(200, BRANCH, "CANCEL", "b", ""), BOB);
    story.receive(response(200, "z9hG4bKnot-ours", "INVITE", "b", ""), BOB);

    assertThat(statuses()).containsExactly(180, 200, 486);
    assertThat(story.count(Counter.DROPPED)).isEqualTo(1);
  }

  /// RFC 3261 section 17.1.1.3, where only call control knows what was sent.
  @Test
  void aFailureOfAnInviteThatIsNotHereIsAcknowledgedAsOrdered() {
    story.receive(response(487, BRANCH, "INVITE", "b", ""), BOB);
    assertThat(story.sent).isEmpty();
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(ResponseReceived.class, it -> assertThat(it.stray()).isTrue());

    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", BRANCH)));
    assertThat(story.lastSent().header("Via")).endsWith("branch=" + BRANCH);
    story.receive(response(487, BRANCH, "INVITE", "b", ""), BOB);

    assertThat(story.takeSent())
        .containsExactly("ACK sip:bob@192.0.2.99 SIP/2.0", "ACK sip:bob@192.0.2.99 SIP/2.0");
    assertThat(story.tracedAsResent()).containsExactly("ACK sip:bob@192.0.2.99 SIP/2.0");
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void aResponseToARequestThatIsHereIsNoStray() {
    sendInvite();
    story.receive(response(486, BRANCH, "INVITE", "b", ""), BOB);

    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(ResponseReceived.class, it -> assertThat(it.stray()).isFalse());
  }

  @Test
  void aResponseWithASecondViaIsSomebodyElses() {
    sendInvite();
    story.receive(
        response(180, BRANCH, "INVITE", "b", "")
            .replace("\nFrom", "\nVia: SIP/2.0/UDP 10.1.1.1;branch=z9hG4bK-z\nFrom"),
        BOB);

    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.count(Counter.DROPPED)).isEqualTo(1);
  }

  @Test
  void aRequestThatCannotBeSentFails() {
    sendInvite();
    String transaction = String.valueOf(story.lastSent().transaction());
    story.core.onTransportFailure(story.now, transaction, true, "no such name");

    assertThat(story.takeFacts())
        .containsExactly(
            new RequestFailed(
                LEG,
                BRANCH,
                "INVITE",
                RequestFailed.Reason.UNREACHABLE,
                "no such name",
                Story.EDGE));
  }

  /// RFC 3261 section 17.1.4: no answer can come over a connection that ended. Over another one the
  /// same is a repeat to whoever has seen it.
  @Test
  void aRequestWhoseConnectionEndedLeavesOnceMoreAndThenFails() {
    story.order(new SendRequest(CALL, LEG, pattern("BYE", BRANCH, BOB_TCP)));
    String transaction = String.valueOf(story.lastSent().transaction());
    String first = story.lastSent().text();
    story.sent.clear();
    story.core.onConnectionClosed(story.now, transaction, "flow 1 ended");
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.sent).singleElement().extracting(Story.Sent::text).isEqualTo(first);
    story.core.onConnectionClosed(story.now, transaction, "flow 1 ended");

    assertThat(story.takeFacts())
        .containsExactly(
            new RequestFailed(
                LEG, BRANCH, "BYE", RequestFailed.Reason.TRANSPORT, "flow 1 ended", Story.EDGE));
    story.core.onConnectionClosed(story.now, transaction, "flow 1 ended");
    assertThat(story.takeFacts()).isEmpty();
  }

  /// RFC 3261 section 18.2.2: its final response comes over another one.
  @Test
  void anInviteThatRingsOutlivesItsConnection() {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH, BOB_TCP)));
    String transaction = String.valueOf(story.lastSent().transaction());
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.takeFacts();
    story.core.onConnectionClosed(story.now, transaction, "flow 1 ended");
    assertThat(story.takeFacts()).isEmpty();

    story.receive(response(486, BRANCH, "INVITE", "b", ""), BOB);
    assertThat(((ResponseReceived) story.takeFacts().getFirst()).status()).isEqualTo(486);
  }

  @Test
  void withoutAListenerForTheTransportNothingCanBeReached() {
    Destination tcp6 = new Destination(Transport.TCP, "2001:db8::9", 5060, "");
    story.order(new SendRequest(CALL, LEG, pattern("BYE", BRANCH, tcp6)));

    assertThat(((RequestFailed) story.takeFacts().getFirst()).reason())
        .isEqualTo(RequestFailed.Reason.UNREACHABLE);
    assertThat(story.takeSent()).isEmpty();
  }

  @Test
  void overIpv6TheListenerOfThatFamilyIsUsed() {
    Destination udp6 = new Destination(Transport.UDP, "2001:db8::9", 5060, "");
    story.order(new SendRequest(CALL, LEG, pattern("BYE", BRANCH, udp6)));

    assertThat(story.lastSent().header("Via")).startsWith("SIP/2.0/UDP [2001:db8::5]:5060;");
  }

  private static Destination along(Transport transport, String listener, String host) {
    NodeId other = NodeId.edge(9);
    return new Destination(
        transport,
        host,
        5060,
        "",
        new Flow(other, listener, transport, host, 5060, "", null),
        null);
  }

  /// Of two listeners that could send, the peer knows one; whichever edge it spoke to, as edges
  /// name theirs alike.
  @Test
  void aRequestLeavesByTheListenerThatItsPeerSpeaksTo() {
    story.order(
        new SendRequest(
            CALL, LEG, pattern("INVITE", BRANCH, along(Transport.UDP, "second", "192.0.2.99"))));
    Story.Sent sent = story.lastSent();
    assertThat(sent.target().listener()).isEqualTo("second");
    assertThat(sent.header("Via")).startsWith("SIP/2.0/UDP 203.0.113.6:5070;");
    assertThat(sent.header("Contact")).isEqualTo("<sip:" + Story.TOKEN + "@203.0.113.6:5070>");
  }

  @Test
  void whereThereIsNoSuchListenerAnotherSends() {
    List<Destination> others =
        List.of(
            along(Transport.UDP, "third", "192.0.2.99"),
            along(Transport.UDP, "tcp", "192.0.2.99"),
            along(Transport.UDP, "udp6", "192.0.2.99"));
    for (int i = 0; i < others.size(); i++) {
      story.order(new SendRequest(CALL, LEG, pattern("BYE", branch("o" + i), others.get(i))));
      assertThat(story.lastSent().target().listener()).isEqualTo("udp");
    }
  }

  @Test
  void theFactOfAResponseTellsWhatItCameOver() {
    sendInvite();
    Source elsewhere = new Source("second", Transport.UDP, "192.0.2.77", 4_444, "");
    story.receive(response(180, BRANCH, "INVITE", "b", ""), elsewhere);
    Flow over = new Flow(Story.EDGE, "second", Transport.UDP, "192.0.2.77", 4_444, "", null);
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            ResponseReceived.class, fact -> assertThat(fact.flow()).isEqualTo(over));
    // A stray, too: the transaction was another edge's.
    story.receive(response(200, branch("7"), "INVITE", "b", ""), elsewhere);
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            ResponseReceived.class, fact -> assertThat(fact.flow()).isEqualTo(over));
  }

  @Test
  void aCommandIsCarriedOutOnce() {
    SendRequest bye = new SendRequest(CALL, LEG, pattern("BYE", BRANCH));
    story.order("same", 5_000, bye);
    story.order("same", 5_000, bye);

    assertThat(story.takeSent()).hasSize(1);
    assertThat(story.count(Counter.COMMANDS_REPEATED)).isEqualTo(1);
  }

  @Test
  void aLateRequestFailsAndItsRepeatSaysSoAgain() {
    SendRequest info = new SendRequest(CALL, LEG, pattern("INFO", BRANCH));
    story.order("late", -1, info);
    story.order("late", -1, info);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts())
        .hasSize(2)
        .allSatisfy(
            it -> assertThat(((RequestFailed) it).reason()).isEqualTo(RequestFailed.Reason.LATE));
  }

  @Test
  void aByeIsSentHoweverLateItsOrderComes() {
    story.order("late", -1, new SendRequest(CALL, LEG, pattern("BYE", BRANCH)));

    assertThat(story.takeSent()).singleElement().asString().startsWith("BYE ");
  }

  @Test
  void nothingIsKeptForEver() {
    sendInvite();
    story.receive(response(180, BRANCH, "INVITE", "b", ""), BOB);
    story.receive(response(200, BRANCH, "INVITE", "b", ""), BOB);
    story.order(new SendAck(CALL, LEG, BRANCH, "b", pattern("ACK", branch("2"), TO_BOB)));
    story.order(new SendRequest(CALL, LEG, pattern("BYE", branch("3"))));
    story.receive(response(200, branch("3"), "BYE", "b", ""), BOB);
    story.advance(70_000);

    assertThat(story.core.kept()).isZero();
    assertThat(story.core.nextWakeUpMillis()).isEqualTo(Long.MAX_VALUE);
  }

  /// RFC 3262 section 4: what came before its time is not acknowledged, and comes again.
  @Test
  void progressThatWaitsForAPrackIsPassedOnEachTime() {
    story.order(new SendRequest(CALL, LEG, pattern("INVITE", BRANCH)));
    String reliable =
        response(183, BRANCH, "INVITE", "b", "")
            .replace("Contact:", "Require: 100rel\nRSeq: 3\nContact:");
    for (int i = 0; i < 100; i++) {
      story.receive(reliable, BOB);
    }
    assertThat(statuses()).hasSize(65).containsOnly(183);
  }
}
