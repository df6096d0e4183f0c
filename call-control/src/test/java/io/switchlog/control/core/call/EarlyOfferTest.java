package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.Command;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.media.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Offers and answers before a call is answered: in progress that gets a PRACK, in that PRACK, and
/// in UPDATEs after it (RFC 3262 section 5, RFC 3311 section 5, RFC 6337 section 2).
///
/// Holds `EarlyOffers`, `DelayedOffers`, `EarlyAgreement` and `EarlyDialogs`.
class EarlyOfferTest {
  private static final String KNOWS = "Supported: 100rel\r\n";
  private static final String INSISTS = "Require: 100rel\r\n";
  private static final String MOVED = Sdp.of("192.0.2.7", 7_000, "");
  private static final String PCMA_ONLY =
      Sdp.of("192.0.2.200", 50000, "")
          .replace("0 8 101", "8")
          .replaceAll("a=rtpmap:[01].*\r\n", "");

  private static String reliable(int rseq) {
    return "Require: 100rel\r\nRSeq: " + rseq + "\r\n";
  }

  private static String sent(Story story, String method) {
    return story.request(method, B).request().headers().toString();
  }

  private static String body(Story story, String method) {
    return story.request(method, B).request().body().toString();
  }

  private static long rseq(Story story) {
    long latest = 0;
    for (Command order : story.orders) {
      if (order instanceof SendResponse response && response.rseq() != null) {
        latest = response.rseq();
      }
    }
    return latest;
  }

  private static Story pracks(Story story, String sdp) {
    return story.aRequests("PRACK", "RAck: " + rseq(story) + " 314159 INVITE\r\n", sdp);
  }

  private static Story aAcks(Story story, String sdp) {
    return story.step(
        new AckReceived(A, Story.EDGE, Bytes.of(SipText.ofA("ACK", 314159, "", sdp))));
  }

  private static Endpoint endpoint(Story story, LegId leg) {
    return story.plan().endpoints().stream()
        .filter(endpoint -> endpoint.leg().equals(leg))
        .findFirst()
        .orElseThrow();
  }

  private static String remote(Story story, LegId leg) {
    var remote = endpoint(story, leg).remote();
    return remote == null ? "" : remote.host() + ":" + remote.rtpPort();
  }

  // --- an INVITE without an offer, whose called party makes it in progress

  private static Story delayed(String caller) {
    return Story.relayed().invites("", caller).mediaApplied();
  }

  private static Story offered(String caller) {
    return delayed(caller).bAnswers(183, B_TAG, reliable(17), Sdp.B);
  }

  private static Story agreed(String caller) {
    return pracks(offered(caller), Sdp.A).mediaApplied();
  }

  @Test
  void theCalledPartyMayMakeTheOfferInProgressWhereTheCallerCanAnswerIt() {
    for (String caller : List.of(KNOWS, INSISTS)) {
      assertThat(sent(delayed(caller), "INVITE"))
          .contains("Supported: timer, replaces\r\n")
          .contains("Supported: 100rel\r\n");
    }
    // Nobody could answer it.
    assertThat(sent(delayed(""), "INVITE")).doesNotContain("100rel");
    // The caller makes the offer.
    assertThat(sent(Story.relayed().invites(Sdp.A, KNOWS).mediaApplied(), "INVITE"))
        .contains("Supported: timer, 100rel, replaces\r\n")
        .doesNotContain("Supported: 100rel\r\n");
    // Another party may answer with another description.
    Action.Ring both =
        new Action.Ring(
            List.of(
                new RingStage(
                    List.of(
                        RingTarget.plain("sip:ann@192.0.2.201"),
                        RingTarget.plain("sip:bob@192.0.2.202")))),
            Action.MediaMode.RELAY,
            Action.EarlyMedia.FIRST);
    assertThat(sent(new Story(both).invites("", KNOWS).mediaApplied(), "INVITE"))
        .doesNotContain("100rel");
  }

