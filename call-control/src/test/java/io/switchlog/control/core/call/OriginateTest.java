package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Calls that are asked for, and what else is asked of a call from outside.
///
/// Holds `Origination`, `OriginatePlan`, `Control`, `WaitingCaller`, `Edges`, `Routes`, `Requested`
/// and `Target`.
class OriginateTest {
  private static final LegId C = new LegId(3);
  private static final String ANN = "sip:ann@192.0.2.1:5061";
  private static final String KEY = "a key";
  private static final String PCMA_ONLY =
      Sdp.of("192.0.2.200", 50000, "").replace("RTP/AVP 0 8 101", "RTP/AVP 8");

  static ControlRequested call(String from, String to) {
    return new ControlRequested(new ControlRequest.Originate(from, to, null, 0), KEY);
  }

  private static ControlRequested hangUp() {
    return new ControlRequested(new ControlRequest.HangUp("the shift is over"), "another key");
  }

  /// Ann is rung, by a media node that was asked.
  private static Story ringsAnn() {
    return Story.relayed().step(call(ANN, "bob")).mediaApplied();
  }

  private static Story annAnswers(Story story) {
    return story.aResponds("INVITE", 200, Sdp.A);
  }

  /// Ann has answered, and Bob is rung.
  private static Story ringsBob() {
    return annAnswers(ringsAnn()).mediaApplied();
  }

  private static Outcome outcome(Story story) {
    return story.event(CallEnding.class).outcome();
  }

