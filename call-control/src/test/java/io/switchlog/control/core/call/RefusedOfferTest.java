package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.inbox.AckMissing;
import org.junit.jupiter.api.Test;

/// Calls without an offer of the caller's that end before the caller answered the called party's:
/// its ACK has an answer all the same (RFC 3261 section 13.2.2.4).
///
/// Holds `RefusedOffer`.
class RefusedOfferTest {
  private static final String TWO_STREAMS = Sdp.VIDEO_TOO.replace("192.0.2.1", "192.0.2.200");

  private static Story answered(String offer) {
    return Story.relayed().invites("").mediaApplied().bAnswers(200, B_TAG, offer);
  }

  private static void refusesEachStream(Story story, String... streams) {
    assertThat(story.ordered()).containsSubsequence("2:ACK", "2:BYE");
    var request = story.last(SendAck.class).request();
    assertThat(request.headers().toString()).contains("Content-Type: application/sdp\r\n");
    String answer = request.body().toString();
    assertThat(answer).startsWith("v=0\r\no=- ").contains("\r\nc=IN IP4 ", "\r\nt=0 0\r\n");
    assertThat(answer.lines().filter(line -> line.startsWith("m="))).containsExactly(streams);
    assertThat(answer).doesNotContain("192.0.2.200");
  }

  @Test
  void theCallerHangsUpInsteadOfAnswering() {
    Story story = answered(TWO_STREAMS).aRequests("BYE", "", "");
    refusesEachStream(story, "m=audio 0 RTP/AVP 0 8 101", "m=video 0 RTP/AVP 31");
  }

  @Test
  void theCallerNeverAcknowledges() {
    Story story = answered(Sdp.B);
    story.step(new AckMissing(Story.A, story.answer().transaction().key(), null));
    refusesEachStream(story, "m=audio 0 RTP/AVP 0 8 101");
  }

  @Test
  void theCallersAckHasNoAnswer() {
    Story story = answered(Sdp.B).aAcks("");
    refusesEachStream(story, "m=audio 0 RTP/AVP 0 8 101");
  }

  @Test
  void theSameAnswerGoesOutAgainWhenTheSuccessComesAgain() {
    Story story = answered(Sdp.B).aRequests("BYE", "", "");
    var first = story.last(SendAck.class);

    story.bAnswers(200, B_TAG, Sdp.B);

    assertThat(story.told()).containsExactly("AckRepeated");
    assertThat(story.last(SendAck.class)).isEqualTo(first);
    assertThat(story.ordered()).containsExactly("2:ACK");
  }

  @Test
  void theOfferIsOfNoUse() {
    Story story = answered(Sdp.VIDEO_ONLY);
    refusesEachStream(story, "m=video 0 RTP/AVP 31");
  }

  @Test
  void theOfferComesAfterTheCancel() {
    Story story = Story.relayed().invites("").mediaApplied().bAnswers(180, B_TAG, "");
    story.aCancels(true).bAnswers(200, B_TAG, Sdp.B);
    refusesEachStream(story, "m=audio 0 RTP/AVP 0 8 101");
  }

  @Test
  void aSecondPartyOffersToo() {
    Story story = answered(Sdp.B).aAcks(Sdp.A).bAnswers(200, "second", Sdp.B);
    assertThat(story.told()).containsExactly("ExtraAnswerReleased");
    refusesEachStream(story, "m=audio 0 RTP/AVP 0 8 101");
  }

  @Test
  void aReInviteWithoutAnOfferIsAnsweredAndThenTheCallEnds() {
    Story story = Story.talking().aRequests("INVITE", "", "").bResponds("INVITE", 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("1:200 INVITE");

    story.bRequests("BYE", "", "");
    assertThat(story.told()).startsWith("LegLeft");
    assertThat(story.ordered()).contains("1:BYE").doesNotContain("2:ACK");

    Story other = Story.talking().aRequests("INVITE", "", "").bResponds("INVITE", 200, Sdp.B);
    other.aRequests("BYE", "", "");
    refusesEachStream(other, "m=audio 0 RTP/AVP 0 8 101");
  }

  @Test
  void whereWeOfferedTheAckIsBare() {
    Story story = Story.ringing();
    story.aCancels(true).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(story.last(SendAck.class).request().body().isEmpty()).isTrue();
    assertThat(story.request("BYE", B)).isNotNull();
  }
}
