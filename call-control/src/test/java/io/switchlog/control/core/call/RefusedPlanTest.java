package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.LIFE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.media.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The media node cannot do what it is asked.
class RefusedPlanTest {
  private static Story refuses(Story story, long version, Reason reason) {
    return story.step(new MediaPlanRefused(MEDIA, LIFE, version, reason, "its own words"));
  }

  /// A call whose caller holds, which the media node has not answered yet.
  private static Story held() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    story.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("");
    assertThat(story.plan().version()).isEqualTo(3);
    return story;
  }

  @Test
  void anEstablishedCallGoesOnWithThePlanInForce() {
    Story story = Story.talking();
    List<Endpoint> inForce = story.plan().endpoints();
    for (Reason reason : Reason.values()) {
      story = held();
      refuses(story, 3, reason);
      assertThat(story.told()).as(reason.name()).containsExactly("MediaRequested");
      assertThat(story.ordered()).containsExactly("plan 4");
      assertThat(story.plan().endpoints()).isEqualTo(inForce);
      story.mediaApplied();
      assertThat(story.told()).containsExactly("MediaReady");
    }
    // RFC 3264 section 8: another offer may be made at any time.
    story.aRequests("INVITE", "", Sdp.A).bResponds("INVITE", 200, Sdp.B).aAcks("");
    assertThat(story.toldInAll()).contains("LegHeld", "LegResumed").doesNotContain("CallEnding");
  }

  @Test
  void whereEvenThatIsRefusedTheCallEnds() {
    Story story = refuses(refuses(held(), 3, Reason.INTERNAL), 4, Reason.INTERNAL);
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    story.aResponds("BYE", 200, "").bResponds("BYE", 200, "");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.MEDIA_FAILED);
    assertThat(story.event(CallEnded.class).outcome().text())
        .isEqualTo("media refused: an error of the node's own");
  }

  @Test
  void aNodeThatGaveTheCallUpEndsIt() {
    assertThat(refuses(Story.talking(), 2, Reason.INTERNAL).ordered())
        .containsExactly("1:BYE", "2:BYE");
    assertThat(refuses(held(), 2, Reason.INTERNAL).ordered()).containsExactly("1:BYE", "2:BYE");
  }

  @Test
  void aCallThatNeverHadSoundEnds() {
    Story story = Story.ringing().bAnswers(200, Story.B_TAG, Sdp.B);
    assertThat(refuses(story, 2, Reason.UNSUPPORTED).ordered()).containsExactly("1:BYE", "2:BYE");
  }

  @Test
  void anAnswerToAnEarlierPlanOrOfAnotherLifeSaysNothing() {
    Story story = held();
    assertThat(refuses(story, 1, Reason.LATE).decision).isInstanceOf(Decision.Refused.class);
    story.step(new MediaPlanRefused(MEDIA, LIFE + 1, 3, Reason.LATE, "its own words"));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    MediaPlanApplied applied = story.applied(story.plan(), MEDIA);
    story.step(new MediaPlanApplied(MEDIA, LIFE + 1, applied.version(), applied.endpoints()));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    assertThat(story.step(applied).told()).containsExactly("MediaReady");
  }
}
