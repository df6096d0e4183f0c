package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.ALICE_TCP;
import static io.switchlog.edge.core.Story.answer;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static io.switchlog.edge.core.Story.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.wire.token.SessionToken;
import java.util.List;
import org.junit.jupiter.api.Test;

/// INVITEs from phones, to their end.
final class InviteStoriesTest {
  private final Story story = new Story();

  private InviteReceived offered() {
    story.receive(invite("z9hG4bK-a"), ALICE);
    return (InviteReceived) story.takeFacts().getFirst();
  }

  private String token(CallId call) {
    return new SessionToken(call.value(), 1).mint(Story.SECRET);
  }

  @Test
  void answers100AtOnceAndPublishesTheInvite() {
    story.receive(invite("z9hG4bK-a"), ALICE);

    assertThat(story.lastSent().startLine()).isEqualTo("SIP/2.0 100 Trying");
    assertThat(story.lastSent().header("Via"))
        .contains("branch=z9hG4bK-a", "received=192.0.2.7", "rport=40000");
    assertThat(story.lastSent().header("To")).isEqualTo("<sip:bob@example.com>");
    assertThat(story.lastSent().target())
        .isEqualTo(new Target("udp", ALICE.transport(), "192.0.2.7", 40_000, ""));
    assertThat(story.facts).hasSize(1);
    InviteReceived fact = (InviteReceived) story.facts.getFirst().input();
    assertThat(fact.transaction().edge()).isEqualTo(Story.EDGE);
    assertThat(fact.transaction().vias().getFirst()).contains("rport=40000");
    assertThat(story.traces)
        .extracting(MessageTraced::direction)
        .containsExactly(MessageTraced.Direction.RECEIVED, MessageTraced.Direction.SENT);
  }

  @Test
  void aRepeatedInviteGetsTheLatestProvisionalAndNoSecondFact() {
    InviteReceived fact = offered();
    CallId call = call();
    story.order(answer(fact.transaction(), call, "INVITE", 180, 1));
    story.takeSent();

    story.receive(invite("z9hG4bK-a"), ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 180 Reason");
    assertThat(story.tracedAsResent()).containsExactly("SIP/2.0 180 Reason");
    assertThat(story.takeFacts()).isEmpty();
    assertThat(story.count(Counter.RETRANSMISSIONS_ABSORBED)).isEqualTo(1);
  }

  @Test
  void aSuccessIsResentFromT1ToT2UntilItsAckCameAndTheAckIsPublishedOnce() {
    InviteReceived fact = offered();
    CallId call = call();
    story.order(answer(fact.transaction(), call, "INVITE", 200, 1));
    assertThat(story.lastSent().header("Contact"))
        .isEqualTo("<sip:" + token(call) + "@203.0.113.5:5060>");
    story.takeSent();

    story.advance(499);
    assertThat(story.takeSent()).isEmpty();
    story.advance(1);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
    story.advance(1_000 + 2_000 + 4_000 + 4_000);
    assertThat(story.takeSent()).hasSize(4);

    String ack = inDialog("ACK", "z9hG4bK-ack", token(call), 1);
    story.receive(ack, ALICE);
    story.receive(ack, ALICE);
    story.advance(20_000);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            AckReceived.class, it -> assertThat(it.leg()).isEqualTo(LegId.CALLER));
  }

