package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import org.junit.jupiter.api.Test;

/// Calls that the exchange answers itself.
///
/// Holds `BuiltInPlan`, `OwnAnswers` and `OwnSession`.
class OwnAnswerTest {
  private static Story echo() {
    return new Story(new Action.Echo());
  }

  @Test
  void anEchoCallIsAnsweredWithOurG711() {
    Story story = echo().invites(Sdp.A);
    Endpoint endpoint = story.plan().endpoints().getFirst();
    assertThat(story.plan().endpoints()).hasSize(1);
    assertThat(endpoint.source()).isEqualTo(new Source.Echo());
    assertThat(endpoint.payloads())
        .containsExactly(new Payload(0, "PCMU", 8000), new Payload(101, "telephone-event", 8000));
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("1:200 INVITE");
    assertThat(story.answer().body().toString())
        .contains("m=audio 40002 RTP/AVP 0 101", "a=sendrecv", "a=fmtp:101 0-15");
    story.aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "CallEstablished");
    story.aRequests("BYE", "", "");
    assertThat(story.told()).containsExactly("LegLeft", "CallEnding", "CallEnded");
    assertThat(story.ordered()).containsExactly("1:200 BYE", "release");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.NORMAL);
  }

  @Test
  void musicPlaysATone() {
    Story story = new Story(new Action.Music()).invites(Sdp.A);
    assertThat(story.plan().endpoints().getFirst().source()).isEqualTo(new Source.Tone());
  }

  @Test
  void streamsThatAreNotOursAreRefusedInTheirPlace() {
    Story story = echo().invites(Sdp.VIDEO_TOO).mediaApplied();
    assertThat(story.answer().body().toString())
        .contains("m=audio 40002 RTP/AVP 0 101")
        .endsWith("m=video 0 RTP/AVP 31\r\n");
  }

  @Test
  void whatWeCannotPlayIs488() {
    assertThat(echo().invites(Sdp.G729_ONLY).ordered()).containsExactly("1:488 INVITE");
    assertThat(echo().invites(Sdp.VIDEO_ONLY).ordered()).containsExactly("1:488 INVITE");
    assertThat(echo().invites(Sdp.A.replace("RTP/AVP", "RTP/SAVP")).ordered())
        .containsExactly("1:488 INVITE");
  }

  @Test
  void aDelayedOfferIsOursAndTheAckAnswersIt() {
    Story story = echo().invites("").mediaApplied();
    assertThat(story.answer().body().toString()).contains("m=audio 40002 RTP/AVP 0 8 101");
    story.aAcks(Sdp.A);
    assertThat(story.told()).containsExactly("LegConfirmed", "MediaRequested");
    assertThat(story.plan().endpoints().getFirst().remote())
        .isEqualTo(new RemoteAddress("192.0.2.1", 49170, 49171));
    story.mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady", "CallEstablished");
    Story mute = echo().invites("").mediaApplied().aAcks("");
    assertThat(mute.ordered()).containsExactly("1:BYE");
  }

  @Test
  void aHoldIsAnsweredByUs() {
    Story story = echo().invites(Sdp.A).mediaApplied().aAcks("");
    story.aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.told()).containsExactly("RequestAnswered", "MediaRequested", "LegHeld");
    assertThat(story.answer().body().toString()).contains("a=recvonly", " 2 IN IP4 ");
    assertThat(story.plan().endpoints().getFirst().sends()).isFalse();
    story.aAcks("").aRequests("UPDATE", "", Sdp.A);
    assertThat(story.told()).contains("LegResumed");
    assertThat(story.aRequests("UPDATE", "", "").ordered()).containsExactly("1:200 UPDATE");
    assertThat(story.aRequests("INVITE", "", Sdp.G729_ONLY).ordered())
        .containsExactly("1:488 INVITE");
  }

  @Test
  void aReinviteWithoutAnOfferGetsOurs() {
    Story story = echo().invites(Sdp.A).mediaApplied().aAcks("").aRequests("INVITE", "", "");
    assertThat(story.answer().body().toString()).contains("m=audio 40002 RTP/AVP 0 8 101");
    story.aAcks(Sdp.of("192.0.2.1", 49990, ""));
    assertThat(story.plan().endpoints().getFirst().remote())
        .isEqualTo(new RemoteAddress("192.0.2.1", 49990, 49991));
    assertThat(story.toldInAll()).doesNotContain("CallEnded");
    assertThat(story.plan().endpoints().getFirst().leg()).isEqualTo(A);
  }
}
