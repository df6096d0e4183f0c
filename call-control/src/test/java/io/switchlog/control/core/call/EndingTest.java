package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import io.switchlog.schemas.inbox.TimerFired;
import org.junit.jupiter.api.Test;

/// How calls end: given up, refused, unanswered, hung up, timed out.
///
/// Holds `TalkingLeg`, `LeavingLeg`, `GoneLeg`, `LateAnswers`, `OverTable`, `Stateless`,
/// `OwnHeaders`, `Endings`, `EndingEvolution`, `CallTimer`, `CallTimers` and `ArmedTimer`.
class EndingTest {
  private static EndCause cause(Story story) {
    assertThat(story.toldInAll().stream().filter("CallEnded"::equals)).hasSize(1);
    return story.event(CallEnded.class).outcome().cause();
  }

  @Test
  void cancelBeforeMediaIsReadyEndsAtOnce() {
    Story story = Story.relayed().invites(Sdp.A).aCancels(true);
    assertThat(story.ordered()).containsExactly("1:487 INVITE", "release");
    assertThat(cause(story)).isEqualTo(EndCause.CANCELLED);
  }

  @Test
  void cancelWhileRingingCancelsTheCalledSideWithAReason() {
    Story story = Story.ringing().aCancels(true);
    assertThat(story.ordered()).containsExactly("1:487 INVITE", "2:CANCEL");
    SendCancel cancel = story.last(SendCancel.class);
    assertThat(cancel.request().headers().toString())
        .contains("Reason: SIP;cause=487", "CSeq: 1 CANCEL");
    assertThat(cancel.request().branch()).isEqualTo(story.request("INVITE", B).request().branch());
    story.bAnswers(487, B_TAG, "");
    assertThat(story.told()).containsExactly("LegClosed", "CallEnded");
    assertThat(cause(story)).isEqualTo(EndCause.CANCELLED);
  }

  @Test
  void aReasonOfTheCallerCrossesInTheCancel() {
    Story story = Story.ringing().aCancels(true, "Reason: SIP;cause=600;text=\"Busy\"\r\n");
    assertThat(story.last(SendCancel.class).request().headers().toString())
        .contains("Reason: SIP;cause=600;text=\"Busy\"");
  }

  /// The edge of the INVITE may have died, and nobody has noticed yet.
  @Test
  void cancelByAnotherEdgeIsAnsweredThereAndSoIsItsInvite() {
    Story story = Story.ringing();
    story.edge = NodeId.edge(1);
    story.aCancels(false);
    assertThat(story.ordered())
        .containsExactly("1:200 CANCEL", "1:487 INVITE", "1:487 INVITE", "2:CANCEL");
    assertThat(story.commands.get(1).target()).as("it lives").isEqualTo(NodeId.edge(0));
    assertThat(story.answer().transaction().edge()).isEqualTo(NodeId.edge(1));
    assertThat(story.last(SendCancel.class).leg()).isEqualTo(B);
  }

  @Test
  void whereTheEdgeOfTheInviteIsKnownToBeDeadItIsNotTold() {
    Story story = Story.ringing();
    story.nodes.remove(NodeId.edge(0));
    story.edge = NodeId.edge(1);
    story.aCancels(false);
    assertThat(story.ordered()).containsExactly("1:200 CANCEL", "1:487 INVITE", "2:CANCEL");
    assertThat(story.commands.getFirst().target()).isEqualTo(NodeId.edge(1));
  }

  @Test
  void cancelCrossingATwoHundredAcknowledgesAndEndsTheLateDialog() {
    Story story = Story.ringing().aCancels(true);
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    story.bAnswers(200, "another", Sdp.B);
    assertThat(story.told()).containsExactly("ExtraAnswerReleased");
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    story.responds481ToFirstBye();
    assertThat(cause(story)).isEqualTo(EndCause.CANCELLED);
  }