  @Test
  void itsOfferGoesToTheCallerAndTheAnswerInTheCallersPrackToIt() {
    for (String caller : List.of(KNOWS, INSISTS)) {
      Story story = offered(caller);
      assertThat(story.told()).containsExactly("LegRang");
      assertThat(story.ordered()).containsExactly("1:183 INVITE");
      assertThat(story.answer().headers().toString()).contains("Require: 100rel\r\nRSeq: ");
      assertThat(story.answer().body().toString())
          .contains("c=IN IP4 203.0.113.9\r\n", "m=audio 40002 RTP/AVP 0 8 101\r\n")
          .doesNotContain("192.0.2.200");
      pracks(story, Sdp.A);
      assertThat(story.told())
          .containsExactly(
              "RequestAnswered", "ProgressHeard", "ProgressAcknowledged", "MediaRequested");
      assertThat(story.ordered()).containsExactly("1:200 PRACK", "2:PRACK", "plan 2");
      assertThat(sent(story, "PRACK"))
          .contains("RAck: 17 1 INVITE\r\n", "CSeq: 2 PRACK", "Content-Type: application/sdp\r\n");
      assertThat(body(story, "PRACK"))
          .contains("c=IN IP4 203.0.113.9\r\n", "m=audio 40004 RTP/AVP 0 8 101\r\n")
          .doesNotContain("192.0.2.1\r\n");
      assertThat(remote(story, A)).isEqualTo("192.0.2.1:49170");
      assertThat(remote(story, B)).isEqualTo("192.0.2.200:50000");
      // The answer has no description left to say, and neither has its ACK.
      story.mediaApplied().bAnswers(180, B_TAG, "").bAnswers(200, B_TAG, "");
      assertThat(story.ordered()).startsWith("2:ACK", "1:200 INVITE");
      assertThat(story.ack().request().body().isEmpty()).isTrue();
      assertThat(story.answer().body().isEmpty()).isTrue();
      story.mediaApplied();
      aAcks(story, "");
      assertThat(story.toldInAll()).contains("CallEstablished");
      assertThat(remote(story, A)).isEqualTo("192.0.2.1:49170");
      assertThat(remote(story, B)).isEqualTo("192.0.2.200:50000");
    }
  }

