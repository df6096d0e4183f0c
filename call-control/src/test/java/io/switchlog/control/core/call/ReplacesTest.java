package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.A_TAG;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.ReplacedDialog;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.wire.token.SessionToken;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An INVITE that takes the place of a dialog (RFC 3891), on both sides: the call that it begins,
/// and the call of the leg that it names.
///
/// Holds `Replacement`.
class ReplacesTest {
  private static final String CALL_ID = "a84b4c76e66710@192.0.2.1";
  private static final LegId C = new LegId(3);
  private static final CallId OTHER = new CallId("abcdefghijklmnopqrstuv2345");
  private static final AggregateId COMES_FROM = AggregateId.of(new CallId("other"));
  private static final ReplacedDialog OF_A = new ReplacedDialog(A, CALL_ID, A_TAG, false);
  private static final ReplacedDialog OF_B = new ReplacedDialog(B, Story.token(B), B_TAG, false);

  // --- the call that the INVITE begins

  private static Story invited(String replaces) {
    return Story.relayed().invites(Sdp.A, "Replaces: " + replaces + "\r\n");
  }

  private static String otherTag() {
    return new SessionToken(OTHER.value(), 2).mint(Story.SECRET);
  }

  @Test
  void itsLegGoesToTheCallThatIsMeant() {
    Story story = invited("x@y;to-tag=" + otherTag() + ";from-tag=peer;early-only");
    assertThat(story.told()).containsExactly("CallOffered", "LegHandedOver");
    ReplacedDialog replaced = new ReplacedDialog(new LegId(2), "x@y", "peer", true);
    assertThat(story.event(CallOffered.class).replaces()).isEqualTo(replaced);
    LegHandedOver handed = story.event(LegHandedOver.class);
    assertThat(handed.to()).isEqualTo(OTHER);
    assertThat(handed.replaces()).isEqualTo(replaced);
    assertThat(handed.slot()).isNull();
    assertThat(story.posts)
        .containsExactly(
            new Post(
                AggregateId.of(OTHER),
                new CallMessage.LegHandedOver(handed.handed(), null, replaced)));
    // Where the other one is over, so is this one.
    story.hears(AggregateId.of(OTHER), new CallMessage.LegOver(A, 200));
    assertThat(story.told()).contains("CallEnded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x@y;to-tag=nobody;from-tag=peer", "x@y;to-tag=0;from-tag=0"})
  void whatIsNoneOfOursIsNotFound(String replaces) {
    assertThat(invited(replaces).ordered()).containsExactly("1:481 INVITE");
  }

  @Test
  void itsOwnDialogItDoesNotTakeThePlaceOf() {
    assertThat(invited("x@y;to-tag=" + Story.token(B) + ";from-tag=peer").ordered())
        .containsExactly("1:481 INVITE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x@y",
        "x@y;to-tag=a",
        "x@y;to-tag=a;from-tag=b\r\nReplaces: x@y;to-tag=a;from-tag=b"
      })
  void whatCannotBeReadIsRefused(String replaces) {
    assertThat(invited(replaces).ordered()).containsExactly("1:400 INVITE");
  }

  // --- the call of the leg that is named

  static HandedLeg handed(String sdp) {
    return Story.relayed()
        .invites(sdp, "Replaces: x@y;to-tag=" + otherTag() + ";from-tag=peer\r\n")
        .event(LegHandedOver.class)
        .handed();
  }

  private static Story comes(Story story, ReplacedDialog replaced, String sdp) {
    return story.hears(COMES_FROM, new CallMessage.LegHandedOver(handed(sdp), null, replaced));
  }

  private static Story replaced(ReplacedDialog replaced) {
    return comes(Story.talking(), replaced, Sdp.A).mediaApplied();
  }

  /// RFC 5630 section 3.1.3: the one who stays is not reached over TLS.
  @Test
  void whoAsksForTlsToTheEndTakesNoPlaceWithoutIt() {
    Story story =
        Story.talking()
            .hears(
                COMES_FROM,
                new CallMessage.LegHandedOver(
                    ParkTest.bySips(handed(Sdp.A)),
                    null,
                    new ReplacedDialog(A, CALL_ID, A_TAG, false)));
    assertThat(story.told()).containsExactly("LegTurnedAway");
    assertThat(story.answer().status()).isEqualTo(480);
  }

