package io.switchlog.edge.core;

import static io.switchlog.edge.core.Story.ALICE;
import static io.switchlog.edge.core.Story.answer;
import static io.switchlog.edge.core.Story.inDialog;
import static io.switchlog.edge.core.Story.invite;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.token.SessionToken;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Progress that waits for its PRACK (RFC 3262 section 3).
///
/// Holds `Progress`.
final class ReliableProgressStoriesTest {
  private static final String SDP = "v=0\r\n";
  private static final String TOLD = "SIP/2.0 183 Reason";

  private final Story story = new Story();
  private ServerTransaction transaction = invited();
  private final CallId call = story.facts.getFirst().call();

  private ServerTransaction invited() {
    story.receive(invite("z9hG4bK-a"), ALICE);
    story.takeSent();
    return ((InviteReceived) story.facts.getFirst().input()).transaction();
  }

  private SendResponse progress(long rseq, String body) {
    return ordered(183, rseq, body);
  }

  private SendResponse ordered(int status, Long rseq, String body) {
    SendResponse plain = answer(transaction, call, "INVITE", status, 1);
    return new SendResponse(
        call,
        plain.leg(),
        transaction,
        "INVITE",
        status,
        "Reason",
        plain.contactUser(),
        plain.headers(),
        Bytes.of(body),
        rseq,
        null);
  }

  private void pracks(long rseq, int cseq) {
    String token = new SessionToken(call.value(), 1).mint(Story.SECRET);
    String prack = inDialog("PRACK", "z9hG4bK-p" + rseq + cseq, token, cseq);
    story.receive(
        prack.replace("Content-Length", "RAck: " + rseq + " 1 INVITE\nContent-Length"), ALICE);
  }

  @Test
  void itIsResentEverMoreSlowlyUntilItsPrackComes() {
    story.order(progress(7, SDP));
    assertThat(story.takeSent()).containsExactly(TOLD);
    for (long wait = 500; wait <= 8_000; wait *= 2) {
      story.advance(wait - 1);
      assertThat(story.takeSent()).as("before %s ms", wait).isEmpty();
      story.advance(1);
      assertThat(story.takeSent()).as("after %s ms", wait).containsExactly(TOLD);
    }
    story.takeFacts();
    pracks(7, 2);
    // Call control answers it.
    assertThat(story.takeFacts())
        .singleElement()
        .isInstanceOfSatisfying(
            RequestReceived.class, it -> assertThat(it.message().toString()).startsWith("PRACK "));
    story.advance(60_000);
    assertThat(story.takeSent()).doesNotContain(TOLD);
    assertThat(story.takeFacts()).noneMatch(PrackMissing.class::isInstance);
  }

  @Test
  void anotherPrackStopsNothingAndIsPassedAllTheSame() {
    story.order(progress(7, SDP));
    story.takeFacts();
    pracks(8, 2);
    assertThat(story.takeFacts()).hasSize(1);
    story.takeSent();
    story.advance(500);
    assertThat(story.takeSent()).containsExactly(TOLD);
  }

  @Test
  void theNextWaitsForThePrackOfTheFirst() {
    story.order(progress(7, SDP));
    story.order(ordered(182, 8L, ""));
    assertThat(story.takeSent()).containsExactly(TOLD);
    // What waits for no PRACK leaves at once.
    story.order(answer(transaction, call, "INVITE", 180, 1));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 180 Reason");
    pracks(7, 2);
    assertThat(story.takeSent()).contains("SIP/2.0 182 Reason");
    story.advance(500);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 182 Reason");
  }

  @Test
  void anAnswerWaitsForThePrackOfADescriptionOnly() {
    story.order(progress(7, SDP));
    story.order(answer(transaction, call, "INVITE", 200, 1));
    assertThat(story.takeSent()).containsExactly(TOLD);
    pracks(7, 2);
    assertThat(story.takeSent()).contains("SIP/2.0 200 Reason");
    story.advance(500);
    assertThat(story.takeSent()).contains("SIP/2.0 200 Reason").doesNotContain(TOLD);
  }

  @Test
  void whereNoDescriptionIsUnheardAnAnswerLeavesAtOnceAndEndsTheRest() {
    story.order(progress(7, ""));
    story.takeSent();
    story.order(answer(transaction, call, "INVITE", 200, 1));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
    story.advance(500);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
  }

  @Test
  void aRefusalLeavesAtOnceAndDropsWhatWaits() {
    story.order(progress(7, SDP));
    story.order(progress(8, SDP));
    story.takeSent();
    story.order(answer(transaction, call, "INVITE", 486, 1));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 486 Reason");
    story.advance(40_000);
    assertThat(story.takeSent()).doesNotContain(TOLD);
    assertThat(story.takeFacts()).noneMatch(PrackMissing.class::isInstance);
  }