  @Test
  void anAnswerThatSaysTheSameOnceMoreSaysNothingNew() {
    Story story = agreed(KNOWS).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).startsWith("2:ACK", "1:200 INVITE");
    assertThat(story.answer().body().isEmpty()).isTrue();
    assertThat(aAcks(story.mediaApplied(), "").toldInAll()).contains("CallEstablished");
    // What comes after counts on from what was said before.
    story.aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(body(story, "INVITE")).containsPattern("o=- \\d+ 2 IN IP4 ");
    story.bResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(story.answer().body().toString()).containsPattern("o=- \\d+ 2 IN IP4 ");
  }

  @Test
  void whereNoMediaNodeIsBetweenThePartiesAgreeInTheSameWay() {
    Story story = Story.bypassed().invites("", KNOWS).bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.answer().body().toString()).isEqualTo(Sdp.B);
    pracks(story, Sdp.A);
    assertThat(body(story, "PRACK")).isEqualTo(Sdp.A);
    story.bAnswers(200, B_TAG, "");
    assertThat(story.ordered()).startsWith("2:ACK", "1:200 INVITE");
    assertThat(aAcks(story, "").toldInAll()).contains("CallEstablished");
  }

  /// The called party sends its offer again until its PRACK comes, which waits for the caller's.
  @Test
  void anOfferThatComesAgainWhileTheCallerIsAwaitedIsNoNews() {
    Story story = offered(KNOWS).bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.told()).isEmpty();
    assertThat(story.ordered()).isEmpty();
    // Nor is what comes before its time.
    assertThat(story.bAnswers(180, B_TAG, reliable(18), "").told()).isEmpty();
    assertThat(story.bAnswers(180, B_TAG, "").ordered()).containsExactly("1:180 INVITE");
    pracks(story, Sdp.A);
    String branch = story.request("PRACK", B).request().branch();
    // Once more: its PRACK was lost.
    story.bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.told()).containsExactly("ProgressAcknowledged");
    assertThat(story.request("PRACK", B).request().branch()).isEqualTo(branch);
    assertThat(body(story, "PRACK")).contains("m=audio 40004 RTP/AVP 0 8 101\r\n");
    story.bAnswers(180, B_TAG, reliable(18), "");
    assertThat(sent(story, "PRACK")).contains("RAck: 18 1 INVITE", "CSeq: 3 PRACK");
    assertThat(story.request("PRACK", B).request().body().isEmpty()).isTrue();
  }

  @Test
  void theCallersPrackOnceMoreMatchesNothing() {
    Story story = agreed(KNOWS);
    assertThat(pracks(story, Sdp.A).ordered()).containsExactly("1:481 PRACK");
  }

  @Test
  void aPrackWithoutTheAnswerEndsTheCall() {
    for (String answer : List.of("", Sdp.VIDEO_ONLY, "v=0\r\nrubbish")) {
      Story story = pracks(offered(KNOWS), answer);
      assertThat(story.ordered()).containsExactly("1:200 PRACK", "1:488 INVITE", "2:CANCEL");
      assertThat(story.event(CallEnding.class).outcome().text())
          .startsWith("expected the answer to an offer in the PRACK of leg 1");
    }
  }

  @Test
  void withoutAPrackTheInviteIsRefused() {
    Story story = offered(KNOWS);
    String transaction = story.answer().transaction().key();
    story.step(new PrackMissing(A, transaction, rseq(story), null));
    assertThat(story.ordered()).contains("1:504 INVITE", "2:CANCEL");
  }

  @Test
  void anOfferThatCannotBeCarriedEndsTheCall() {
    Story story = delayed(KNOWS).bAnswers(183, B_TAG, reliable(17), Sdp.VIDEO_ONLY);
    assertThat(story.ordered()).containsExactly("1:502 INVITE", "2:CANCEL");
  }

  @Test
  void aCallerWhoGivesUpWhileItsAnswerIsAwaitedIsLetGo() {
    Story story = offered(KNOWS).aCancels(true);
    assertThat(story.ordered()).containsExactly("1:487 INVITE", "2:CANCEL");
    assertThat(pracks(story, Sdp.A).ordered()).doesNotContain("2:PRACK");
  }

  @Test
  void anEdgeThatIsLostInBetweenIsMadeUpFor() {
    Story story = offered(KNOWS);
    long told = rseq(story);
    story.join(Story.SIBLING);
    story.loses(Story.EDGE);
    assertThat(story.ordered()).contains("1:183 INVITE", "2:INVITE");
    assertThat(rseq(story)).isEqualTo(told);
    assertThat(story.answer().body().toString()).contains("m=audio 40002 RTP/AVP 0 8 101\r\n");
    story.edge = Story.SIBLING;
    assertThat(story.bAnswers(183, B_TAG, reliable(17), Sdp.B).told()).isEmpty();
    pracks(story, Sdp.A);
    assertThat(story.ordered()).startsWith("1:200 PRACK", "2:PRACK");
    assertThat(story.commands.get(1).target()).isEqualTo(Story.SIBLING);
  }

  @Test
  void whereTheMediaPlanOfTheAnswerIsRefusedThePartyRingsOn() {
    Story story = pracks(offered(KNOWS), Sdp.A);
    story.step(
        new MediaPlanRefused(
            Story.MEDIA,
            Story.LIFE,
            story.plan().version(),
            MediaPlanRefused.Reason.UNSUPPORTED,
            "no"));
    story.mediaApplied().bAnswers(200, B_TAG, "").mediaApplied();
    assertThat(aAcks(story, "").toldInAll()).contains("CallEstablished");
  }

  @Test
  void whereTheMediaNodeIsGoneTheCallWaitsForAnother() {
    Story story = offered(KNOWS).loses(Story.MEDIA);
    assertThat(pracks(story, Sdp.A).ordered()).startsWith("1:200 PRACK", "2:PRACK");
    story.join(Story.OTHER_MEDIA);
    story.restarts(Story.OTHER_MEDIA);
    story.mediaApplied().bAnswers(200, B_TAG, "");
    // Both hear of the other node once they may be offered it.
    assertThat(story.ordered()).contains("2:ACK", "1:200 INVITE", "2:INVITE");
    assertThat(body(story, "INVITE")).contains("c=IN IP4 203.0.113.10\r\n");
    assertThat(aAcks(story, "").ordered()).contains("1:INVITE");
  }

  /// RFC 3262 section 3 has a party wait with its 2xx for the PRACK to its offer.
  @Test
  void aPartyThatAnswersBeforeItsOfferIsAnsweredIsEnded() {
    Story story = offered(KNOWS).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).startsWith("2:ACK", "2:BYE", "1:502 INVITE");
    assertThat(story.ack().request().body().toString()).contains("m=audio 0 RTP/AVP 0 8 101");
  }

  @Test
  void ofSeveralForksTheCallerIsToldTheOfferOfTheFirst() {
    Story story = offered(KNOWS).bAnswers(183, "fork", reliable(900), Sdp.B);
    assertThat(story.told()).isEmpty();
    pracks(story, Sdp.A).mediaApplied();
    assertThat(story.bAnswers(183, "fork", reliable(900), Sdp.B).told()).isEmpty();
    story.bAnswers(200, "fork", Sdp.B);
    assertThat(story.ordered()).startsWith("2:ACK", "2:BYE", "1:502 INVITE");
  }

  @Test
  void anOfferInAnAnswerIsAsItWas() {
    Story story = delayed(KNOWS).bAnswers(180, B_TAG, "").bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).startsWith("1:200 INVITE");
    story.mediaApplied().aAcks(Sdp.A);
    assertThat(story.ack().request().body().isEmpty()).isFalse();
    assertThat(story.mediaApplied().toldInAll()).contains("CallEstablished");
  }

  /// RFC 3261 section 13.2.1 wants the offer there already.
  @Test
  void reliableProgressBeforeTheOfferIsAcknowledgedAsEver() {
    Story story = delayed(KNOWS).bAnswers(180, B_TAG, reliable(16), "");
    assertThat(story.ordered()).containsExactly("2:PRACK", "1:180 INVITE");
    story.bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.ordered()).containsExactly("1:183 INVITE");
    pracks(story, Sdp.A);
    assertThat(sent(story, "PRACK")).contains("RAck: 17 1 INVITE\r\n", "CSeq: 3 PRACK");
  }

  // --- an UPDATE with an offer: the caller's

  private static Story heard(Story story) {
    return pracks(story.bAnswers(183, B_TAG, reliable(17), Sdp.B), "").mediaApplied();
  }

  private static Story heard() {
    return heard(Story.relayed().invites(Sdp.A, KNOWS).mediaApplied());
  }

  @Test
  void aCallersOfferIsAnsweredWithWhatIsAgreed() {
    Story story = heard().aRequests("UPDATE", "", MOVED);
    assertThat(story.told()).containsExactly("RequestAnswered", "MediaRequested");
    assertThat(story.ordered()).containsExactly("1:200 UPDATE", "plan 3");
    assertThat(story.answer().body().toString())
        .containsPattern("o=- \\d+ 2 IN IP4 203.0.113.9\r\n")
        .contains("m=audio 40002 RTP/AVP 0 8 101\r\n", "a=sendrecv\r\n");
    assertThat(story.answer().contactUser()).isNotEmpty();
    assertThat(remote(story, A)).isEqualTo("192.0.2.7:7000");
    assertThat(remote(story, B)).isEqualTo("192.0.2.200:50000");
    // Nothing is left for the answer to say.
    story.mediaApplied().bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).contains("1:200 INVITE");
    assertThat(story.answer().body().isEmpty()).isTrue();
    assertThat(remote(story, A)).isEqualTo("192.0.2.7:7000");
    assertThat(aAcks(story.mediaApplied(), "").toldInAll())
        .contains("CallEstablished")
        .doesNotContain("LegHeld");
    // What comes later counts on.
    story.bRequests("INVITE", "", Sdp.B);
    assertThat(story.request("INVITE", A).request().body().toString())
        .containsPattern("o=- \\d+ 3 IN IP4 ");
  }

  @Test
  void aCallerMayHoldAndResumeBeforeItIsAnswered() {
    Story story = heard().aRequests("UPDATE", "", Sdp.A_HOLDS);
    assertThat(story.answer().body().toString()).contains("a=recvonly\r\n");
    assertThat(endpoint(story, A).sends()).isFalse();
    assertThat(endpoint(story, A).receives()).isTrue();
    Story held = story.mediaApplied().bAnswers(200, B_TAG, "").mediaApplied();
    assertThat(held.toldInAll()).contains("LegHeld");
    Story resumed = heard().aRequests("UPDATE", "", Sdp.A_HOLDS_BY_ZEROS).mediaApplied();
    assertThat(resumed.answer().body().toString()).contains("a=recvonly\r\n");
    resumed.aRequests("UPDATE", "", Sdp.A).mediaApplied();
    assertThat(resumed.answer().body().toString())
        .contains("a=sendrecv\r\n")
        .containsPattern("o=- \\d+ 3 ");
    assertThat(endpoint(resumed, A).sends()).isTrue();
    assertThat(resumed.bAnswers(200, B_TAG, "").toldInAll()).doesNotContain("LegHeld");
  }

  @Test
  void theFormatsAreThoseThatAreOfferedStill() {
    Story story = heard().aRequests("UPDATE", "", PCMA_ONLY.replace("192.0.2.200", "192.0.2.1"));
    assertThat(story.answer().body().toString())
        .contains("m=audio 40002 RTP/AVP 8\r\n", "a=rtpmap:8 PCMA/8000\r\n")
        .doesNotContain("a=rtpmap:0", "a=rtpmap:101");
    assertThat(endpoint(story, A).payloads()).hasSize(1);
    story.mediaApplied().bAnswers(200, B_TAG, Sdp.B);
    assertThat(endpoint(story, A).payloads()).hasSize(1);
  }

  @Test
  void aStreamMoreIsRefusedInItsPlace() {
    Story story = heard().aRequests("UPDATE", "", Sdp.VIDEO_TOO);
    assertThat(story.ordered()).contains("1:200 UPDATE");
    assertThat(story.answer().body().toString())
        .contains("m=audio 40002 RTP/AVP 0 8 101\r\n", "m=video 0 RTP/AVP 31\r\n");
  }

  @Test
  void whatIsNotAgreedOnIsRefusedAndTheSessionStays() {
    Story story = heard();
    for (String offer :
        List.of(
            Sdp.VIDEO_ONLY,
            "v=0\r\nrubbish",
            Sdp.G729_ONLY,
            Sdp.A.replace("RTP/AVP", "RTP/SAVP"),
            Sdp.A.replace("IN IP4 192.0.2.1", "IN IP6 2001:db8::1"))) {
      story.aRequests("UPDATE", "", offer);
      assertThat(story.ordered()).containsExactly("1:488 UPDATE");
      assertThat(story.answer().headers().toString()).contains("Warning: 305 switchlog \"");
    }
    story.aRequests("UPDATE", "Require: precondition\r\n", Sdp.A);
    assertThat(story.ordered()).containsExactly("1:420 UPDATE");
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.answer().body().isEmpty()).isFalse();
  }

  /// RFC 3311 section 5.2.
  @Test
  void beforeTheFirstAnswerACallersOfferComesTooEarly() {
    Story early = Story.relayed().invites(Sdp.A, KNOWS).mediaApplied();
    early.aRequests("UPDATE", "", Sdp.A);
    assertThat(early.ordered()).containsExactly("1:500 UPDATE");
    assertThat(early.answer().headers().toString()).containsPattern("Retry-After: \\d");
    // Not before its PRACK.
    early.bAnswers(183, B_TAG, reliable(17), Sdp.B).aRequests("UPDATE", "", Sdp.A);
    assertThat(early.ordered()).containsExactly("1:500 UPDATE");
    // Nor where the answer came in a way that may be lost.
    Story plain = Story.relayed().invites(Sdp.A).mediaApplied().bAnswers(183, B_TAG, Sdp.B);
    assertThat(plain.aRequests("UPDATE", "", Sdp.A).ordered()).containsExactly("1:500 UPDATE");
    // It meets the offer that waits for the caller's answer.
    assertThat(offered(KNOWS).aRequests("UPDATE", "", Sdp.A).ordered())
        .containsExactly("1:491 UPDATE");
    assertThat(agreed(KNOWS).aRequests("UPDATE", "", MOVED).ordered())
        .containsExactly("1:200 UPDATE", "plan 3");
  }

  @Test
  void anUpdateThatCrossesTheAnswerIsToComeAgain() {
    Story story = heard().bAnswers(200, B_TAG, Sdp.B).aRequests("UPDATE", "", MOVED);
    assertThat(story.ordered()).containsExactly("1:500 UPDATE");
    assertThat(story.answer().headers().toString()).contains("Retry-After: ");
  }

  @Test
  void anUpdateThatCrossesACancelEndsNothing() {
    Story story = heard().aCancels(true).aRequests("UPDATE", "", MOVED);
    assertThat(story.ordered()).containsExactly("1:481 UPDATE");
    Story called = heard().aCancels(true).bRequests("UPDATE", "", MOVED);
    assertThat(called.ordered()).containsExactly("2:481 UPDATE");
  }

  @Test
  void anUpdateThatComesOutOfOrderIsRefused() {
    Story story = heard().aRequestsWithCseq("UPDATE", 314159, "", MOVED);
    assertThat(story.ordered()).containsExactly("1:500 UPDATE");
  }

  @Test
  void whereNoMediaNodeIsBetweenNobodyCanAnswer() {
    Story story = Story.bypassed().invites(Sdp.A, KNOWS);
    pracks(story.bAnswers(183, B_TAG, reliable(17), Sdp.B), "");
    story.aRequests("UPDATE", "", MOVED);
    assertThat(story.ordered()).containsExactly("1:488 UPDATE");
    assertThat(story.answer().headers().toString()).contains("Warning: 399 switchlog \"");
    assertThat(story.bRequests("UPDATE", "", MOVED).ordered()).containsExactly("2:488 UPDATE");
  }

  @Test
  void anUpdateWhoseMediaPlanIsRefusedEndsNothing() {
    Story story = heard().aRequests("UPDATE", "", MOVED);
    story.step(
        new MediaPlanRefused(
            Story.MEDIA,
            Story.LIFE,
            story.plan().version(),
            MediaPlanRefused.Reason.UNSUPPORTED,
            "no"));
    story.mediaApplied().bAnswers(200, B_TAG, Sdp.B).mediaApplied();
    assertThat(aAcks(story, "").toldInAll()).contains("CallEstablished");
  }

  @Test
  void anUpdateWhileTheMediaNodeIsGoneIsToComeAgain() {
    Story story = heard().loses(Story.MEDIA).aRequests("UPDATE", "", MOVED);
    assertThat(story.ordered()).containsExactly("1:500 UPDATE");
  }

  // --- a called party's

  @Test
  void aCalledPartysOfferIsAnsweredWithWhatIsAgreed() {
    Story story = heard().bRequests("UPDATE", "", MOVED);
    assertThat(story.ordered()).containsExactly("2:200 UPDATE", "plan 3");
    assertThat(story.answer().body().toString())
        .containsPattern("o=- \\d+ 2 IN IP4 203.0.113.9\r\n")
        .contains("m=audio 40004 RTP/AVP 0 8 101\r\n", "a=sendrecv\r\n");
    assertThat(remote(story, B)).isEqualTo("192.0.2.7:7000");
    // What it said before is of the past, whether or not it says it again.
    story.mediaApplied().bAnswers(200, B_TAG, Sdp.B);
    assertThat(remote(story, B)).isEqualTo("192.0.2.7:7000");
    assertThat(story.answer().body().toString()).containsPattern("o=- \\d+ 1 IN IP4 ");
    assertThat(aAcks(story.mediaApplied(), "").toldInAll()).contains("CallEstablished");
    story.aRequests("INVITE", "", Sdp.A);
    assertThat(body(story, "INVITE")).containsPattern("o=- \\d+ 3 IN IP4 ");
  }

  @Test
  void aCalledPartyMayHoldBeforeItAnswers() {
    Story story = heard().bRequests("UPDATE", "", Sdp.A_HOLDS).mediaApplied();
    assertThat(story.answer().body().toString()).contains("a=recvonly\r\n");
    assertThat(endpoint(story, B).sends()).isFalse();
    story.bAnswers(200, B_TAG, "").mediaApplied();
    assertThat(endpoint(story, B).sends()).isFalse();
    assertThat(story.toldInAll()).contains("LegHeld");
  }

  @Test
  void aCalledPartyThatMadeTheOfferMayMakeAnother() {
    // Its own is not answered.
    assertThat(offered(KNOWS).bRequests("UPDATE", "", MOVED).ordered())
        .containsExactly("2:500 UPDATE");
    Story story = agreed(KNOWS).bRequests("UPDATE", "", MOVED);
    assertThat(story.ordered()).containsExactly("2:200 UPDATE", "plan 3");
    assertThat(story.answer().body().toString()).containsPattern("o=- \\d+ 2 IN IP4 ");
    story.mediaApplied().bAnswers(200, B_TAG, "").mediaApplied();
    assertThat(remote(story, B)).isEqualTo("192.0.2.7:7000");
    assertThat(aAcks(story, "").toldInAll()).contains("CallEstablished");
  }

  /// RFC 3311 section 5.1: after an answer that was acknowledged, in the dialog that it was in.
  @Test
  void beforeItsAnswerWasAcknowledgedACalledPartysOfferMeetsOurs() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied();
    assertThat(story.bRequests("UPDATE", "", MOVED).ordered()).containsExactly("2:491 UPDATE");
    story.bAnswers(180, B_TAG, reliable(17), "");
    assertThat(story.bRequests("UPDATE", "", MOVED).ordered()).containsExactly("2:491 UPDATE");
    story.bAnswers(183, B_TAG, Sdp.B);
    assertThat(story.bRequests("UPDATE", "", MOVED).ordered()).containsExactly("2:491 UPDATE");
    story.bAnswers(183, "fork", reliable(3), Sdp.B);
    assertThat(story.bRequests("UPDATE", "", MOVED).ordered()).containsExactly("2:491 UPDATE");
    story.bAnswers(183, B_TAG, reliable(18), Sdp.B);
    assertThat(story.bRequests("UPDATE", "", MOVED).ordered())
        .containsExactly("2:200 UPDATE", "plan 3");
  }

  @Test
  void whereSeveralRingOneMayChangeWhatItSaid() {
    Action.Ring both =
        new Action.Ring(
            List.of(
                new RingStage(
                    List.of(
                        RingTarget.plain("sip:ann@192.0.2.201"),
                        RingTarget.plain("sip:bob@192.0.2.202")))),
            Action.MediaMode.RELAY,
            Action.EarlyMedia.NONE);
    Story story = new Story(both).invites(Sdp.A).mediaApplied();
    story.bAnswers(183, B_TAG, reliable(17), Sdp.B);
    assertThat(story.answer().body().isEmpty()).isTrue();
    story.bRequests("UPDATE", "", MOVED).mediaApplied();
    assertThat(remote(story, B)).isEqualTo("192.0.2.7:7000");
    story.bAnswers(200, B_TAG, "").mediaApplied();
    assertThat(remote(story, B)).isEqualTo("192.0.2.7:7000");
    assertThat(aAcks(story, "").toldInAll()).contains("CallEstablished");
  }

  /// RFC 3261 section 12.2.2, before the answer as after it.
  @Test
  void aCalledPartysOfferThatComesOutOfOrderIsRefused() {
    Story story = heard().bRequests("UPDATE", "", MOVED);
    assertThat(story.bRequestsWithCseq("UPDATE", 3, "", Sdp.B).ordered())
        .containsExactly("2:500 UPDATE");
    assertThat(remote(story, B)).isEqualTo("192.0.2.7:7000");
    aAcks(story.mediaApplied().bAnswers(200, B_TAG, Sdp.B).mediaApplied(), "");
    assertThat(story.bRequestsWithCseq("INVITE", 3, "", Sdp.B).ordered())
        .containsExactly("2:500 INVITE");
  }

  // --- an offer in a caller's PRACK

  @Test
  void anOfferInAPrackIsAnsweredThere() {
    Story story = Story.relayed().invites(Sdp.A, KNOWS).mediaApplied();
    pracks(story.bAnswers(183, B_TAG, reliable(17), Sdp.B), MOVED);
    assertThat(story.told()).containsExactly("ProgressHeard", "RequestAnswered", "MediaRequested");
    assertThat(story.ordered()).containsExactly("1:200 PRACK", "plan 3");
    assertThat(story.answer().body().toString())
        .containsPattern("o=- \\d+ 2 IN IP4 203.0.113.9\r\n")
        .contains("m=audio 40002 RTP/AVP 0 8 101\r\n");
    assertThat(remote(story, A)).isEqualTo("192.0.2.7:7000");
    story.mediaApplied().bAnswers(200, B_TAG, Sdp.B).mediaApplied();
    assertThat(story.answer().body().isEmpty()).isTrue();
    assertThat(remote(story, A)).isEqualTo("192.0.2.7:7000");
  }

  @Test
  void anOfferInAPrackThatIsNotAgreedOnIsRefusedAndTheProgressHeard() {
    Story story = Story.relayed().invites(Sdp.A, KNOWS).mediaApplied();
    pracks(story.bAnswers(183, B_TAG, reliable(17), Sdp.B), Sdp.G729_ONLY);
    assertThat(story.ordered()).containsExactly("1:488 PRACK");
    assertThat(story.told()).contains("ProgressHeard");
    // RFC 3262 section 5: not where the first offer has no answer.
    Story early = Story.relayed().invites(Sdp.A, INSISTS).mediaApplied();
    pracks(early.bAnswers(180, B_TAG, reliable(17), ""), MOVED);
    assertThat(early.ordered()).containsExactly("1:488 PRACK");
    // Nor while the answer of the call waits for the PRACK.
    Story late = Story.relayed().invites(Sdp.A, KNOWS).mediaApplied();
    pracks(late.bAnswers(183, B_TAG, reliable(17), Sdp.B).bAnswers(200, B_TAG, ""), MOVED);
    assertThat(late.ordered()).containsExactly("1:488 PRACK");
    assertThat(late.told()).contains("ProgressHeard");
  }

  // --- an UPDATE without an offer

  @Test
  void anUpdateWithoutAnOfferMayComeAtAnyTime() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied();
    String who = "P-Asserted-Identity: <sip:ann@example.com>\r\n";
    assertThat(story.aRequests("UPDATE", who, "").ordered()).containsExactly("1:200 UPDATE");
    assertThat(story.bRequests("UPDATE", who, "").ordered()).containsExactly("2:200 UPDATE");
    story.bAnswers(180, B_TAG, "");
    assertThat(story.aRequests("UPDATE", who, "").ordered()).containsExactly("1:200 UPDATE");
    assertThat(story.bRequests("UPDATE", who, "").ordered()).containsExactly("2:200 UPDATE");
    assertThat(offered(KNOWS).aRequests("UPDATE", who, "").ordered())
        .containsExactly("1:200 UPDATE");
  }
}
