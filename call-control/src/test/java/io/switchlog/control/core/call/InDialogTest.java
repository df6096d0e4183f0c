package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.RemoteAddress;
import org.junit.jupiter.api.Test;

/// Requests inside the dialogs of a call that talks.
///
/// Holds `Requests`, `Exchanges`, `ExchangeEvolution`, `PeerMessage`, `Answers`, `Holds`,
/// `Exchange`, `Glare`, `OfRequests` and `Dialog`.
class InDialogTest {
  @Test
  void aHoldHoldsOnceTheOtherSideAgrees() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.told()).containsExactly("RequestPassed");
    SendRequest passed = story.request("INVITE", B);
    assertThat(passed.request().body().toString())
        .contains("a=sendonly", "m=audio 40004", "c=IN IP4 203.0.113.9")
        .contains(" 2 IN IP4 203.0.113.9");
    assertThat(passed.request().headers().toString()).contains("CSeq: 2 INVITE");
    story.bResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(story.told()).containsExactly("ResponsePassed", "MediaRequested", "LegHeld");
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 3");
    Endpoint caller = story.plan().endpoints().getFirst();
    assertThat(caller.sends()).isFalse();
    assertThat(caller.receives()).isTrue();
    story.aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed");
    story.mediaApplied();
    story.aRequests("INVITE", "", Sdp.A).bResponds("INVITE", 200, Sdp.B);
    assertThat(story.told()).containsExactly("ResponsePassed", "MediaRequested", "LegResumed");
    assertThat(story.toldInAll().stream().filter("CallEstablished"::equals)).hasSize(1);
  }

  @Test
  void anAddressOfZerosIsAHoldToo() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS_BY_ZEROS);
    assertThat(story.request("INVITE", B).request().body().toString()).contains("a=sendonly");
    story.bResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(story.told()).contains("LegHeld");
    assertThat(story.plan().endpoints().getFirst().remote())
        .isEqualTo(new RemoteAddress("192.0.2.1", 49170, 49171));
  }

  @Test
  void aRefusedOfferLeavesTheSessionAsItWas() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    story.bResponds("INVITE", 488, "");
    assertThat(story.told()).containsExactly("ResponsePassed");
    assertThat(story.ordered()).containsExactly("1:488 INVITE");
    assertThat(story.state).extracting("outcome").isNull();
  }

  @Test
  void a481OrNoAnswerEndsTheCall() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    story.bResponds("INVITE", 481, "");
    assertThat(story.ordered()).containsExactly("1:481 INVITE", "1:BYE", "2:BYE");
    Story silent = Story.talking().bRequests("UPDATE", "", Sdp.B);
    silent.fails(A, "UPDATE", Reason.TIMEOUT);
    assertThat(silent.ordered()).containsExactly("2:408 UPDATE", "1:BYE", "2:BYE");
  }

  @Test
  void anUpdateMovesTheMediaAndTheTarget() {
    Story story = Story.talking().bRequests("UPDATE", "", Sdp.of("192.0.2.201", 50010, ""));
    assertThat(story.request("UPDATE", A).request().body().toString()).contains("m=audio 40002");
    story.aResponds("UPDATE", 200, Sdp.A);
    assertThat(story.ordered()).containsExactly("2:200 UPDATE", "plan 3");
    assertThat(story.answer().contactUser()).isEqualTo(Story.token(B));
    assertThat(story.plan().endpoints().getLast().remote())
        .isEqualTo(new RemoteAddress("192.0.2.201", 50010, 50011));
    story.aRequests("BYE", "", "");
    assertThat(story.request("BYE", B).request().uri()).isEqualTo("sip:bob@192.0.2.200:5072");
  }

  @Test
  void aDelayedOfferInARequestIsAnsweredByItsAck() {
    Story story = Story.talking().bRequests("INVITE", "", "");
    assertThat(story.request("INVITE", A).request().body().isEmpty()).isTrue();
    story.aResponds("INVITE", 200, Sdp.of("192.0.2.1", 49180, ""));
    assertThat(story.ordered()).containsExactly("2:200 INVITE");
    story.bAcks(Sdp.B, story.bCseq());
    assertThat(story.ordered()).containsExactly("1:ACK", "plan 3");
    assertThat(story.last(SendAck.class).request().body().toString()).contains("m=audio 40002");
    assertThat(story.plan().endpoints().getFirst().remote())
        .isEqualTo(new RemoteAddress("192.0.2.1", 49180, 49181));
  }

  @Test
  void offersThatMeetAreRefused() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.bRequests("INVITE", "", Sdp.B).ordered()).containsExactly("2:491 INVITE");
    assertThat(story.bRequests("UPDATE", "", Sdp.B).ordered()).containsExactly("2:491 UPDATE");
    story.aRequests("UPDATE", "", Sdp.A);
    assertThat(story.ordered()).containsExactly("1:500 UPDATE");
    assertThat(story.answer().headers().toString()).contains("Retry-After: ");
    // An answer that waits for its ACK is in the way just as well.
    Story unacknowledged = Story.ringing().bAnswers(200, B_TAG, Sdp.B);
    assertThat(unacknowledged.bRequests("INVITE", "", Sdp.B).ordered())
        .containsExactly("2:491 INVITE");
  }

  @Test
  void aReinviteIsCancelledMidWay() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS).aCancels(true);
    assertThat(story.told()).containsExactly("RequestCancelled");
    assertThat(story.ordered()).containsExactly("2:CANCEL");
    story.bResponds("INVITE", 487, "");
    assertThat(story.ordered()).containsExactly("1:487 INVITE");
    assertThat(story.state).extracting("outcome").isNull();
  }

  @Test
  void infoCrossesWithItsBodyAndItsAnswerComesBack() {
    Story story = Story.talking().aRequests("INFO", "X-Key: 5\r\n", "Signal=5\r\n");
    SendRequest info = story.request("INFO", B);
    assertThat(info.request().body().toString()).isEqualTo("Signal=5\r\n");
    assertThat(info.request().headers().toString())
        .contains("Content-Type: application/dtmf-relay", "X-Key: 5");
    story.bResponds("INFO", 200, "");
    assertThat(story.ordered()).containsExactly("1:200 INFO");
  }

  @Test
  void whatWeDoNotDoIsSaidSo() {
    Story story = Story.talking();
    assertThat(story.aRequests("OPTIONS", "", "").ordered()).containsExactly("1:200 OPTIONS");
    assertThat(story.answer().headers().toString()).contains("Allow: INVITE", "Accept: ");
    assertThat(story.aRequests("PUBLISH", "", "").ordered()).containsExactly("1:405 PUBLISH");
    assertThat(story.answer().headers().toString()).contains("Allow: INVITE");
    assertThat(story.aRequests("FANCY", "", "").ordered()).containsExactly("1:501 FANCY");
    assertThat(story.aRequestsWithCseq("INFO", 5, "", "").ordered()).containsExactly("1:500 INFO");
  }

  @Test
  void aRequestThatIsPendingWhenTheCallEndsGets487() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS).bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:487 INVITE", "1:BYE");
  }

  @Test
  void earlyRequestsAreToldToWait() {
    Story story = Story.ringing();
    assertThat(story.aRequests("UPDATE", "", Sdp.A).ordered()).containsExactly("1:500 UPDATE");
    assertThat(story.bRequests("UPDATE", "", Sdp.B).ordered()).containsExactly("2:491 UPDATE");
  }

  @Test
  void aStrangersTagIsUnknown() {
    Story other = Story.ringing().bAnswers(200, "othertag", Sdp.B);
    assertThat(other.bRequests("INFO", "", "").ordered()).containsExactly("2:481 INFO");
  }
}
