package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static io.switchlog.control.core.call.Story.OTHER_MEDIA;
import static io.switchlog.control.core.call.Story.SIBLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.RequestFailed.Reason;
import io.switchlog.schemas.media.RemoteAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The media node of a call dies: its legs are told of another one's addresses.
///
/// Holds `MediaTable`, `MediaPlans`, `Reoffers`, `OurSession`, `MediaEvolution` and `Media`.
class MediaLossTest {
  /// A call on the first media node, which the second one can take over.
  private static Story with(Story story) {
    story.join(OTHER_MEDIA);
    return story;
  }

  private static Story moved() {
    return with(Story.talking()).loses(MEDIA).mediaApplied();
  }

  private static String offerTo(Story story, LegId leg) {
    return story.request("INVITE", leg).request().body().toString();
  }

  private static void bothAgree(Story story) {
    story.aResponds("INVITE", 200, Sdp.A);
    assertThat(story.ordered()).containsExactly("1:ACK");
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK");
  }

  private static EndCause causeAfterByes(Story story) {
    story.aResponds("BYE", 200, "").bResponds("BYE", 200, "");
    return story.event(CallEnded.class).outcome().cause();
  }

  @Test
  void bothLegsAreToldOfTheNewAddresses() {
    Story story = with(Story.talking()).loses(MEDIA);
    assertThat(story.told()).containsExactly("MediaRequested");
    assertThat(story.ordered()).containsExactly("plan 3", "release");
    assertThat(story.commands)
        .extracting(AddressedCommand::target)
        .containsExactly(OTHER_MEDIA, MEDIA);
    story.mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady", "LegReoffered", "LegReoffered");
    assertThat(story.ordered()).containsExactly("1:INVITE", "2:INVITE");
    assertThat(offerTo(story, A))
        .contains("c=IN IP4 203.0.113.10", "m=audio 40002 RTP/AVP 0 8 101", " 2 IN IP4 203.0.");
    assertThat(offerTo(story, B))
        .contains("c=IN IP4 203.0.113.10", "m=audio 40004 RTP/AVP 0 8 101", " 2 IN IP4 203.0.");
    RequestPattern invite = story.request("INVITE", A).request();
    assertThat(invite.headers().toString()).contains("CSeq: 1 INVITE", "application/sdp");
    assertThat(invite.contactUser()).isEqualTo(Story.token(A));
    bothAgree(story);
    assertThat(story.timers()).containsOnlyKeys(CallTimer.MAX_DURATION.text());
    story.aRequests("BYE", "", "").bResponds("BYE", 200, "");
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.NORMAL);
    assertThat(story.toldInAll()).containsOnlyOnce("CallEstablished");
  }

  @Test
  void aLegThatMovedTooIsSentItsSoundThere() {
    Story story = moved().aResponds("INVITE", 200, Sdp.of("192.0.2.7", 49300, ""));
    assertThat(story.ordered()).containsExactly("1:ACK", "plan 4");
    assertThat(story.plan().endpoints().getFirst().remote())
        .isEqualTo(new RemoteAddress("192.0.2.7", 49300, 49301));
  }

  @Test
  void aRepeated2xxIsAcknowledgedAgain() {
    Story story = moved().aResponds("INVITE", 200, Sdp.A).aResponds("INVITE", 200, Sdp.A);
    assertThat(story.told()).containsExactly("AckRepeated");
    assertThat(story.ordered()).containsExactly("1:ACK");
  }

  @Test
  void aHoldStaysAHold() {
    Story story = with(Story.talking());
    story.aRequests("INVITE", "", Sdp.A_HOLDS).bResponds("INVITE", 200, Sdp.B_HELD).aAcks("");
    story.mediaApplied().loses(MEDIA).mediaApplied();
    assertThat(offerTo(story, A)).contains("a=recvonly", "203.0.113.10", " 3 IN IP4 ");
    assertThat(offerTo(story, B)).contains("a=sendonly", "203.0.113.10", " 3 IN IP4 ");
    story.aResponds("INVITE", 200, Sdp.A_HOLDS).bResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(story.told()).containsExactly("ReofferAccepted");
    assertThat(story.plan().endpoints().getFirst().sends()).isFalse();
    story.aRequests("INVITE", "", Sdp.A).bResponds("INVITE", 200, Sdp.B);
    assertThat(story.told()).containsExactly("ResponsePassed", "MediaRequested", "LegResumed");
  }

  @Test
  void aRefusedOfferOfAPeersIsNotWhatWeOfferAgain() {
    Story story = with(Story.talking()).aRequests("INVITE", "", Sdp.A_HOLDS);
    story.bResponds("INVITE", 488, "").loses(MEDIA).mediaApplied();
    assertThat(offerTo(story, B)).doesNotContain("a=sendonly").contains(" 3 IN IP4 ");
  }

  @Test
  void aBodyThatIsNoSessionDescriptionIsNotTakenForOne() {
    Story story = with(Story.talking()).aRequests("INFO", "", "Signal=1\r\n");
    story.bResponds("INFO", 200, "taken\r\n").loses(MEDIA).mediaApplied();
    assertThat(story.ordered()).containsExactly("1:INVITE", "2:INVITE");
    assertThat(offerTo(story, A)).contains(" 2 IN IP4 ");
    assertThat(offerTo(story, B)).contains(" 2 IN IP4 ");
  }

  @Test
  void theSameNodeInAnotherLifeTakesTheCallUpAgain() {
    Story story = Story.talking().restarts(MEDIA);
    assertThat(story.ordered()).containsExactly("plan 3");
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("1:INVITE", "2:INVITE");
    assertThat(offerTo(story, A)).contains("m=audio 40102");
    bothAgree(story);
  }

  @Test
  void whoeverIsAtTheSameAddressAsBeforeIsNotAsked() {
    Story story = Story.talking();
    story.loses(MEDIA);
    story.join(MEDIA);
    story.fires(CallTimer.MEDIA_LOST).mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady");
  }

  @Test
  void whileItRingsTheAnswerHasTheNewAddressAndTheCalledLegIsTold() {
    Story story = with(Story.ringing()).loses(MEDIA).mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady");
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 3", "2:INVITE");
    assertThat(story.answer().body().toString()).contains("203.0.113.10");
    story.mediaApplied();
    story.aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "CallEstablished");
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(story.toldInAll()).containsOnlyOnce("CallEstablished");
  }

  @Test
  void anAnswerBeforeTheNewNodeIsReadyIsCorrectedAfterwards() {
    Story story = with(Story.ringing()).loses(MEDIA).bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.answer().body().toString()).contains("203.0.113.9");
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("2:INVITE");
    story.aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "LegReoffered", "CallEstablished");
    assertThat(story.ordered()).containsExactly("1:INVITE");
  }

  @Test
  void anAnswerGivenEarlyIsGivenAgainAndThenCorrected() {
    Story story = Story.relayed().invites(Sdp.A).mediaApplied().bAnswers(183, B_TAG, Sdp.B);
    with(story).mediaApplied().loses(MEDIA).mediaApplied();
    String early = story.answer().body().toString();
    story.bAnswers(200, B_TAG, Sdp.B);
    assertThat(story.answer().body().toString()).isEqualTo(early).contains("203.0.113.9");
    story.mediaApplied().aAcks("");
    assertThat(story.ordered()).containsExactly("1:INVITE");
    assertThat(offerTo(story, A)).contains("203.0.113.10");
  }

  @Test
  void anEchoIsToldToo() {
    Story story = with(new Story(new Action.Echo())).invites(Sdp.A);
    story.mediaApplied().aAcks("");
    story.loses(story.mediaNode()).mediaApplied();
    assertThat(story.ordered()).containsExactly("1:INVITE");
    assertThat(offerTo(story, A)).contains("RTP/AVP 0 101", " 2 IN IP4 203.0.113.");
    story.aResponds("INVITE", 200, Sdp.A);
    assertThat(story.ordered()).containsExactly("1:ACK");
  }

  @Test
  void aCallMayBeAnsweredWhileItWaitsForANode() {
    Story story = Story.ringing().loses(MEDIA);
    assertThat(story.told()).containsExactly("MediaLost");
    story.bAnswers(200, B_TAG, Sdp.B).aAcks("");
    assertThat(story.toldInAll()).doesNotContain("CallEstablished");
    story.restarts(MEDIA).mediaApplied();
    assertThat(story.told())
        .containsExactly("MediaReady", "LegReoffered", "LegReoffered", "CallEstablished");
    bothAgree(story);
  }

  @Test
  void withoutAnotherNodeTheCallWaitsForOne() {
    Story story = Story.talking().loses(MEDIA);
    assertThat(story.told()).containsExactly("MediaLost");
    assertThat(story.ordered()).isEmpty();
    assertThat(story.armed(CallTimer.MEDIA_LOST).due()).isEqualTo(story.now.plusSeconds(30));
    story.aRequests("INFO", "", "Signal=1\r\n").bResponds("INFO", 200, "");
    story.restarts(OTHER_MEDIA);
    assertThat(story.ordered()).containsExactly("plan 3", "release");
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("1:INVITE", "2:INVITE");
    bothAgree(story);
    assertThat(story.timers()).containsOnlyKeys(CallTimer.MAX_DURATION.text());
  }

  @Test
  void nobodyWaitsLongerThanTheGrace() {
    Story story = Story.talking().loses(MEDIA).fires(CallTimer.MEDIA_LOST);
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    assertThat(story.request("BYE", A).request().headers().toString())
        .contains("Reason: Q.850;cause=38;text=\"media node lost\"");
    assertThat(causeAfterByes(story)).isEqualTo(EndCause.NODE_LOST);
  }

  @Test
  void aCallerWhoWaitsForTheFirstPlanIsRefusedAtOnce() {
    Story story = Story.relayed().invites(Sdp.A).loses(MEDIA);
    assertThat(story.ordered()).containsExactly("1:503 INVITE", "release");
  }

  @Test
  void aNodeThatDiesBeforeItTookOverIsFollowedByTheNext() {
    Story story = with(Story.talking()).loses(MEDIA).loses(OTHER_MEDIA);
    assertThat(story.told()).containsExactly("MediaLost");
    assertThat(story.timers())
        .containsOnlyKeys(CallTimer.MAX_DURATION.text(), CallTimer.MEDIA_LOST.text());
    story.step(story.applied(story.plan(), OTHER_MEDIA));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void anOfferThatMeetsOneOfThePeersIsMadeAgainLater() {
    Story story = moved();
    story.aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.ordered()).containsExactly("1:491 INVITE");
    story.bRequests("UPDATE", "", Sdp.B);
    assertThat(story.ordered()).containsExactly("2:491 UPDATE");
    Instant met = story.now;
    story.aResponds("INVITE", 491, "").bResponds("INVITE", 491, "");
    assertThat(story.told()).containsExactly("ReofferDeferred");
    assertThat(Duration.between(met, story.armed(new CallTimer.Reoffer(A)).due()))
        .as("the caller made the Call-ID")
        .isLessThanOrEqualTo(Duration.ofMillis(2_020));
    assertThat(Duration.between(met, story.armed(new CallTimer.Reoffer(B)).due()))
        .as("we made the Call-ID")
        .isBetween(Duration.ofMillis(2_100), Duration.ofMillis(4_020));
    story.fires(new CallTimer.Reoffer(A));
    assertThat(story.ordered()).containsExactly("1:INVITE");
    assertThat(story.request("INVITE", A).request().headers().toString()).contains("CSeq: 2 ");
    assertThat(offerTo(story, A)).contains(" 3 IN IP4 203.0.113.10");
    story.aResponds("INVITE", 200, Sdp.A);
    story.fires(new CallTimer.Reoffer(B)).bResponds("INVITE", 200, Sdp.B);
    assertThat(story.timers()).containsOnlyKeys(CallTimer.MAX_DURATION.text());
  }

  @Test
  void thePeersOwnOfferTellsBothSidesAsWell() {
    Story story = moved().aResponds("INVITE", 491, "").bResponds("INVITE", 491, "");
    story.aRequests("INVITE", "", Sdp.A_HOLDS);
    assertThat(story.timers()).containsOnlyKeys(CallTimer.MAX_DURATION.text());
    assertThat(offerTo(story, B)).contains("203.0.113.10");
    story.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("").mediaApplied();
    assertThat(story.ordered()).isEmpty();
    assertThat(story.toldInAll()).filteredOn("LegReoffered"::equals).hasSize(2);
  }

  @Test
  void threeOffersAreEnough() {
    Story story = moved().bResponds("INVITE", 200, Sdp.B);
    story.aResponds("INVITE", 491, "").fires(new CallTimer.Reoffer(A));
    story.aResponds("INVITE", 491, "").fires(new CallTimer.Reoffer(A));
    story.aResponds("INVITE", 491, "");
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    assertThat(causeAfterByes(story)).isEqualTo(EndCause.NODE_LOST);
  }

  @Test
  void anOfferUnderWayIsLetThrough() {
    Story story = with(Story.talking()).aRequests("INVITE", "", Sdp.A_HOLDS);
    story.loses(MEDIA).mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady");
    story.bResponds("INVITE", 200, Sdp.B_HELD);
    assertThat(story.told())
        .containsExactly("ResponsePassed", "MediaRequested", "LegHeld", "LegReoffered");
    assertThat(story.ordered()).containsExactly("2:ACK", "1:200 INVITE", "plan 4", "2:INVITE");
    story.aAcks("");
    assertThat(story.told()).as("the answer had the new address").containsExactly("LegConfirmed");
  }

  @Test
  void aLegThatDoesNotKnowItsDialogIsOver() {
    for (int status : List.of(481, 408)) {
      Story story = moved().aResponds("INVITE", status, "");
      assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
      assertThat(causeAfterByes(story)).isEqualTo(EndCause.UNAVAILABLE);
    }
    Story silent = moved().fails(A, "INVITE", Reason.TIMEOUT);
    assertThat(causeAfterByes(silent)).isEqualTo(EndCause.UNAVAILABLE);
  }

  @Test
  void aLegThatRefusesEndsTheCallWithTheCause() {
    Story story = moved().bResponds("INVITE", 488, "");
    assertThat(story.ordered()).containsExactly("1:BYE", "2:BYE");
    assertThat(story.aResponds("INVITE", 200, Sdp.A).ordered()).containsExactly("1:ACK");
    assertThat(causeAfterByes(story)).isEqualTo(EndCause.NODE_LOST);
    Story mute = moved().bResponds("INVITE", 200, "");
    assertThat(mute.ordered()).containsExactly("2:ACK", "1:BYE", "2:BYE");
    assertThat(causeAfterByes(mute)).isEqualTo(EndCause.PROTOCOL_ERROR);
  }

  @Test
  void anOpenOfferIsSentAgainFromTheSiblingOfADeadEdge() {
    Story story = moved();
    RequestPattern invite = story.request("INVITE", A).request();
    story.restarts(EDGE);
    assertThat(story.ordered()).containsExactly("1:INVITE", "2:ACK", "2:INVITE");
    story.join(SIBLING);
    story.loses(EDGE);
    assertThat(story.ordered()).containsExactly("1:INVITE", "2:ACK", "2:INVITE");
    assertThat(story.request("INVITE", A).request()).isEqualTo(invite);
  }
}
