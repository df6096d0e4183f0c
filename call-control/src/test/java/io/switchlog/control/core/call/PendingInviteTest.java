package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.SIBLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.inbox.RequestFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An INVITE of ours that is pending at an edge that dies: each line of the table of
/// [PendingInvite].
///
/// Holds `PendingInvite` and `Target`.
class PendingInviteTest {
  private static final String MERGED_TAG = "m3rged";

  /// Ringing at an edge that is lost, with a copy sent by its sibling.
  private static Story sentOn() {
    Story story = Story.ringing();
    story.join(SIBLING);
    return story.loses(EDGE);
  }

  /// What is heard by an edge that knows the INVITE, or by one that does not.
  private static Story at(Story story, NodeId edge, boolean stray) {
    story.edge = edge;
    story.strays = stray;
    return story;
  }

  private static List<NodeId> targets(Story story) {
    return story.commands.stream().map(AddressedCommand::target).toList();
  }

  @Test
  void aSiblingSendsItOnAtOnceWithTheSameBranch() {
    Story story = Story.ringing();
    RequestPattern first = story.request("INVITE", B).request();
    story.join(SIBLING);
    story.loses(EDGE);
    assertThat(story.told()).containsExactly("LegMoved", "LegMoved");
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(targets(story)).containsExactly(SIBLING);
    assertThat(story.request("INVITE", B).request()).isEqualTo(first);
    at(story, SIBLING, false).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).contains("2:ACK", "1:200 INVITE");
    assertThat(targets(story)).contains(SIBLING).doesNotContain(EDGE);
  }

  @Test
  void theFirstEdgeToJoinSendsItOnWhereNoneLived() {
    Story story = Story.ringing().loses(EDGE);
    assertThat(story.events).isEmpty();
    story.restarts(SIBLING);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(targets(story)).containsExactly(SIBLING);
  }

  @Test
  void aMergedCopyIsNoFailureAndTheDeadEdgesNextLifeGoesOn() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(482, MERGED_TAG, "");
    assertThat(story.told()).containsExactly("LegMoved");
    assertThat(story.ordered()).isEmpty();
    story.restarts(EDGE);
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(targets(story)).containsExactly(EDGE);
    at(story, EDGE, false).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).contains("2:ACK", "1:200 INVITE");
  }

  @Test
  void aCopyMergedAfterTheFirstEdgeCameBackIsAskedForThere() {
    Story story = sentOn().restarts(EDGE);
    assertThat(story.ordered()).doesNotContain("2:INVITE");
    at(story, SIBLING, false).bAnswers(482, MERGED_TAG, "");
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(targets(story)).containsExactly(EDGE);
  }

  @Test
  void theOnlyCopyThatIsLeftFailsLikeAnyOther() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(482, MERGED_TAG, "").restarts(EDGE);
    at(story, EDGE, false).bAnswers(482, MERGED_TAG, "");
    assertThat(story.ordered()).contains("1:482 INVITE");
    assertThat(Story.ringing().bAnswers(482, MERGED_TAG, "").ordered()).contains("1:482 INVITE");
  }

  @Test
  void theFirstCopyIsMergedWhereThePeerHasTheSecond() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(180, B_TAG, "").restarts(EDGE);
    at(story, EDGE, true).bAnswers(482, MERGED_TAG, "");
    assertThat(story.told()).containsExactly("FailureAcknowledged", "LegMoved");
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(targets(story)).containsExactly(EDGE);
    at(story, SIBLING, false).bAnswers(486, B_TAG, "");
    assertThat(story.ordered()).contains("1:486 INVITE");
  }

  /// The ACK to the first 482 was lost, and the edge that sent it has died (seed 1020 of
  /// `edgesAreKilled`): the callee rang on for ever.
  @Test
  void aMergedCopyThatIsRefusedOnceMoreIsOnlyAcknowledged() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(482, MERGED_TAG, "").restarts(EDGE);
    at(story, EDGE, false).bAnswers(180, B_TAG, "");
    at(story, SIBLING, true).bAnswers(482, MERGED_TAG, "");
    assertThat(story.events).isEmpty();
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(targets(story)).containsExactly(SIBLING);
    at(story, EDGE, false).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).contains("2:ACK", "1:200 INVITE");
  }

  /// As above, while the leg is cancelled where it rings (seed 200171 of `anythingHappens`).
  @Test
  void aMergedCopyThatIsRefusedOnceMoreDoesNotEndACancelledLeg() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(482, MERGED_TAG, "").restarts(EDGE);
    story.fires(Story.RING);
    at(story, SIBLING, true).bAnswers(482, MERGED_TAG, "");
    assertThat(story.told()).doesNotContain("LegClosed");
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(targets(story)).containsExactly(SIBLING);
    at(story, EDGE, false).bAnswers(487, B_TAG, "");
    assertThat(story.told()).contains("LegClosed");
  }

  @Test
  void anAnswerThatComesToTheDeadEdgesNextLifeIsAcknowledgedFromThere() {
    Story story = sentOn().restarts(EDGE);
    at(story, EDGE, true).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 2");
    assertThat(story.commands.getFirst().target()).isEqualTo(EDGE);
    at(story, SIBLING, false).bAnswers(482, MERGED_TAG, "");
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void anotherFailureOfACopyIsTheLegs() {
    assertThat(at(sentOn(), SIBLING, false).bAnswers(486, B_TAG, "").ordered())
        .contains("1:486 INVITE");
    assertThat(sentOn().bFails("INVITE", RequestFailed.Reason.TIMEOUT).ordered())
        .contains("1:408 INVITE");
  }

  @Test
  void theCancelLeavesWhereverACopyIsPending() {
    Story story = sentOn().fires(Story.RING);
    assertThat(story.ordered()).containsExactly("2:CANCEL", "2:CANCEL", "1:480 INVITE");
    assertThat(targets(story)).containsExactly(SIBLING, EDGE, SIBLING);
    story.restarts(EDGE);
    assertThat(story.ordered()).containsExactly("2:CANCEL");
    assertThat(targets(story)).containsExactly(EDGE);
    at(story, EDGE, true).bAnswers(487, B_TAG, "");
    assertThat(story.told()).contains("LegClosed", "CallEnded");
  }

  @Test
  void aCancelCannotLeaveFromAnHeirAndIsSentAgainByTheNextLife() {
    Story story = Story.ringing().fires(Story.RING);
    story.join(SIBLING);
    assertThat(story.loses(EDGE).ordered()).isEmpty();
    assertThat(story.restarts(EDGE).ordered()).containsExactly("2:CANCEL");
    assertThat(targets(story)).containsExactly(EDGE);
  }

  @Test
  void aMergedCopyOfACancelledInviteDoesNotEndTheLeg() {
    Story story = at(sentOn().fires(Story.RING), SIBLING, false).bAnswers(482, MERGED_TAG, "");
    assertThat(story.told()).containsExactly("LegMoved");
    at(story.restarts(EDGE), EDGE, true).bAnswers(487, B_TAG, "");
    assertThat(story.told()).contains("CallEnded");
  }

  @Test
  void anAnswerThatCrossesTheCancelIsEndedWhereItCame() {
    Story story = sentOn().fires(Story.RING).restarts(EDGE);
    at(story, EDGE, true).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(targets(story)).containsOnly(EDGE);
  }

  @Test
  void aPeerThatRingsTwiceIsAnsweredOnceAndCancelledTwice() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(180, B_TAG, "").restarts(EDGE);
    at(story, EDGE, true).bAnswers(180, MERGED_TAG, "");
    assertThat(story.told()).containsExactly("LegMoved", "LegRang");
    assertThat(story.fires(Story.RING).ordered())
        .containsExactly("2:CANCEL", "2:CANCEL", "1:480 INVITE");
  }

  /// An edge that stood still wakes, and its INVITE has timed out at once.
  @Test
  void whatAnEdgeOfBeforeGivesUpIsOneCopyLess() {
    Story story = at(sentOn(), SIBLING, false).bAnswers(180, B_TAG, "");
    String branch = story.request("INVITE", B).request().branch();
    RequestFailed stale =
        new RequestFailed(
            B, branch, "INVITE", RequestFailed.Reason.TIMEOUT, "expected a response", EDGE);
    assertThat(story.step(stale).told()).containsExactly("LegMoved");
    assertThat(story.ordered()).isEmpty();
    assertThat(story.step(stale).told()).isEmpty();
    // It is pending where it rings, and nowhere else.
    story.aCancels(true);
    assertThat(story.commands)
        .filteredOn(command -> command.command() instanceof SendCancel)
        .extracting(AddressedCommand::target)
        .containsExactly(SIBLING);
  }

  /// A failure of an INVITE that was sent anew since.
  @Test
  void whatIsSaidOfTheInviteBeforeIsLate() {
    Story story = Story.ringing();
    String branch = story.request("INVITE", B).request().branch().replace(".1", ".7");
    RequestFailed other =
        new RequestFailed(B, branch, "INVITE", RequestFailed.Reason.TIMEOUT, "nothing", EDGE);
    assertThat(story.step(other).told()).isEmpty();
  }
}
