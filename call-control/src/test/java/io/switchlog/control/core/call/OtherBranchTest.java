package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.SIBLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.ServerTransaction;
import org.junit.jupiter.api.Test;

/// The caller's INVITE comes in two transactions: an edge said 503 or nothing, and its sender
/// turned to another one with a new branch (RFC 3263 section 4.3).
class OtherBranchTest {
  private static final String FIRST = "z9hG4bK-first";
  private static final String SECOND = "z9hG4bK-second";

  private static Story story() {
    Story story = Story.relayed();
    story.join(SIBLING);
    return story;
  }

  private static Story first(Story story) {
    story.edge = EDGE;
    story.branch = FIRST;
    story.invites(Sdp.A);
    story.branch = null;
    return story;
  }

  private static Story second(Story story) {
    story.edge = SIBLING;
    story.branch = SECOND;
    story.invites(Sdp.A);
    story.branch = null;
    return story;
  }

  private static Story ringing(Story story) {
    story.mediaApplied();
    return story.bAnswers(180, B_TAG, "");
  }

  private static void isAnsweredOverTheSecond(Story story) {
    story.bAnswers(200, B_TAG, Sdp.B).mediaApplied();
    ServerTransaction answered = story.answer().transaction();
    assertThat(story.answer().status()).isEqualTo(200);
    assertThat(answered.edge()).isEqualTo(SIBLING);
    assertThat(answered.key()).isEqualTo(SECOND);
    assertThat(answered.vias().getFirst()).contains(SECOND);
  }

  @Test
  void anEdgeThatRefusedTheFirstDoesNotEndTheCallOfTheSecond() {
    Story story = ringing(second(story()));

    story.callsOff(EDGE, FIRST);

    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    isAnsweredOverTheSecond(story);
  }

  @Test
  void norWhereTheFirstHadOpenedIt() {
    Story story = ringing(second(first(story())));

    story.callsOff(EDGE, FIRST);

    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    isAnsweredOverTheSecond(story);
  }

  @Test
  void aSecondThatComesAfterItsCallWasCalledOffMayBeTriedElsewhere() {
    Story story = first(story());
    story.callsOff(EDGE, FIRST);
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.UNAVAILABLE);

    second(story);

    assertThat(story.ordered()).containsExactly("1:503 INVITE");
    assertThat(story.answer().transaction().key()).isEqualTo(SECOND);
  }

  @Test
  void soWhileTheCalledSideIsBeingCancelled() {
    Story story = ringing(first(story()));
    story.callsOff(EDGE, FIRST);
    assertThat(story.ordered()).containsExactly("1:503 INVITE", "2:CANCEL");

    assertThat(second(story).ordered()).containsExactly("1:503 INVITE");
  }

  @Test
  void theAnswerGoesToTheBranchThatWaitsAndTheOtherIsMerged() {
    Story story = second(first(story()));
    assertThat(story.told()).containsExactly("RequestAnswered", "LegMoved");
    assertThat(story.ordered()).containsExactly("1:482 INVITE");
    assertThat(story.answer().transaction().key()).isEqualTo(FIRST);
    assertThat(story.commands.getFirst().target()).isEqualTo(EDGE);

    isAnsweredOverTheSecond(ringing(story));
  }

  @Test
  void anEdgeThatIsGoneIsNotTold() {
    Story story = first(story());
    story.nodes.remove(EDGE);

    assertThat(second(story).told()).containsExactly("LegMoved");
    isAnsweredOverTheSecond(ringing(story));
  }

  @Test
  void atTheSameEdgeToo() {
    Story story = first(story());
    story.branch = SECOND;
    story.invites(Sdp.A);
    story.branch = null;
    ringing(story);

    story.bAnswers(486, B_TAG, "");

    assertThat(story.ordered()).contains("1:486 INVITE");
    assertThat(story.answer().transaction().key()).isEqualTo(SECOND);
  }

  @Test
  void theCallerGivesUpByTheSecond() {
    Story story = ringing(second(first(story())));

    story.aCancels(SECOND);

    assertThat(story.ordered()).containsExactly("1:200 CANCEL", "1:487 INVITE", "2:CANCEL");
    assertThat(story.answer().transaction().key()).isEqualTo(SECOND);
  }

  /// RFC 3261 section 9.2: a stranger who saw all but the branch cancels nothing.
  @Test
  void aCancelOfNoBranchOfTheCallIs481() {
    Story story = ringing(first(story()));
    Call before = story.state;
    story.edge = SIBLING;

    story.aCancels("z9hG4bK-stranger");

    assertThat(story.ordered()).containsExactly("1:481 CANCEL");
    assertThat(story.told()).isEmpty();
    assertThat(story.state).isEqualTo(before);
  }
}