  private static Source heardBy(Story story, LegId leg) {
    return story.plan().endpoints().stream()
        .filter(endpoint -> endpoint.leg().equals(leg))
        .map(Endpoint::source)
        .findFirst()
        .orElseThrow();
  }

  private static Post over(int status) {
    return new Post(COMES_FROM, new CallMessage.LegOver(A, status));
  }

  @Test
  void nobodyHearsItBeforeTheAnswer() {
    Story story = comes(Story.talking(), OF_A, Sdp.A);
    assertThat(story.told()).containsExactly("LegTakenOver", "MediaRequested");
    assertThat(story.ordered()).containsExactly("plan 3");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Relay(B));
    assertThat(heardBy(story, C)).isEqualTo(new Source.Silence());
  }

  @Test
  void itTakesThePlaceOfTheCaller() {
    Story story = replaced(OF_A);
    assertThat(story.told())
        .containsExactly(
            "MediaReady", "InviteAnswered", "LegDismissed", "LegsBridged", "MediaRequested");
    assertThat(story.ordered()).containsExactly("3:200 INVITE", "1:BYE", "plan 4");
    assertThat(story.event(LegsBridged.class)).isEqualTo(new LegsBridged(B, C));
    assertThat(heardBy(story, C)).isEqualTo(new Source.Relay(B));
    assertThat(heardBy(story, B)).isEqualTo(new Source.Relay(C));
    assertThat(story.plan().endpoints()).hasSize(2);
    assertThat(story.answer().headers().toString()).contains(";tag=" + Story.token(C));
    // The two go on, and the one who left is over.
    story.aResponds("BYE", 200, "");
    assertThat(story.told()).containsExactly("LegClosed");
    story.step(new AckReceived(C, Story.EDGE, Bytes.of(SipText.ofA("ACK", story.aCseq(), "", ""))));
    assertThat(story.bRequests("INFO", "", "").ordered()).containsExactly("3:INFO");
    story.bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "2:487 INFO", "3:BYE");
    story.responds(C, story.request("BYE", C), 200, A_TAG, "", "");
    assertThat(story.posts).containsExactly(over(200));
    assertThat(story.told()).containsExactly("LegClosed", "CallEnded");
  }

  /// Whatever ends it later, it was answered.
  @Test
  void theCallStaysAnswered() {
    Story story = replaced(OF_A).mediaApplied().aResponds("BYE", 200, "");
    story.step(new AckReceived(C, Story.EDGE, Bytes.of(SipText.ofA("ACK", story.aCseq(), "", ""))));
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA).mediaApplied().bResponds("INVITE", 200, "");
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(200);
    assertThat(story.event(CallEnding.class).outcome().text()).startsWith("expected the answer");
  }

  @Test
  void itTakesThePlaceOfTheCalledParty() {
    Story story = replaced(OF_B);
    assertThat(story.ordered()).containsExactly("3:200 INVITE", "2:BYE", "plan 4");
    assertThat(story.event(LegsBridged.class)).isEqualTo(new LegsBridged(A, C));
    assertThat(story.aRequests("INFO", "", "").ordered()).containsExactly("3:INFO");
  }

  /// RFC 3891 section 3.
  @Test
  void whatDoesNotMatchIsNotFound() {
    for (ReplacedDialog wrong :
        List.of(
            new ReplacedDialog(A, "other", A_TAG, false),
            new ReplacedDialog(A, CALL_ID, "other", false))) {
      Story story = comes(Story.talking(), wrong, Sdp.A);
      assertThat(story.told()).as("events that somebody who guesses costs us").isEmpty();
      assertThat(story.ordered()).containsExactly("1:481 INVITE");
      assertThat(story.posts).containsExactly(over(481));
      assertThat(story.answer().headers().toString())
          .as("the tag of a leg of the call, which is known to its party alone")
          .doesNotContain(Story.token(A), Story.token(B));
    }
    Story unknown =
        comes(Story.talking(), new ReplacedDialog(new LegId(7), CALL_ID, A_TAG, false), Sdp.A);
    assertThat(unknown.told()).containsExactly("LegTurnedAway");
    assertThat(unknown.ordered()).containsExactly("1:481 INVITE");
    assertThat(unknown.answer().headers().toString()).doesNotContain(Story.token(A));
    assertThat(comes(Story.ringing(), OF_A, Sdp.A).ordered()).containsExactly("1:481 INVITE");
    assertThat(comes(Story.ringing(), OF_B, Sdp.A).ordered()).containsExactly("1:481 INVITE");
  }

  @Test
  void aLegThatLeavesIsNotDeclinedToAStranger() {
    Story story = Story.talking().aRequests("BYE", "", "");
    comes(story, new ReplacedDialog(B, Story.token(B), "another", false), Sdp.A);
    assertThat(story.told()).isEmpty();
    assertThat(story.ordered()).containsExactly("1:481 INVITE");
  }

  @Test
  void whatIsOverIsDeclined() {
    Story story = Story.talking().aRequests("BYE", "", "");
    assertThat(comes(story, OF_A, Sdp.A).ordered()).containsExactly("1:603 INVITE");
    assertThat(comes(story, OF_B, Sdp.A).ordered()).containsExactly("1:603 INVITE");
    story.bResponds("BYE", 200, "");
    assertThat(story.toldInAll()).contains("CallEnded");
    comes(story, OF_A, Sdp.A);
    assertThat(story.ordered()).containsExactly("1:603 INVITE");
    assertThat(story.posts).containsExactly(over(603));
  }

  @Test
  void aCallThatNeverWasIsNotFound() {
    assertThat(comes(Story.relayed(), OF_A, Sdp.A).ordered()).containsExactly("1:481 INVITE");
  }

  @Test
  void whatIsAnsweredIsNotEarlyAnyMore() {
    ReplacedDialog early = new ReplacedDialog(A, CALL_ID, A_TAG, true);
    assertThat(comes(Story.talking(), early, Sdp.A).ordered()).containsExactly("1:486 INVITE");
  }

  @Test
  void whoSpeaksNothingThatTheOtherSpeaksIsRefused() {
    assertThat(comes(Story.talking(), OF_A, Sdp.G729_ONLY).ordered())
        .containsExactly("1:488 INVITE");
    assertThat(comes(Story.talking(), OF_A, "").ordered()).containsExactly("1:488 INVITE");
    // Without a media node between, the other would have to be offered something anew.
    Story direct = Story.bypassed().invites(Sdp.A).bAnswers(200, B_TAG, Sdp.B).aAcks("");
    assertThat(comes(direct, OF_A, Sdp.A).ordered()).containsExactly("1:488 INVITE");
    Story echo = new Story(new Action.Echo()).invites(Sdp.A).mediaApplied().aAcks("");
    assertThat(comes(echo, OF_A, Sdp.A).ordered()).containsExactly("1:488 INVITE");
  }

  @Test
  void whileASessionChangesItIsToComeAgain() {
    Story story = Story.talking().bRequests("INVITE", "", Sdp.B);
    assertThat(comes(story, OF_A, Sdp.A).ordered()).containsExactly("1:500 INVITE");
    Story later = comes(Story.talking(), OF_A, Sdp.A).bRequests("INVITE", "", Sdp.B);
    assertThat(later.mediaApplied().ordered()).contains("3:500 INVITE");
    assertThat(later.aResponds("INVITE", 200, Sdp.A).toldInAll()).doesNotContain("CallEnding");
  }

  @Test
  void oneComesAtATime() {
    Story story = comes(comes(Story.talking(), OF_A, Sdp.A), OF_B, Sdp.A);
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(story.mediaApplied().told()).contains("LegsBridged");
  }

  @Test
  void whatIsUnderWayIsAnswered() {
    Story story = comes(Story.talking(), OF_A, Sdp.A);
    story.bRequests("INFO", "", "").mediaApplied();
    assertThat(story.ordered()).containsExactly("3:200 INVITE", "2:487 INFO", "1:BYE", "plan 4");
  }

  /// Whoever was replaced had the other on hold.
  @Test
  void whoWasOnHoldIsHeardAgain() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    story.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("").mediaApplied();
    comes(story, OF_A, Sdp.A).mediaApplied();
    assertThat(story.ordered()).contains("3:200 INVITE", "1:BYE", "2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString())
        .doesNotContain("sendonly", "recvonly", "inactive");
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.told()).contains("ReofferAccepted");
    assertThat(story.plan().endpoints()).allMatch(each -> each.sends() && each.receives());
  }

  private static Story held() {
    Story story = Story.talking().aRequests("INVITE", "", Sdp.A_HOLDS);
    return story.bResponds("INVITE", 200, Sdp.B_HELD).aAcks("").mediaApplied();
  }

  /// RFC 3261 section 14.1: what was meant is offered again, not what it was to replace.
  @Test
  void whoWasOnHoldIsHeardAgainThoughItMadeAnOfferJustThen() {
    Story story = comes(held(), OF_A, Sdp.A).mediaApplied();
    story.bResponds("INVITE", 491, "").fires(new CallTimer.Reoffer(B));
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString())
        .doesNotContain("sendonly", "recvonly", "inactive");
    story.bResponds("INVITE", 200, Sdp.B);
    assertThat(story.plan().endpoints()).allMatch(each -> each.sends() && each.receives());
  }

  /// RFC 3261 section 14.1: the session stays as it was.
  @ParameterizedTest
  @ValueSource(ints = {422, 488, 500, 603})
  void whoRefusesToBeHeardAgainEndsNothing(int status) {
    Story story = comes(held(), OF_A, Sdp.A).mediaApplied();
    story.bResponds("INVITE", status, "");
    assertThat(story.told()).containsExactly("ReofferRefused");
    assertThat(story.aResponds("BYE", 200, "").toldInAll()).doesNotContain("CallEnding");
    story.step(new AckReceived(C, Story.EDGE, Bytes.of(SipText.ofA("ACK", 314159, "", ""))));
    assertThat(story.bRequests("INVITE", "", Sdp.B).ordered()).containsExactly("3:INVITE");
  }

  /// RFC 3264 section 6.1: nobody is sent what is not in his description.
  @Test
  void theOtherIsOfferedNoMoreThanTheNewcomerDoes() {
    assertThat(replaced(OF_A).ordered()).doesNotContain("2:INVITE");
    // One whose answer has more than it was offered sends no more than that.
    Story more = Story.relayed().invites(Sdp.A.replace("RTP/AVP 0 8 ", "RTP/AVP 0 "));
    more.mediaApplied().bAnswers(200, B_TAG, Sdp.B).aAcks("").mediaApplied();
    comes(more, OF_A, Sdp.A.replace("RTP/AVP 0 8 ", "RTP/AVP 0 ")).mediaApplied();
    assertThat(more.ordered()).contains("3:200 INVITE").doesNotContain("2:INVITE");

    Story story = comes(Story.talking(), OF_A, Sdp.A.replace("RTP/AVP 0 8 ", "RTP/AVP 8 "));
    story.mediaApplied();
    assertThat(story.ordered()).contains("3:200 INVITE", "1:BYE", "2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString())
        .contains("RTP/AVP 8 101")
        .doesNotContain("PCMU");
    story.bResponds("INVITE", 200, Sdp.B.replace("RTP/AVP 0 8 ", "RTP/AVP 8 "));
    assertThat(story.plan().endpoints())
        .allMatch(each -> each.payloads().stream().noneMatch(one -> one.type() == 0));
  }

  /// As phones do that transfer a call, as soon as the other has taken their REFER.
  @Test
  void whoIsReplacedMayHangUpBeforeThat() {
    Story story = comes(Story.talking(), OF_A, Sdp.A);
    story.aRequests("BYE", "", "");
    assertThat(story.ordered()).contains("1:200 BYE").doesNotContain("2:BYE", "3:480 INVITE");
    story.mediaApplied();
    assertThat(story.told()).contains("InviteAnswered", "LegsBridged");
    assertThat(story.ordered()).contains("3:200 INVITE").doesNotContain("1:BYE");
    assertThat(heardBy(story, B)).isEqualTo(new Source.Relay(C));
  }

  @Test
  void whereTheNewcomerThenComesToNothingTheCallIsOver() {
    Story story = comes(Story.talking(), OF_A, Sdp.A);
    story.aRequests("BYE", "", "").fires(CallTimer.MEDIA_ANSWER);
    assertThat(story.ordered()).contains("3:503 INVITE", "2:BYE");
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(200);
  }

  /// The newcomer inherits the side that its rule's headers go by.
  @Test
  void whatCrossesGoesBySides() {
    Story story =
        Story.relayed()
            .under(
                new CrossingPolicy(
                    null,
                    new HeaderRules(List.of(), List.of("X-Secret"), List.of()),
                    new HeaderRules(List.of(), List.of(), List.of("X-By: us"))))
            .talks();
    comes(story, OF_A, Sdp.A).mediaApplied();
    story.step(new AckReceived(C, Story.EDGE, Bytes.of(SipText.ofA("ACK", story.aCseq(), "", ""))));
    story.step(
        new RequestReceived(
            C,
            story.event(LegTakenOver.class).handed().invite().transaction(),
            Bytes.of(SipText.ofA("INFO", 900_000, "X-Secret: 7\r\n", ""))));
    assertThat(story.ordered()).containsExactly("2:INFO");
    assertThat(story.request("INFO", B).request().headers().toString())
        .doesNotContain("X-Secret", "X-By");
  }

  /// Nobody but the newcomer has stopped waiting for the media node.
  @Test
  void aMediaNodeThatTheOthersWaitForIsWaitedForStill() {
    Story story = comes(Story.talking(), OF_A, Sdp.A);
    story.join(Story.OTHER_MEDIA);
    story.loses(Story.MEDIA);
    ServerTransaction invite = story.event(LegTakenOver.class).handed().invite().transaction();
    String cancel =
        SipText.ofA("CANCEL", 314159, "", "").replaceFirst("branch=\\S+", "branch=" + invite.key());
    story.hears(
        COMES_FROM, new CallMessage.InputForwarded(A, new CancelReceived(null, Bytes.of(cancel))));
    assertThat(story.ordered()).contains("3:487 INVITE");
    assertThat(story.timers()).containsKey(CallTimer.MEDIA_ANSWER.text());
  }

  @Test
  void whoGivesUpOrIsNotHeardChangesNothing() {
    Story story = comes(Story.talking(), OF_A, Sdp.A);
    ServerTransaction invite = story.event(LegTakenOver.class).handed().invite().transaction();
    String cancel =
        SipText.ofA("CANCEL", 314159, "", "").replaceFirst("branch=\\S+", "branch=" + invite.key());
    story.hears(
        COMES_FROM, new CallMessage.InputForwarded(A, new CancelReceived(null, Bytes.of(cancel))));
    assertThat(story.ordered()).contains("3:487 INVITE", "plan 4");
    assertThat(story.aRequests("INFO", "", "").ordered()).containsExactly("2:INFO");
    assertThat(call(story).plan()).isEqualTo(connected(story));
    Story unheard = comes(Story.talking(), OF_A, Sdp.A);
    unheard.step(
        new MediaPlanRefused(
            Story.MEDIA, Story.LIFE, 3, MediaPlanRefused.Reason.PORTS_EXHAUSTED, "none"));
    assertThat(unheard.ordered()).contains("3:503 INVITE");
    assertThat(unheard.aRequests("INFO", "", "").ordered()).containsExactly("2:INFO");
    Story late = comes(Story.talking(), OF_A, Sdp.A).fires(CallTimer.MEDIA_ANSWER);
    assertThat(late.ordered()).contains("3:503 INVITE");
    assertThat(late.toldInAll()).doesNotContain("CallEnding");
  }

  @Test
  void whoeverTookThePlaceIsHeardThoughTheNodeRefusesThatFirst() {
    Story story = replaced(OF_A);
    story.step(
        new MediaPlanRefused(
            Story.MEDIA, Story.LIFE, story.plan().version(), MediaPlanRefused.Reason.LATE, "late"));
    assertThat(story.told()).containsExactly("MediaRequested");
    assertThat(story.plan().endpoints()).extracting(Endpoint::leg).containsExactlyInAnyOrder(B, C);
    assertThat(heardBy(story, B)).isEqualTo(new Source.Relay(C));
  }

  private static ActiveCall call(Story story) {
    return (ActiveCall) Objects.requireNonNull(story.state);
  }

  private static Plan connected(Story story) {
    return new Plan.Connected(call(story).limits());
  }

  @Test
  void whoLeavesMeanwhileEndsTheCallForAll() {
    Story story = comes(Story.talking(), OF_A, Sdp.A).bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:BYE", "3:480 INVITE");
    assertThat(story.posts).containsExactly(over(480));
  }

  /// Its edge died on the way.
  @Test
  void anotherEdgeAnswersIt() {
    Story story = Story.talking();
    story.join(Story.SIBLING);
    story.loses(Story.EDGE);
    comes(story, OF_A, Sdp.A).mediaApplied();
    assertThat(story.told()).contains("LegsBridged");
    assertThat(story.answer().transaction().edge()).isEqualTo(Story.SIBLING);
    assertThat(call(story).leg(C)).isInstanceOf(Leg.Talking.class);
  }
}