  @Test
  void cancelAfterOurAnswerChangesNothing() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B).aCancels(true);
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    story.aCancels(false);
    assertThat(story.ordered()).containsExactly("1:200 CANCEL");
  }

  @Test
  void anUnansweredCancelIsAnsweredByWhetherTheCallIsKnown() {
    assertThat(Story.relayed().aCancels(false).ordered()).containsExactly("1:481 CANCEL");
    assertThat(Story.ringing().aCancels(false).ordered())
        .containsExactly("1:200 CANCEL", "1:487 INVITE", "2:CANCEL");
  }

  @Test
  void aByeBeforeTheAnswerIsACancel() {
    Story story = Story.ringing().aRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("1:200 BYE", "1:487 INVITE", "2:CANCEL");
  }

  @Test
  void failuresOfTheCalledPartyAreTheCallers() {
    Story busy = Story.ringing().bAnswers(486, B_TAG, "");
    assertThat(busy.ordered()).containsExactly("1:486 INVITE", "release");
    assertThat(busy.commands.getFirst().command().toString()).contains("Said So");
    assertThat(cause(busy)).isEqualTo(EndCause.BUSY);
    Story unavailable = Story.ringing().bAnswers(503, B_TAG, "Retry-After: 17\r\n", "");
    assertThat(unavailable.commands.getFirst().command().toString()).contains("Retry-After: 17");
    assertThat(Story.ringing().bAnswers(302, B_TAG, "").ordered()).contains("1:480 INVITE");
    assertThat(Story.ringing().bAnswers(407, B_TAG, "").ordered()).contains("1:403 INVITE");
    assertThat(Story.ringing().bAnswers(603, B_TAG, "").ordered()).contains("1:603 INVITE");
    assertThat(Story.ringing().bFails("INVITE", Reason.TIMEOUT).ordered()).contains("1:408 INVITE");
    assertThat(Story.ringing().bFails("INVITE", Reason.UNREACHABLE).ordered())
        .contains("1:503 INVITE");
  }

  @Test
  void ringingTooLongIs480AndACancel() {
    Story story = Story.ringing().fires(Story.RING);
    assertThat(story.ordered()).containsExactly("2:CANCEL", "1:480 INVITE");
    story.bAnswers(487, B_TAG, "");
    assertThat(cause(story)).isEqualTo(EndCause.NO_ANSWER);
  }

  @Test
  void aTimerOfAnotherGenerationIsRefused() {
    Story story = Story.ringing();
    story.step(new TimerFired(Story.RING.text(), story.armed(Story.RING).generation() - 1));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void theLongestDurationEndsBothSides() {
    Story story = Story.talking().fires(CallTimer.MAX_DURATION);
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    story.aResponds("BYE", 200, "").bFails("BYE", Reason.TIMEOUT);
    assertThat(cause(story)).isEqualTo(EndCause.MAX_DURATION);
  }

  @Test
  void legsWithoutAnOutcomeAreGivenUp() {
    Story story = Story.talking().aRequests("BYE", "", "").fires(CallTimer.TEARDOWN);
    assertThat(story.told()).containsExactly("LegClosed", "CallEnded");
    assertThat(story.ordered()).containsExactly("release");
  }

  @Test
  void theCalledPartyHangsUpEvenBeforeTheAck() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    story.bRequests("BYE", "Reason: Q.850;cause=16\r\n", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:BYE");
    assertThat(story.request("BYE", A).request().headers().toString())
        .contains("Reason: Q.850;cause=16", "Route: <sip:proxy.example.com;lr>", "CSeq: 1 BYE");
    story.aResponds("BYE", 481, "");
    assertThat(cause(story)).isEqualTo(EndCause.NORMAL);
    assertThat(story.event(CallEnded.class).outcome().by()).isEqualTo(B);
  }

  @Test
  void byesThatCrossGiveOneOutcome() {
    Story story = Story.talking().aRequests("BYE", "", "").bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "release");
    assertThat(cause(story)).isEqualTo(EndCause.NORMAL);
    assertThat(story.event(CallEnded.class).outcome().by()).isEqualTo(A);
  }

  @Test
  void anExtraAnswerIsEndedAndTheFirstOneStands() {
    Story story = Story.talking().bAnswers(200, "second", Sdp.B);
    assertThat(story.told()).containsExactly("ExtraAnswerReleased");
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(story.request("BYE", B).request().headers().toString()).contains("tag=second");
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.told()).containsExactly("AckRepeated");
    assertThat(story.ordered()).containsExactly("2:ACK");
  }

  @Test
  void noAckEndsBothSides() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    story.step(new AckMissing(A, story.answer().transaction().key(), null));
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    // Whoever reads the history tells this end from other protocol errors by its words.
    assertThat(story.event(CallEnding.class).outcome().text()).isEqualTo("no ACK from leg 1");
  }

  /// An edge that stood still, when another has sent the answer again.
  @Test
  void noAckAtAnEdgeOfBeforeIsNoNews() {
    Story story = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    String transaction = story.answer().transaction().key();
    story.join(Story.SIBLING);
    story.loses(Story.EDGE);
    assertThat(story.step(new AckMissing(A, transaction, Story.EDGE)).told()).isEmpty();
    story.step(new AckMissing(A, transaction, Story.SIBLING));
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
  }

  @Test
  void anAnswerWithoutADescriptionEndsTheCall() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied().bAnswers(200, B_TAG, "");
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE", "1:502 INVITE");
    story.bResponds("BYE", 200, "");
    assertThat(cause(story)).isEqualTo(EndCause.PROTOCOL_ERROR);
  }

  @Test
  void noRouteIs404AndARejectSaysWhatItIsTold() {
    Story rejected = new Story(new Action.Reject(603, "Not Today")).invites(Sdp.A);
    assertThat(rejected.ordered()).containsExactly("1:603 INVITE");
    assertThat(rejected.answer().reason()).isEqualTo("Not Today");
    Story lost = Story.relayed();
    lost.routing = RoutingTable.EMPTY;
    assertThat(lost.invites(Sdp.A).ordered()).containsExactly("1:404 INVITE");
    assertThat(lost.told())
        .containsExactly("CallOffered", "CallRouted", "CallEnding", "InviteRefused", "CallEnded");
    assertThat(cause(lost)).isEqualTo(EndCause.NOT_FOUND);
  }

  @Test
  void withoutMediaTheCallerMayTryAgain() {
    Story none = Story.relayed();
    none.nodes.remove(Story.MEDIA);
    none.invites(Sdp.A);
    assertThat(none.ordered()).containsExactly("1:503 INVITE");
    assertThat(none.answer().headers().toString()).contains("Retry-After: 5");
    Story full = Story.relayed().invites(Sdp.A);
    full.step(
        new MediaPlanRefused(
            Story.MEDIA, Story.LIFE, 1, MediaPlanRefused.Reason.PORTS_EXHAUSTED, "none"));
    assertThat(full.ordered()).containsExactly("1:503 INVITE", "release");
    assertThat(cause(full)).isEqualTo(EndCause.MEDIA_FAILED);
    assertThat(full.event(CallEnded.class).outcome().text())
        .as("no word of the node's")
        .isEqualTo("media refused: no port is free");
    assertThat(Story.relayed().invites(Sdp.A).fires(CallTimer.MEDIA_ANSWER).ordered())
        .containsExactly("1:503 INVITE", "release");
  }

  @Test
  void invitesThatCannotBeTakenAsTheyStandAreRefused() {
    assertThat(Story.relayed().invites(Sdp.A, "Max-Forwards: 0\r\n").ordered())
        .containsExactly("1:483 INVITE");
    Story strict = Story.relayed().invites(Sdp.A, "Require: 100rel, precondition\r\n");
    assertThat(strict.ordered()).containsExactly("1:420 INVITE");
    assertThat(strict.answer().headers().toString()).contains("Unsupported: precondition");
    assertThat(Story.relayed().invites("something else").ordered()).containsExactly("1:415 INVITE");
  }

  @Test
  void anEndedCallAnswersStrangersWithoutRememberingThem() {
    Story story = Story.talking().aRequests("BYE", "", "").bResponds("BYE", 200, "");
    story.aRequests("INFO", "", "");
    assertThat(story.decision).isInstanceOf(Decision.Answered.class);
    assertThat(story.ordered()).containsExactly("1:481 INFO");
    story.aAcks("");
    assertThat(story.ordered()).isEmpty();
    story.bAnswers(200, "late", Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(Story.relayed().aRequests("BYE", "", "").ordered()).containsExactly("1:481 BYE");
  }
}