  private static Source heardByAnn(Story story) {
    return story.plan().endpoints().stream()
        .filter(endpoint -> endpoint.leg().equals(A))
        .map(Endpoint::source)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFirstPartyIsRungWithAnOfferOfOurOwn() {
    Story story = Story.relayed().step(call(ANN, "bob"));
    assertThat(story.told()).containsExactly("CallOriginated", "MediaRequested");
    assertThat(story.ordered()).containsExactly("plan 1");
    assertThat(story.mediaApplied().told()).containsExactly("MediaReady", "LegDialed");
    assertThat(story.ordered()).containsExactly("1:INVITE");
    String invite = story.request("INVITE", A).request().headers().toString();
    assertThat(story.request("INVITE", A).request().uri()).isEqualTo(ANN);
    assertThat(invite).contains("From: <sip:bob@198.51.100.10>", "To: <sip:ann@192.0.2.1:5061>");
    assertThat(story.request("INVITE", A).request().body().toString())
        .contains("c=IN IP4 203.0.113.9", "m=audio 40002 RTP/AVP 0 8 101");
  }

  @Test
  void whereAMediaNodeLeasesPortsItIsRungAtOnce() {
    Story story =
        PromisedMediaTest.story(new Action.Dial("sip:$1@192.0.2.200:5070", Action.MediaMode.RELAY))
            .step(call(ANN, "bob"));
    assertThat(story.ordered()).containsExactly("plan 1", "1:INVITE");
    assertThat(annAnswers(story).ordered())
        .containsExactly("1:ACK", "plan 2", "plan 3", "2:INVITE");
  }

  @Test
  void whenItAnswersTheOtherIsCalledForIt() {
    Story story = annAnswers(ringsAnn());
    assertThat(story.told())
        .containsExactly("LegPickedUp", "MediaRequested", "CallRouted", "MediaRequested");
    assertThat(story.ordered()).containsExactly("1:ACK", "plan 2", "plan 3");
    assertThat(heardByAnn(story)).isEqualTo(new Source.Ringback());
    assertThat(story.mediaApplied().ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo("sip:bob@192.0.2.200:5070");
    assertThat(story.request("INVITE", B).request().headers().toString())
        .contains("From: <sip:ann@198.51.100.10>");
    // What Ann has agreed on: her first G.711 and her telephone events.
    assertThat(story.request("INVITE", B).request().body().toString())
        .contains("m=audio 40004 RTP/AVP 0 101");
    assertThat(story.bAnswers(180, Story.B_TAG, "").ordered()).isEmpty();
    assertThat(story.bAnswers(200, Story.B_TAG, Sdp.B).told())
        .containsExactly("LegPickedUp", "CallAnswered", "LegsBridged", "MediaRequested");
    assertThat(story.ordered()).containsExactly("2:ACK", "plan 4");
    assertThat(heardByAnn(story)).isEqualTo(new Source.Relay(B));
    assertThat(story.mediaApplied().told()).containsExactly("MediaReady", "CallEstablished");
    assertThat(story.timers()).containsOnlyKeys("max-duration");
    assertThat(story.bRequests("BYE", "", "").ordered()).containsExactly("2:200 BYE", "1:BYE");
    assertThat(story.aResponds("BYE", 200, "").told()).containsExactly("LegClosed", "CallEnded");
    assertThat(outcome(story).cause()).isEqualTo(EndCause.NORMAL);
  }

  @Test
  void nothingIsEstablishedBeforeBothTalk() {
    Story story = ringsBob().mediaApplied();
    assertThat(story.toldInAll()).doesNotContain("CallEstablished", "CallAnswered");
  }

  @Test
  void aPartyMayBeNamedByARule() {
    Story story = Story.relayed().step(call("ann", "bob"));
    assertThat(story.event(CallOriginated.class).uri()).isEqualTo("sip:ann@192.0.2.200:5070");
  }

  @Test
  void theOtherMayBeNamedByAUri() {
    Story story = Story.relayed().step(call(ANN, "sip:eve@192.0.2.9")).mediaApplied();
    assertThat(story.request("INVITE", A).request().headers().toString())
        .contains("From: <sip:eve@198.51.100.10>");
    assertThat(annAnswers(story).event(CallRouted.class))
        .extracting(CallRouted::rule, CallRouted::action)
        .containsExactly(null, new Action.Dial("sip:eve@192.0.2.9", Action.MediaMode.RELAY));
    assertThat(story.mediaApplied().request("INVITE", B).request().uri())
        .isEqualTo("sip:eve@192.0.2.9");
  }

  @Test
  void aRuleThatLetsAudioPassByDoesNotForOneWhoHasItsWithUs() {
    Story story = annAnswers(Story.bypassed().step(call(ANN, "bob")).mediaApplied());
    assertThat(story.event(CallRouted.class).action())
        .isEqualTo(new Action.Dial("sip:bob@192.0.2.200:5070", Action.MediaMode.RELAY));
    assertThat(story.mediaApplied().ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString())
        .contains("c=IN IP4 203.0.113.9");
  }

  @Test
  void theExchangeItselfMayBeTheOther() {
    Story story = annAnswers(new Story(new Action.Echo()).step(call(ANN, "600")).mediaApplied());
    assertThat(story.told())
        .containsExactly(
            "LegPickedUp", "MediaRequested", "CallRouted", "CallAnswered", "MediaRequested");
    assertThat(heardByAnn(story)).isEqualTo(new Source.Echo());
    assertThat(story.plan().endpoints().getFirst().rtpTimeoutMillis()).isEqualTo(20_000);
    assertThat(story.mediaApplied().told()).containsExactly("MediaReady", "CallEstablished");
    assertThat(story.aRequests("BYE", "", "").told())
        .containsExactly("LegLeft", "CallEnding", "CallEnded");
  }

  @Test
  void aGroupMayBeTheOtherAndItsFirstToAnswerIsConnected() {
    RingStage both =
        new RingStage(
            List.of(RingTarget.plain("sip:x@192.0.2.201"), RingTarget.plain("sip:y@192.0.2.202")));
    Story story =
        annAnswers(
                new Story(
                        new Action.Ring(
                            List.of(both), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST))
                    .step(call(ANN, "group"))
                    .mediaApplied())
            .mediaApplied();
    assertThat(story.ordered()).containsExactly("2:INVITE", "3:INVITE");
    story.responds(C, story.request("INVITE", C), 200, "c", "", Sdp.B);
    assertThat(story.ordered()).containsExactly("3:ACK", "2:CANCEL", "plan 4");
    assertThat(heardByAnn(story)).isEqualTo(new Source.Relay(C));
  }

  @Test
  void whoIsBusyEndsTheCallAndTheFirstHearsIt() {
    Story story = ringsBob().bAnswers(486, Story.B_TAG, "");
    assertThat(story.told()).containsExactly("LegFailed", "CallEnding", "LegDismissed");
    assertThat(story.ordered()).containsExactly("1:BYE");
    assertThat(story.request("BYE", A).request().headers().toString())
        .contains("Reason: Q.850;cause=17");
    assertThat(outcome(story))
        .extracting(Outcome::cause, Outcome::status)
        .containsExactly(EndCause.BUSY, 486);
  }

  @Test
  void whoDoesNotAnswerInTimeIsCancelledAndTheFirstHearsIt() {
    Story story = ringsBob().fires(Story.RING);
    assertThat(story.ordered()).containsExactly("2:CANCEL", "1:BYE");
    assertThat(outcome(story).cause()).isEqualTo(EndCause.NO_ANSWER);
  }

  @Test
  void nobodyByThatNumberEndsTheCallWhenTheFirstHasAnswered() {
    Story story = new Story(new Action.Reject(404, "Nobody")).step(call(ANN, "999"));
    annAnswers(story.mediaApplied());
    assertThat(story.ordered()).containsExactly("1:ACK", "plan 2", "1:BYE");
    assertThat(outcome(story).cause()).isEqualTo(EndCause.NOT_FOUND);
  }

  @Test
  void theFirstMayRefuseOrNotAnswerOrNotBeReached() {
    Story busy = ringsAnn().aResponds("INVITE", 486, "");
    assertThat(busy.told()).containsExactly("LegFailed", "CallEnding", "CallEnded");
    assertThat(outcome(busy))
        .extracting(Outcome::cause, Outcome::by, Outcome::status)
        .containsExactly(EndCause.BUSY, A, 486);

    Story late = ringsAnn().fires(new CallTimer.Ring(A));
    assertThat(late.ordered()).containsExactly("1:CANCEL");
    assertThat(outcome(late).cause()).isEqualTo(EndCause.NO_ANSWER);
    assertThat(late.aResponds("INVITE", 487, "").told()).containsExactly("LegClosed", "CallEnded");

    Story gone = ringsAnn().fails(A, "INVITE", RequestFailed.Reason.UNREACHABLE);
    assertThat(outcome(gone).cause()).isEqualTo(EndCause.UNAVAILABLE);
  }

  @Test
  void theFirstMayHangUpWhileTheOtherRings() {
    Story story = ringsBob().aRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("1:200 BYE", "2:CANCEL");
    assertThat(outcome(story))
        .extracting(Outcome::cause, Outcome::by)
        .containsExactly(EndCause.CANCELLED, A);
  }

  @Test
  void theFirstMayHoldWhileTheOtherRings() {
    Story story = ringsBob().aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.ordered()).contains("1:200 INVITE");
    assertThat(story.aAcks("").bAnswers(200, Story.B_TAG, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void anAnswerThatCannotBeCarriedIsNone() {
    for (String sdp : List.of("", Sdp.VIDEO_ONLY, Sdp.G729_ONLY, "v=0\r\nrubbish")) {
      Story story = ringsAnn().aResponds("INVITE", 200, sdp);
      assertThat(story.ordered()).as(sdp).containsExactly("1:ACK", "1:BYE");
      assertThat(outcome(story).cause()).isEqualTo(EndCause.PROTOCOL_ERROR);
    }
  }

  @Test
  void anAnswerThatCameEarlyHolds() {
    Story story = ringsAnn().aResponds("INVITE", 183, Sdp.A);
    assertThat(story.ordered()).isEmpty();
    assertThat(story.aResponds("INVITE", 200, "").told()).contains("LegPickedUp", "CallRouted");
  }

  /// Bob was offered what Ann has agreed on; what is nothing of it, she could not hear.
  @Test
  void whoAnswersWithWhatTheFirstHasNotAgreedOnIsNotConnected() {
    Story story = ringsBob().bAnswers(200, Story.B_TAG, PCMA_ONLY);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE", "1:BYE");
    assertThat(outcome(story).cause()).isEqualTo(EndCause.PROTOCOL_ERROR);
  }

  @Test
  void earlyMediaIsHeardInsteadOfTheTone() {
    Story story = ringsBob().bAnswers(183, Story.B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("plan 4");
    assertThat(heardByAnn(story)).isEqualTo(new Source.Relay(B));
    assertThat(story.plan().endpoints().getFirst().payloads())
        .contains(new Payload(0, "PCMU", 8000));
  }

  @Test
  void theToneComesBackWhereWhoWasHeardFails() {
    RingStage first = new RingStage(List.of(RingTarget.plain("sip:x@192.0.2.201")));
    RingStage second = new RingStage(List.of(RingTarget.plain("sip:y@192.0.2.202")));
    Story story =
        annAnswers(
                new Story(
                        new Action.Ring(
                            List.of(first, second),
                            Action.MediaMode.RELAY,
                            Action.EarlyMedia.FIRST))
                    .step(call(ANN, "group"))
                    .mediaApplied())
            .mediaApplied();
    story.bAnswers(183, Story.B_TAG, Sdp.B).mediaApplied();
    assertThat(heardByAnn(story)).isEqualTo(new Source.Relay(B));
    story.bAnswers(486, Story.B_TAG, "");
    assertThat(heardByAnn(story)).isEqualTo(new Source.Ringback());
    assertThat(story.mediaApplied().ordered()).containsExactly("3:INVITE");
  }

  @Test
  void whoCannotBeAParty() {
    Story nobody = new Story(new Action.Reject(603, "No")).step(call("ann", "bob"));
    assertThat(nobody.told()).containsExactly("CallOriginated", "CallEnding", "CallEnded");
    assertThat(outcome(nobody).text()).contains("expected a SIP URI, or what a rule dials");
    for (Action action :
        List.of(
            new Action.Echo(),
            new Action.Ring(
                List.of(stage("x", "y")), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST))) {
      assertThat(outcome(new Story(action).step(call("600", "bob"))).status()).isEqualTo(404);
    }
    Story one =
        new Story(
                new Action.Ring(
                    List.of(stage("x")), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST, 2))
            .step(call("600", "bob"));
    assertThat(one.event(CallOriginated.class).uri()).isEqualTo("sip:x@192.0.2.201");
    Story nothing = Story.relayed().step(call(ANN, " "));
    assertThat(outcome(nothing).text()).contains("the party to connect with");
    assertThat(nothing.commands).isEmpty();
  }

  @Test
  void withoutAnEdgeOrAMediaNodeNobodyIsRung() {
    Story noMedia = Story.relayed();
    noMedia.nodes.remove(Story.MEDIA);
    assertThat(noMedia.step(call(ANN, "bob")).told()).contains("CallEnding", "CallEnded");
    assertThat(outcome(noMedia).cause()).isEqualTo(EndCause.MEDIA_FAILED);

    Story noEdge = Story.relayed().step(call(ANN, "bob"));
    noEdge.nodes.remove(Story.EDGE);
    assertThat(noEdge.mediaApplied().told())
        .containsExactly("MediaReady", "CallEnding", "CallEnded");
    assertThat(outcome(noEdge).text()).isEqualTo("no edge takes calls");
  }

  @Test
  void aMediaNodeThatDiesBeforeAnybodyIsRungIsReplaced() {
    Story story = Story.relayed().step(call(ANN, "bob"));
    story.join(Story.OTHER_MEDIA);
    assertThat(story.loses(Story.MEDIA).ordered()).contains("plan 2");
    assertThat(story.mediaApplied().ordered()).containsExactly("1:INVITE");
  }

  @Test
  void anEdgeThatDiesWhileTheFirstRingsHasAnHeir() {
    Story story = ringsAnn();
    story.join(Story.SIBLING);
    assertThat(story.loses(Story.EDGE).told()).containsExactly("LegMoved");
    assertThat(story.ordered()).containsExactly("1:INVITE");
  }

  @Test
  void theSameRequestAgainChangesNothing() {
    Story story = ringsAnn().step(call(ANN, "bob"));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    assertThat(story.step(call(ANN, "eve")).told()).containsExactly("ControlRefused");
    assertThat(story.event(ControlRefused.class).text()).contains("found that of another request");
    assertThat(story.commands).isEmpty();
  }

  @Test
  void aCallIsHungUpFromOutsideWhateverItIsAt() {
    assertThat(ringsAnn().step(hangUp()).ordered()).containsExactly("1:CANCEL");
    assertThat(ringsBob().step(hangUp()).ordered()).containsExactly("1:BYE", "2:CANCEL");
    assertThat(Story.talking().step(hangUp()).ordered()).containsExactly("1:BYE", "2:BYE");
    Story ringing = Story.ringing().step(hangUp());
    assertThat(ringing.told())
        .containsExactly("ControlGranted", "CallEnding", "InviteRefused", "LegDismissed");
    assertThat(ringing.ordered()).containsExactly("1:480 INVITE", "2:CANCEL");
    assertThat(outcome(ringing).text()).isEqualTo("hung up from outside: the shift is over");
    assertThat(Story.relayed().step(hangUp()).decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void whoIsToldThatItIsNotDoneReadsWhy() {
    Story story = Story.ringing().step(hangUp());
    story.step(new ControlRequested(new ControlRequest.HangUp(""), "a third"));
    assertThat(story.event(ControlRefused.class).text())
        .isEqualTo("expected a call that goes on, found one that ends");
    Story other = Story.ringing().step(call(ANN, "bob"));
    assertThat(other.event(ControlRefused.class).text()).contains("found one that is");
    assertThat(other.toldInAll()).doesNotContain("CallEnding");
  }

  @Test
  void aTextOfSomebodysStandsInTheJournalAsOneShortLine() {
    Story story =
        Story.talking()
            .step(
                new ControlRequested(
                    new ControlRequest.HangUp("one\r\nBye: two" + "x".repeat(1_000)), "k"));
    assertThat(outcome(story).text())
        .startsWith("hung up from outside: one  Bye: twox")
        .hasSizeLessThan(250);
  }

  // --- what the first party has agreed on stays its own

  private static final String PCMU_ONLY =
      Sdp.of("192.0.2.200", 50000, "").replace("RTP/AVP 0 8 101", "RTP/AVP 0");
  private static final String PCMA_FIRST = Sdp.A.replace("RTP/AVP 0 8 101", "RTP/AVP 8 0 101");

  private static Story ringsTwo(RingStage... stages) {
    return annAnswers(
            new Story(
                    new Action.Ring(
                        List.of(stages), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST))
                .step(call(ANN, "group"))
                .mediaApplied())
        .mediaApplied();
  }

  private static RingStage stage(String... users) {
    return new RingStage(
        Stream.of(users).map(user -> RingTarget.plain("sip:" + user + "@192.0.2.201")).toList());
  }

  @Test
  void anAnnouncementOfOneInFewerFormatsTakesNothingFromTheOthers() {
    for (String early : List.of(PCMU_ONLY, Sdp.G729_ONLY)) {
      Story story = ringsTwo(stage("x", "y")).bAnswers(183, Story.B_TAG, early);
      story.responds(C, story.request("INVITE", C), 200, "c", "", Sdp.B);
      assertThat(story.told()).as(early).contains("LegsBridged");
    }
    Story plain = ringsBob().bAnswers(183, Story.B_TAG, PCMU_ONLY);
    assertThat(plain.bAnswers(200, Story.B_TAG, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void whoeverIsRungNextIsOfferedWhatTheFirstHasAgreedOn() {
    Story story = ringsTwo(stage("x"), stage("y")).bAnswers(183, Story.B_TAG, Sdp.G729_ONLY);
    story.bAnswers(486, Story.B_TAG, "").mediaApplied();
    assertThat(story.request("INVITE", C).request().body().toString())
        .containsPattern("m=audio \\d+ RTP/AVP 0 101");
  }

  @Test
  void theCodecInUseStaysWhereANewOfferHasItStill() {
    Story story = ringsBob().aRequests("INVITE", "", PCMA_FIRST);
    assertThat(story.answer().body().toString()).contains("RTP/AVP 0 101");
    assertThat(story.aAcks("").bAnswers(200, Story.B_TAG, Sdp.B).told()).contains("LegsBridged");
  }

  @Test
  void telephoneEventsMayBearAnotherNumber() {
    Story story =
        ringsBob()
            .bAnswers(
                200,
                Story.B_TAG,
                Sdp.B.replace("0 8 101", "0 96").replace("rtpmap:101", "rtpmap:96"));
    assertThat(story.told()).contains("LegsBridged");
  }

  /// Our own offer is open while the other answers.
  @Test
  void anAckWithTheAnswerToOurOwnOfferEndsNothing() {
    Story story = ringsBob().aRequests("INVITE", "", "");
    assertThat(story.answer().body().isEmpty()).isFalse();
    assertThat(story.bAnswers(200, Story.B_TAG, Sdp.B).told()).contains("LegsBridged");
    assertThat(story.aAcks(Sdp.A).told()).contains("LegConfirmed").doesNotContain("CallEnding");
  }

  @Test
  void aRefusedPlanTakesNothingBackThatTheFirstWasTold() {
    Story story = annAnswers(ringsTwoFromStart());
    refuses(story);
    assertThat(story.told()).contains("TargetSkipped", "StageBegan").doesNotContain("CallEnding");
    assertThat(story.ordered()).containsExactly("plan 4", "plan 5");
    assertThat(story.plan().endpoints().getFirst().payloads()).isNotEmpty();
    assertThat(story.mediaApplied().request("INVITE", B).request().body().toString())
        .containsPattern("m=audio \\d+ RTP/AVP 0 101");
  }

  /// Where even what is left is refused, it is about the first party itself.
  @Test
  void aNodeThatCannotServeTheFirstPartyEndsTheCall() {
    Story story = annAnswers(ringsTwoFromStart());
    for (int i = 0; i < 4 && !story.toldInAll().contains("CallEnding"); i++) {
      refuses(story);
    }
    assertThat(story.request("BYE", A)).isNotNull();
    assertThat(outcome(story).status()).isBetween(500, 503);
  }

  private static Story ringsTwoFromStart() {
    return new Story(
            new Action.Ring(
                List.of(stage("x"), stage("y")), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST))
        .step(call(ANN, "group"))
        .mediaApplied();
  }

  private static Story refuses(Story story) {
    return story.step(
        new MediaPlanRefused(
            Story.MEDIA,
            Story.LIFE,
            story.plan().version(),
            MediaPlanRefused.Reason.UNSUPPORTED,
            "test"));
  }

  @Test
  void aPartyThatTurnsTheAudioDownHasNotAnswered() {
    String none = Sdp.A.replaceFirst("m=audio \\d+", "m=audio 0");
    assertThat(ringsAnn().aResponds("INVITE", 200, none).ordered())
        .containsExactly("1:ACK", "1:BYE");
    assertThat(ringsBob().bAnswers(200, Story.B_TAG, none).ordered())
        .containsExactly("2:ACK", "2:BYE", "1:BYE");
  }

  // --- what is asked, and how

  @Test
  void anEmptyCallerIdIsNone() {
    Story story =
        Story.relayed()
            .step(new ControlRequested(new ControlRequest.Originate(ANN, "bob", " ", 0), KEY))
            .mediaApplied();
    assertThat(story.request("INVITE", A).request().headers().toString())
        .contains("From: <sip:198.51.100.10>");
  }

  @Test
  void textsThatNoHistoryCouldHoldAreNotTaken() {
    for (String text : List.of("x".repeat(1_001), "a\r\nb", "\u001b[31m")) {
      for (ControlRequested request : List.of(call(text, "bob"), call(ANN, text))) {
        assertThat(Story.relayed().step(request).decision).isInstanceOf(Decision.Refused.class);
      }
    }
  }

  @Test
  void whoAsksTheSameAgainAndAgainIsToldOnceAndTakesNothingFromThePhones() {
    Story story = Story.talking();
    for (int i = 0; i < 100; i++) {
      story.step(call(ANN, "bob"));
    }
    assertThat(story.toldInAll().stream().filter("ControlRefused"::equals)).hasSize(1);
    for (int i = 0; i < 100; i++) {
      story.step(
          new ControlRequested(new ControlRequest.Originate(ANN, "bob", null, 0), "key " + i));
    }
    assertThat(story.toldInAll().stream().filter("ControlRefused"::equals)).hasSize(32);
    assertThat(story.step(hangUp()).told()).contains("ControlGranted", "CallEnding");
  }

  /// What nobody was connected by is no success.
  @Test
  void whatEndsACallThatConnectedNobodyHasAStatusOfAFailure() {
    Story story = ringsBob().aRequests("INVITE", "", "");
    assertThat(story.aAcks("v=0\r\nrubbish").told()).contains("CallEnding");
    assertThat(outcome(story).status()).isGreaterThanOrEqualTo(400);
  }
}
