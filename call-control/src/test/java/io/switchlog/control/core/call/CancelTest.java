package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.config.Action;
import org.junit.jupiter.api.Test;

/// CANCELs that cancel nothing (RFC 3261 section 9.2): they are answered, and leave no event.
///
/// Holds `Cancellation` and `CallingLeg`.
class CancelTest {
  private static void isAnswered(Story story, int status) {
    assertThat(story.decision).isInstanceOf(Decision.Answered.class);
    assertThat(story.ordered()).containsExactly("1:" + status + " CANCEL");
    assertThat(story.told()).isEmpty();
  }

  @Test
  void oneWithoutItsInviteIs481() {
    isAnswered(Story.relayed().aCancels(false), 481);
  }

  @Test
  void oneThatComesWhenTheCallIsOverIs200() {
    Story refused = new Story(new Action.Reject(403, "Forbidden"));
    refused.invites(Sdp.A);
    assertThat(refused.state).isInstanceOf(EndedCall.class);
    isAnswered(refused.aCancels(false), 200);
  }

  @Test
  void oneThatComesAfterTheAnswerIs200AndChangesNothing() {
    Story story = Story.talking();
    Call before = story.state;
    isAnswered(story.aCancels(false), 200);
    assertThat(story.state).isEqualTo(before);
  }

  @Test
  void oneOfAReInviteThatNeverCameIs481() {
    Story story = Story.talking();
    story.aRequests("OPTIONS", "", "");
    isAnswered(story.aCancels(false), 200);
    isAnswered(story.aCancelsWithCseq(story.aCseq() + 1), 481);
  }

  @Test
  void oneThatTheEdgeHasAnsweredAlreadyIsNotAnsweredAgain() {
    assertThat(Story.talking().aCancels(true).decision).isInstanceOf(Decision.Refused.class);
    assertThat(Story.relayed().aCancels(true).decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void theSecondOfOneReInviteChangesNothing() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.aCancels(false).ordered()).containsExactly("1:200 CANCEL", "2:CANCEL");
    isAnswered(story.aCancels(false), 200);
  }

  @Test
  void anAnswerDependsOnTheInputAndNotOnWhatElseIsSo() {
    Story one = Story.relayed().aCancels(false);
    Story other = Story.bypassed();
    other.nodes.clear();
    other.aCancels(false);
    assertThat(other.decision).isEqualTo(one.decision);
  }
}
