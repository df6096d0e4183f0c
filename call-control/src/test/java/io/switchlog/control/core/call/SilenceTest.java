package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.CALL;
import static io.switchlog.control.core.call.Story.LIFE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static io.switchlog.control.core.call.Story.OTHER_MEDIA;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.react.Deadlines;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.media.MediaPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A media node hears nothing of a call. The calls of these stories may be silent for 20 s.
///
/// Holds `Deadlines`.
class SilenceTest {
  private static Story silent(Story story, NodeId node, long life, long millis) {
    return story.step(new RtpTimedOut(node, life, A, millis));
  }

  private static Story silent(Story story) {
    return silent(story, MEDIA, LIFE, 20_000);
  }

  private static void isReleased(Story story, NodeId node, long life, long version) {
    assertThat(story.decision).isInstanceOf(Decision.Answered.class);
    assertThat(story.commands)
        .containsExactly(
            new AddressedCommand(
                node,
                story.now.plus(Deadlines.RELEASE),
                new ApplyMediaPlan(CALL, life, new MediaPlan(version, List.of()))));
  }

  @Test
  void aCallThatBothPhonesLeftEnds() {
    Story story = silent(Story.talking());
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    story.aResponds("BYE", 200, "").bResponds("BYE", 200, "");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.MEDIA_FAILED);
  }

  @Test
  void aCallThatRingsIsHeldOrMayBeSilentForLongerGoesOn() {
    Story held = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    held.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("").mediaApplied();
    Story refused = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    refused.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("");
    refused.step(new MediaPlanRefused(MEDIA, LIFE, 3, Reason.INTERNAL, "a bug")).mediaApplied();
    for (Story story : List.of(Story.ringing(), held, refused)) {
      assertThat(silent(story).decision).isInstanceOf(Decision.Refused.class);
    }
    assertThat(silent(Story.talking(), MEDIA, LIFE, 19_999).decision)
        .isInstanceOf(Decision.Refused.class);
  }

  @Test
  void whatIsNotKnownIsReleasedAtTheNodeThatHoldsIt() {
    isReleased(silent(Story.relayed()), MEDIA, LIFE, ApplyMediaPlan.WHATEVER);
    Story over = Story.talking().aRequests("BYE", "", "").bResponds("BYE", 200, "");
    assertThat(over.state).isInstanceOf(EndedCall.class);
    isReleased(silent(over), MEDIA, LIFE, ApplyMediaPlan.WHATEVER);
  }

  @Test
  void anotherLifeOfTheCallIsReleasedAndThisOneGoesOn() {
    Story story = Story.talking();
    isReleased(silent(story, MEDIA, LIFE - 1, 20_000), MEDIA, LIFE - 1, ApplyMediaPlan.WHATEVER);
    assertThat(story.toldInAll()).doesNotContain("CallEnding");
  }

  @Test
  void aNodeThatTheCallHasLeftIsTold() {
    Story story = Story.talking();
    story.join(OTHER_MEDIA);
    story.loses(MEDIA).mediaApplied();
    // With the version of the newest plan, so that a later one may come back.
    isReleased(silent(story), MEDIA, LIFE, story.plan().version());
  }
}