  @Test
  void aByeWaitsForTheAckOfTheSuccessBeforeIt() {
    InviteReceived fact = offered();
    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));
    story.order(new SendRequest(call(), LegId.CALLER, Story.pattern("BYE", Story.branch("9"))));
    story.takeSent();

    story.advance(500);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
    story.receive(inDialog("ACK", "z9hG4bK-ack", token(call()), 1), ALICE);

    assertThat(story.takeSent()).containsExactly("BYE sip:bob@192.0.2.99 SIP/2.0");
  }

  @Test
  void aByeWaitsNoLongerThanTheAckIsWaitedFor() {
    InviteReceived fact = offered();
    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));
    story.order(new SendRequest(call(), LegId.CALLER, Story.pattern("BYE", Story.branch("9"))));
    story.advance(31_999);
    assertThat(story.takeSent()).doesNotContain("BYE sip:bob@192.0.2.99 SIP/2.0");

    story.advance(1);

    assertThat(story.takeSent()).contains("BYE sip:bob@192.0.2.99 SIP/2.0");
  }

  @Test
  void anAckThatNeverComesIsAFactAfter64T1() {
    InviteReceived fact = offered();
    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));

    story.advance(31_999);
    assertThat(story.takeFacts()).isEmpty();
    story.advance(1);

    assertThat(story.takeFacts())
        .containsExactly(new AckMissing(LegId.CALLER, fact.transaction().key(), Story.EDGE));
  }

  @Test
  void aCallerWhoStillWaitsGetsTheFinalResponseHoweverLateItsOrderComes() {
    InviteReceived fact = offered();
    story.takeSent();
    story.order("late", -1, answer(fact.transaction(), call(), "INVITE", 486, 1));

    assertThat(story.takeSent()).singleElement().asString().startsWith("SIP/2.0 486");
  }

  @Test
  void aSuccessPastItsDeadlineIsNotSentToWhoWaitsNoMoreAndReportedAsUnacknowledged() {
    InviteReceived fact = offered();
    story.order(answer(fact.transaction(), call(), "INVITE", 486, 1));
    story.takeSent();
    story.takeFacts();
    story.order("late", -1, answer(fact.transaction(), call(), "INVITE", 200, 1));

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts())
        .containsExactly(new AckMissing(LegId.CALLER, fact.transaction().key(), Story.EDGE));
  }

  @Test
  void anAckThatReachedAnotherEdgeStopsTheResending() {
    InviteReceived fact = offered();
    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));
    story.takeSent();

    story.order(new StopResending(call(), LegId.CALLER, fact.transaction().key()));
    story.advance(40_000);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void anAckToAnotherEdgesSuccessIsPublishedOnceHere() {
    String ack = inDialog("ACK", "z9hG4bK-ack", Story.CALLER_TOKEN, 7);
    story.receive(ack, ALICE);
    story.receive(ack, ALICE);

    assertThat(story.takeFacts()).hasSize(1).first().isInstanceOf(AckReceived.class);
  }

  @Test
  void aFailureIsResentUntilItsAckWhichGoesNoFurther() {
    InviteReceived fact = offered();
    CallId call = call();
    story.order(answer(fact.transaction(), call, "INVITE", 486, 1));
    story.advance(500);
    assertThat(story.takeSent())
        .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 486 Reason", "SIP/2.0 486 Reason");

    story.receive(
        request("ACK", "sip:bob@example.com", "z9hG4bK-a", token(call), "Call-1", 1, ""), ALICE);
    story.advance(40_000);

    assertThat(story.takeSent()).isEmpty();
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void aCancelIsAnsweredAndPublishedOnce() {
    offered();
    CallId call = call();
    story.takeSent();
    String cancel = request("CANCEL", "sip:bob@example.com", "z9hG4bK-a", "", "Call-1", 1, "");
    story.receive(cancel, ALICE);

    assertThat(story.lastSent().header("To")).endsWith(";tag=" + token(call));
    story.receive(cancel, ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
    assertThat(story.facts).extracting(Story.Fact::call).containsExactly(call);
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(CancelReceived.class, it -> assertThat(it.unanswered()).isNull());
  }

  @Test
  void aCancelWhoseInviteIsElsewhereIsLeftToCallControl() {
    offered();
    CallId call = call();
    Story other = new Story();
    other.receive(
        request("CANCEL", "sip:bob@example.com", "z9hG4bK-a", "", "Call-1", 1, ""), ALICE);

    assertThat(other.takeSent()).isEmpty();
    assertThat(other.facts.getFirst().call()).isEqualTo(call);
    CancelReceived fact = (CancelReceived) other.takeFacts().getFirst();
    ServerTransaction unanswered = fact.unanswered();
    assertThat(unanswered).isNotNull();
    if (unanswered != null) {
      other.order(answer(unanswered, call, "CANCEL", 481, 1));
    }
    assertThat(other.takeSent()).containsExactly("SIP/2.0 481 Reason");
  }

  @Test
  void aRequestInTheDialogIsPublishedWithItsLegAndAnswered() {
    String bye = inDialog("BYE", "z9hG4bK-bye", Story.TOKEN, 2);
    story.receive(bye, ALICE);
    story.receive(bye, ALICE);

    RequestReceived fact = (RequestReceived) story.takeFacts().getFirst();
    assertThat(fact.leg()).isEqualTo(Story.LEG);
    assertThat(story.takeSent()).isEmpty();

    story.order(answer(fact.transaction(), Story.CALL, "BYE", 200, 2));
    story.receive(bye, ALICE);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason", "SIP/2.0 200 Reason");
    assertThat(story.takeFacts()).isEmpty();
  }

  @Test
  void anotherEdgesTransactionIsAnsweredWhereItSaysAndA2xxIsResentHere() {
    InviteReceived fact = offered();
    CallId call = call();
    ServerTransaction held = fact.transaction();
    ServerTransaction elsewhere =
        new ServerTransaction(
            NodeId.edge(0),
            held.key(),
            "unknown here",
            held.transport(),
            held.sourceAddress(),
            held.sourcePort(),
            held.flow(),
            held.vias());
    Story other = new Story();
    other.order(answer(elsewhere, call, "INVITE", 200, 1));

    assertThat(other.lastSent().target())
        .isEqualTo(new Target("udp", ALICE.transport(), "192.0.2.7", 40_000, ""));
    other.advance(500);
    assertThat(other.takeSent()).containsExactly("SIP/2.0 200 Reason", "SIP/2.0 200 Reason");
    other.receive(inDialog("ACK", "z9hG4bK-ack", token(call), 1), ALICE);
    other.advance(10_000);
    assertThat(other.takeSent()).isEmpty();
    assertThat(other.takeFacts()).hasSize(1).first().isInstanceOf(AckReceived.class);
  }

  @Test
  void overTcpAnswersLeaveByTheFlow() {
    story.receive(invite("z9hG4bK-a").replace("SIP/2.0/UDP", "SIP/2.0/TCP"), ALICE_TCP);

    assertThat(story.lastSent().target())
        .isEqualTo(new Target("tcp", ALICE_TCP.transport(), "192.0.2.7", 5060, "flow-1"));
  }

  @Test
  void withoutRportAnswersGoToThePortOfSentBy() {
    story.receive(invite("z9hG4bK-a").replace(";rport", ";maddr=198.51.100.1"), ALICE);

    assertThat(story.lastSent().target().host()).isEqualTo("192.0.2.7");
    assertThat(story.lastSent().target().port()).isEqualTo(5060);
  }

  @Test
  void anInviteThatNobodyAnswersIsGivenUp() {
    offered();
    story.takeSent();
    story.advance(ServerSide.UNANSWERED_MILLIS);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 408 Request Timeout");
    story.advance(100_000);
    assertThat(story.core.kept()).isZero();
  }

  @Test
  void theSameInviteByAnotherPathIsRefusedAsMerged() {
    offered();
    story.takeSent();
    story.receive(invite("z9hG4bK-b"), ALICE);

    assertThat(story.takeSent()).containsExactly("SIP/2.0 482 Merged Request");
    assertThat(story.takeFacts()).isEmpty();
  }

  private CallId call() {
    Arrival arrival =
        new CallFinder(Story.SECRET)
            .read(
                invite("z9hG4bK-a")
                    .replace("\n", "\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                ALICE);
    return ((Arrival.OfCall) arrival).call();
  }

  @Test
  void aSuccessThatComesAfterTheEdgeRefusedIsReportedAsUnacknowledged() {
    story.busGoesSilent();
    story.receive(invite("z9hG4bK-a"), ALICE);
    InviteReceived fact = (InviteReceived) story.facts.getFirst().input();
    story.answerAll(false);
    assertThat(story.takeSent())
        .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 503 Service Unavailable");
    story.busIsBack();
    story.takeFacts();

    story.order(answer(fact.transaction(), call(), "INVITE", 200, 1));

    assertThat(story.takeSent()).isEqualTo(List.of());
    assertThat(story.takeFacts())
        .containsExactly(new AckMissing(LegId.CALLER, fact.transaction().key(), Story.EDGE));
  }
}