  /// The called party has hung up meanwhile: call control has nothing to say to the INVITE any
  /// more.
  @Test
  void withoutAPrackAnInviteWhoseLegIsEndedIsRefused() {
    story.order(progress(7, SDP));
    story.order(answer(transaction, call, "INVITE", 200, 1));
    story.order(new SendRequest(call, LegId.CALLER, Story.pattern("BYE", Story.branch("9"))));
    assertThat(story.takeSent()).containsExactly(TOLD);
    story.advance(32_000);
    assertThat(story.takeSent())
        .contains("SIP/2.0 504 Server Time-out")
        .doesNotContain("SIP/2.0 200 Reason");
  }

  /// Nobody sends a PRACK again that was refused.
  @Test
  void aPrackIsTakenWhileTheBusIsAway() {
    story.order(progress(7, SDP));
    story.takeFacts();
    story.busGoesAway();
    story.advance(10_000);
    story.takeSent();
    pracks(7, 2);
    assertThat(story.takeSent()).isEmpty();
    story.advance(4_000);
    assertThat(story.takeSent()).contains("SIP/2.0 200 OK");
    story.busIsBack();
    story.advance(30_000);
    assertThat(story.takeSent()).doesNotContain(TOLD);
    assertThat(story.takeFromBus()).anyMatch(RequestReceived.class::isInstance);
  }

  @Test
  void withoutAPrackCallControlIsToldAndNothingThatWaitedLeaves() {
    story.order(progress(7, SDP));
    story.order(answer(transaction, call, "INVITE", 200, 1));
    story.takeFacts();
    story.advance(32_000);
    assertThat(story.takeFacts())
        .containsExactly(new PrackMissing(LegId.CALLER, transaction.key(), 7, Story.EDGE));
    assertThat(story.takeSent()).doesNotContain("SIP/2.0 200 Reason");
    // The INVITE has no final response yet, and gets this one.
    story.order(answer(transaction, call, "INVITE", 504, 1));
    assertThat(story.takeSent()).containsExactly("SIP/2.0 504 Reason");
  }

  @Test
  void aPrackThatCameToAnotherEdgeStopsItHere() {
    story.order(progress(7, SDP));
    story.order(progress(8, SDP));
    story.takeSent();
    story.order(new StopResending(call, LegId.CALLER, transaction.key(), 7L));
    assertThat(story.takeSent()).containsExactly(TOLD);
    story.order(new StopResending(call, LegId.CALLER, transaction.key(), 7L));
    assertThat(story.count(Counter.COMMANDS_MOOT)).isEqualTo(1);
  }

  @Test
  void whatIsOrderedTwiceIsToldOnce() {
    story.order(progress(7, SDP));
    story.order(progress(7, SDP));
    story.takeSent();
    pracks(7, 2);
    assertThat(story.takeSent()).doesNotContain(TOLD);
  }

  @Test
  void aTransactionOfAnotherEdgeWorksTheSame() {
    ServerTransaction own = transaction;
    transaction =
        new ServerTransaction(
            NodeId.edge(9),
            "z9hG4bK-other",
            own.listener(),
            own.transport(),
            own.sourceAddress(),
            own.sourcePort(),
            own.flow(),
            own.vias());
    story.order(progress(7, SDP));
    story.order(answer(transaction, call, "INVITE", 200, 1));
    assertThat(story.takeSent()).containsExactly(TOLD);
    story.advance(500);
    assertThat(story.takeSent()).containsExactly(TOLD);
    pracks(7, 2);
    assertThat(story.takeSent()).contains("SIP/2.0 200 Reason");
  }

  @Test
  void howeverLateItsOrderComesItIsToldToACallerWhoWaits() {
    story.order("late", -1_000, progress(7, SDP));
    assertThat(story.takeSent()).containsExactly(TOLD);
    story.order("later", -1_000, answer(transaction, call, "INVITE", 180, 1));
    assertThat(story.takeSent()).isEmpty();
  }

  @Test
  void aByeWaitsForTheAnswerThatWaits() {
    story.order(progress(7, SDP));
    story.order(answer(transaction, call, "INVITE", 200, 1));
    story.order(new SendRequest(call, LegId.CALLER, Story.pattern("BYE", Story.branch("9"))));
    assertThat(story.takeSent()).containsExactly(TOLD);
    pracks(7, 2);
    assertThat(story.takeSent()).containsExactly("SIP/2.0 200 Reason");
    String token = new SessionToken(call.value(), 1).mint(Story.SECRET);
    story.receive(inDialog("ACK", "z9hG4bK-ack", token, 1), ALICE);
    assertThat(story.takeSent()).containsExactly("BYE sip:bob@192.0.2.99 SIP/2.0");
  }

  @Test
  void onlySoMuchWaits() {
    for (long rseq = 1; rseq <= Progress.MOST_WAITING + 3; rseq++) {
      story.order(progress(rseq, SDP));
    }
    assertThat(story.count(Counter.COMMANDS_MOOT)).isEqualTo(2);
    assertThat(List.copyOf(story.takeSent())).containsExactly(TOLD);
  }
}
