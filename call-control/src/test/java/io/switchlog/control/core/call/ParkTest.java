package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.LIFE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static io.switchlog.control.core.call.Story.OTHER_MEDIA;
import static io.switchlog.control.core.call.Story.SIBLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.CallUnparked.Why;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.SlotSought;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.EdgeInput;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.SlotMessage.OccupantWanted;
import io.switchlog.schemas.message.SlotMessage.SlotGivenBack;
import io.switchlog.schemas.message.SlotMessage.SlotWanted;
import io.switchlog.schemas.request.ControlRequest;
import io.switchlog.wire.token.SessionToken;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A caller is parked in a slot, and another one fetches it: whose leg goes from its own call to
/// the parked one's.
///
/// Holds `ParkPlan`, `Retrieval`, `RetrievePlan`, `HandedLegs`, `HandedOverLeg`, `OwnReply`,
/// `OwnSlot`, `ParkEvolution`, `OwnTag`, `Posts` and `TakenOver`.
class ParkTest {
  private static final ParkSlot FIRST = new ParkSlot("701");
  private static final ParkSlot SECOND = new ParkSlot("702");
  private static final AggregateId SLOT = FIRST.aggregate();
  private static final AggregateId OTHER_SLOT = SECOND.aggregate();
  private static final CallId RETRIEVER = new CallId("retriever");
  private static final CallId ANOTHER = new CallId("another");
  private static final String RECALLED = "sip:desk@192.0.2.50";

  private static Story seeking() {
    return seeking(null);
  }

  private static Story seeking(@Nullable String recall) {
    return new Story(new Action.Park("701-702", recall, 45)).invites(Sdp.A);
  }

  private static Story parked(@Nullable String recall) {
    return seeking(recall).hears(SLOT, new CallMessage.SlotGranted(LIFE)).mediaApplied().aAcks("");
  }

  private static Story parked() {
    return parked(null);
  }

  /// A caller that wants the party in slot 701, up to where its leg goes to the parked one's call.
  private static Story retrieving(String sdp) {
    return new Story(new Action.Retrieve("701"))
        .invites(sdp)
        .hears(SLOT, new CallMessage.OccupantTold(Story.CALL));
  }

  private static HandedLeg handed(String sdp) {
    return retrieving(sdp).event(LegHandedOver.class).handed();
  }

  private static CallMessage comes(String sdp) {
    return new CallMessage.LegHandedOver(handed(sdp), FIRST);
  }

  private static Story comesFor(Story parked, String sdp) {
    return parked.hears(AggregateId.of(RETRIEVER), comes(sdp));
  }

  private static Story retrieved() {
    return comesFor(parked(), Sdp.A).mediaApplied();
  }

  private static Story forwarded(Story story, EdgeInput input) {
    return story.hears(AggregateId.of(RETRIEVER), new CallMessage.InputForwarded(A, input));
  }

  private static Post to(AggregateId aggregate, Message message) {
    return new Post(aggregate, message);
  }

  private static Post over(int status) {
    return to(AggregateId.of(RETRIEVER), new CallMessage.LegOver(A, status));
  }

  private static Source heardBy(Story story, LegId leg) {
    return endpoint(story, leg).source();
  }

  private static Endpoint endpoint(Story story, LegId leg) {
    return story.plan().endpoints().stream()
        .filter(endpoint -> endpoint.leg().equals(leg))
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(Story story) {
    return ((ActiveCall) Objects.requireNonNull(story.state)).plan();
  }

  private static ServerTransaction transaction(NodeId edge, String key) {
    return new ServerTransaction(
        edge, key, "udp", Transport.UDP, "192.0.2.7", 5060, "", List.of("SIP/2.0/UDP 192.0.2.7"));
  }

  // --- a slot

  @Test
  void theFirstSlotIsAskedFor() {
    Story story = seeking();

    assertThat(story.told()).containsExactly("CallOffered", "CallRouted", "SlotSought");
    SlotSought sought = story.event(SlotSought.class);
    assertThat(story.posts).containsExactly(to(SLOT, new SlotWanted(sought.until())));
    assertThat(sought.until()).isEqualTo(story.now.plusSeconds(3_600));
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void aCallerWhoHasASlotIsAnsweredWithItsNumberAndMusic() {
    Story story = seeking().hears(SLOT, new CallMessage.SlotGranted(LIFE));
    assertThat(story.told()).containsExactly("CallParked", "MediaRequested");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));

    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("1:200 INVITE");
    story.aAcks("");
    assertThat(story.told()).containsExactly("LegConfirmed", "CallEstablished");
    assertThat(story.timers()).containsOnlyKeys("max-duration");
  }

  @Test
  void aSlotThatIsTakenLeadsToTheNext() {
    Story story = seeking().hears(SLOT, new CallMessage.SlotDenied());
    assertThat(story.told()).containsExactly("SlotMissed", "SlotSought");
    assertThat(story.posts).extracting(Post::to).containsExactly(OTHER_SLOT);

    story.hears(OTHER_SLOT, new CallMessage.SlotGranted(LIFE));
    assertThat(story.event(CallParked.class).slot()).isEqualTo(SECOND);
  }

  @Test
  void whereNoSlotIsFreeTheCallerIsBusy() {
    Story story =
        seeking()
            .hears(SLOT, new CallMessage.SlotDenied())
            .hears(OTHER_SLOT, new CallMessage.SlotDenied());

    assertThat(story.ordered()).containsExactly("1:486 INVITE");
    assertThat(story.posts).isEmpty();
    assertThat(story.event(CallEnded.class).outcome().cause()).isEqualTo(EndCause.BUSY);
  }

  /// A stalled owner may ask for it once more, long after.
  @Test
  void aSlotThatTheCallDoesNotWantIsGivenBack() {
    Post back = to(OTHER_SLOT, new SlotGivenBack(LIFE));
    for (Story story : List.of(seeking(), parked(), parked().aRequests("BYE", "", ""))) {
      story.hears(OTHER_SLOT, new CallMessage.SlotGranted(LIFE));
      assertThat(story.events).isEmpty();
      assertThat(story.posts).containsExactly(back);
    }
    Story nobody = new Story(new Action.Echo());
    assertThat(nobody.hears(OTHER_SLOT, new CallMessage.SlotGranted(LIFE)).posts)
        .containsExactly(back);
    assertThat(parked().hears(SLOT, new CallMessage.SlotGranted(LIFE)).posts).isEmpty();
  }

  @Test
  void theAnswerOfAnotherSlotIsNothingToIt() {
    Story story = seeking();
    story.hears(OTHER_SLOT, new CallMessage.SlotDenied());
    assertThat(story.events).isEmpty();
  }

  @Test
  void aSlotThatSaysNothingIsNotWantedAnyMore() {
    Story story = seeking().fires(CallTimer.SLOT_ANSWER);

    assertThat(story.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
    assertThat(story.ordered()).containsExactly("1:503 INVITE");
    assertThat(story.event(CallUnparked.class).why()).isEqualTo(Why.UNANSWERED);
  }

  @Test
  void aCallerWhoGivesUpGivesTheSlotBack() {
    Story waiting = seeking().aCancels(true);
    assertThat(waiting.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
    assertThat(waiting.ordered()).containsExactly("1:487 INVITE");

    Story unanswered = seeking().hears(SLOT, new CallMessage.SlotGranted(LIFE)).aCancels(true);
    assertThat(unanswered.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
  }

  @Test
  void aParkedCallerWhoHangsUpGivesTheSlotBack() {
    Story story = parked().aRequests("BYE", "", "");

    assertThat(story.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
    assertThat(story.event(CallUnparked.class).why()).isEqualTo(Why.ENDED);
    assertThat(story.event(CallEnded.class).outcome().status()).isEqualTo(200);
  }

  @Test
  void aParkedCallLastsNoLongerThanAnyOther() {
    Story story = parked().fires(CallTimer.MAX_DURATION);

    assertThat(story.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
    assertThat(story.ordered()).containsExactly("1:BYE");
  }

  @Test
  void aQuarantinedCallGivesItsSlotBack() {
    Story story = parked();
    var events =
        story.decider.quarantine(story.state, "a bug", story.now).stream()
            .map(event -> event.getClass().getSimpleName())
            .toList();
    assertThat(events)
        .containsExactly("CallQuarantined", "CallUnparked", "CallEnding", "LegDismissed");
  }

  @Test
  void aCallThatWasAskedForIsParkedAsWell() {
    Story story = new Story(new Action.Park("701", null, 45));
    story.step(
        new ControlRequested(
            new ControlRequest.Originate("sip:ann@192.0.2.9", "700", null, 0), "key"));
    story.mediaApplied();
    story.responds(A, story.request("INVITE", A), 200, Story.A_TAG, "", Sdp.A);
    assertThat(story.told()).contains("CallRouted", "SlotSought");

    story.hears(SLOT, new CallMessage.SlotGranted(LIFE));
    assertThat(story.told()).containsExactly("CallParked", "CallAnswered", "MediaRequested");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
  }

  @Test
  void aSlotThatNobodyCanNameIsNoDestination() {
    assertThat(new Story(new Action.Park("7 1", null, 45)).invites(Sdp.A).ordered())
        .containsExactly("1:404 INVITE");
    assertThat(new Story(new Action.Retrieve("7 1")).invites(Sdp.A).ordered())
        .containsExactly("1:404 INVITE");
  }

  @Test
  void anOfferThatTheExchangeCannotCarryIsRefusedAndTheSlotGivenBack() {
    Story story =
        new Story(new Action.Park("701", null, 45))
            .invites(Sdp.G729_ONLY)
            .hears(SLOT, new CallMessage.SlotGranted(LIFE));
    assertThat(story.ordered()).containsExactly("1:488 INVITE");
    assertThat(story.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
  }

  // --- who wants the parked party

  @Test
  void theSlotIsAskedWhoIsThere() {
    Story story = new Story(new Action.Retrieve("701")).invites(Sdp.A);

    assertThat(story.told()).containsExactly("CallOffered", "CallRouted", "OccupantSought");
    assertThat(story.posts).containsExactly(to(SLOT, new OccupantWanted()));
  }

  @Test
  void whereNobodyIsParkedTheCallerHearsSo() {
    Story story =
        new Story(new Action.Retrieve("701"))
            .invites(Sdp.A)
            .hears(SLOT, new CallMessage.OccupantTold(null));
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(story.event(CallEnded.class).outcome().text()).isEqualTo("nobody is parked in 701");
  }

  @Test
  void aSlotThatDoesNotSayWhoIsThereIsWaitedForOnlySoLong() {
    Story story = new Story(new Action.Retrieve("701")).invites(Sdp.A).fires(CallTimer.SLOT_ANSWER);
    assertThat(story.ordered()).containsExactly("1:503 INVITE");
    assertThat(story.posts).isEmpty();
  }

  @Test
  void theCallersLegGoesToTheParkedOnesCall() {
    Story story = retrieving(Sdp.A);

    assertThat(story.told()).containsExactly("LegHandedOver");
    assertThat(story.posts).containsExactly(to(AggregateId.of(Story.CALL), comes(Sdp.A)));
    String echo = story.event(LegHandedOver.class).handed().invite().echo().toString();
    assertThat(SipText.line(echo, "To")).doesNotContain("tag=");
    assertThat(story.ordered()).isEmpty();
    assertThat(story.timers()).containsOnlyKeys("max-duration");
  }

  @Test
  void whatArrivesForItIsSentOn() {
    Story story = retrieving(Sdp.A);
    CancelReceived cancel =
        new CancelReceived(null, Bytes.of(SipText.ofA("CANCEL", story.aCseq(), "", "")));

    story.step(cancel);
    assertThat(story.posts)
        .containsExactly(to(AggregateId.of(Story.CALL), new CallMessage.InputForwarded(A, cancel)));
    assertThat(story.ordered()).isEmpty();
    story.loses(EDGE);
    assertThat(story.events).isEmpty();
  }

  @Test
  void aPeerThatSendsMoreThanAnybodyWouldIsNotSentOnButForWhatEndsSomething() {
    Story story = retrieving(Sdp.A);
    for (int i = 0; i < 60; i++) {
      story.now = story.now.minusMillis(10);
      story.aAcks("");
    }
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
    story.aCancels(true);
    assertThat(story.posts).hasSize(1);
  }

  @Test
  void itsCallEndsWhenTheLegIsOver() {
    Story story =
        retrieving(Sdp.A).hears(AggregateId.of(Story.CALL), new CallMessage.LegOver(A, 200));

    assertThat(story.told()).containsExactly("CallEnding", "LegClosed", "CallEnded");
    assertThat(story.ordered()).isEmpty();
    Outcome outcome = story.event(CallEnded.class).outcome();
    assertThat(outcome.cause()).isEqualTo(EndCause.HANDED_OVER);
    assertThat(outcome.status()).isEqualTo(200);
  }

  @Test
  void aLegThatWasRefusedThereEndsItsCallWithThatStatus() {
    Story story =
        retrieving(Sdp.A).hears(AggregateId.of(Story.CALL), new CallMessage.LegOver(A, 480));

    assertThat(story.event(CallEnded.class).outcome().status()).isEqualTo(480);
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void nobodyElseSaysThatItIsOver() {
    Story story = retrieving(Sdp.A).hears(AggregateId.of(ANOTHER), new CallMessage.LegOver(A, 200));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void aLegOfWhichNothingIsHeardCountsAsOverInTheEnd() {
    Story story = retrieving(Sdp.A).fires(CallTimer.MAX_DURATION);

    assertThat(story.told()).containsExactly("CallEnding", "LegClosed", "CallEnded");
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void whoeverHangsUpACallWhoseLegIsElsewhereIsToldWhere() {
    Story story = retrieving(Sdp.A);
    story.step(new ControlRequested(new ControlRequest.HangUp(""), "key"));

    assertThat(story.event(ControlRefused.class).text()).contains(Story.CALL.value());
  }

  // --- the two meet

  @Test
  void aLegOfAnotherCallIsConnectedWithTheParkedParty() {
    Story story = comesFor(parked(), Sdp.A);
    assertThat(story.told()).containsExactly("LegTakenOver", "MediaRequested");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    assertThat(heardBy(story, B)).isEqualTo(new Source.Silence());

    story.mediaApplied();
    assertThat(story.told())
        .containsExactly(
            "MediaReady", "InviteAnswered", "LegsBridged", "CallUnparked", "MediaRequested");
    assertThat(story.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
    assertThat(story.event(LegsBridged.class)).isEqualTo(new LegsBridged(A, B));
    assertThat(heardBy(story, A)).isEqualTo(new Source.Relay(B));
    assertThat(heardBy(story, B)).isEqualTo(new Source.Relay(A));
    SendResponse answer = story.answer();
    assertThat(answer.leg()).isEqualTo(B);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(SipText.line(answer.headers().toString(), "To"))
        .isEqualToIgnoringNewLines("To: \"Bob\" <sip:bob@example.com>;tag=" + Story.token(B));
    assertThat(answer.contactUser()).isEqualTo(Story.token(B));
    assertThat(plan(story)).isInstanceOf(Plan.Connected.class);
  }

  @Test
  void whoHungUpFirstEndsTheCallForTheOther() {
    Story story = retrieved();
    story.step(new AckReceived(B, EDGE, Bytes.of(SipText.ofA("ACK", story.aCseq(), "", ""))));
    story.aRequests("BYE", "", "");

    assertThat(story.ordered()).containsExactly("1:200 BYE", "2:BYE");
    assertThat(story.posts).isEmpty();
    story.responds(B, story.request("BYE", B), 200, Story.A_TAG, "", "");
    assertThat(story.posts).containsExactly(over(200));
    assertThat(story.told()).containsExactly("LegClosed", "CallEnded");
  }

  @Test
  void theLegsFirstCallHearsThatItHungUp() {
    Story story = retrieved();
    story.step(
        new RequestReceived(
            B,
            transaction(EDGE, "z9hG4bKbye"),
            Bytes.of(SipText.ofA("BYE", story.aCseq() + 1, "", ""))));

    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:BYE");
    assertThat(story.posts).containsExactly(over(200));
  }

  @Test
  void aSecondOneThatComesIsRefused() {
    Story story = comesFor(parked(), Sdp.A);
    story.hears(AggregateId.of(ANOTHER), comes(Sdp.A));

    assertThat(story.told()).containsExactly("LegTurnedAway");
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(story.posts)
        .containsExactly(to(AggregateId.of(ANOTHER), new CallMessage.LegOver(A, 480)));
    story.mediaApplied();
    assertThat(story.event(LegsBridged.class)).isEqualTo(new LegsBridged(A, B));
  }

  @Test
  void oneThatComesWhenTheTwoTalkIsRefused() {
    Story story = retrieved();
    story.hears(AggregateId.of(ANOTHER), comes(Sdp.A));

    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(plan(story)).isInstanceOf(Plan.Connected.class);
  }

  @Test
  void oneThatComesForAnotherSlotIsRefused() {
    Story story = parked();
    story.hears(AggregateId.of(RETRIEVER), new CallMessage.LegHandedOver(handed(Sdp.A), SECOND));
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(plan(story)).isInstanceOf(Plan.Parked.class);
  }

  @Test
  void oneThatComesToACallThatIsOverIsRefusedThere() {
    Story story = parked().aRequests("BYE", "", "");
    comesFor(story, Sdp.A);

    assertThat(story.events).isEmpty();
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(story.posts).containsExactly(over(480));
  }

  @Test
  void oneThatComesToACallThatNobodyKnowsIsRefusedThere() {
    Story story = new Story(new Action.Echo());
    comesFor(story, Sdp.A);

    assertThat(story.state).isNull();
    assertThat(story.ordered()).containsExactly("1:480 INVITE");
    assertThat(story.posts).containsExactly(over(480));
  }

  @Test
  void oneThatCannotDoWhatTheParkedPartyDoesIsRefusedAndThatOneWaitsOn() {
    for (String sdp : List.of(Sdp.G729_ONLY, Sdp.VIDEO_ONLY, "", "v=0 rubbish")) {
      Story story = comesFor(parked(), sdp);
      assertThat(story.ordered()).as(sdp).containsExactly("1:488 INVITE");
      assertThat(story.posts).as(sdp).containsExactly(over(488));
      assertThat(comesAgain(story).told()).contains("LegsBridged");
    }
  }

  private static Story comesAgain(Story story) {
    return story.hears(AggregateId.of(ANOTHER), comes(Sdp.A)).mediaApplied();
  }

  @Test
  void oneThatGivesUpLeavesTheParkedPartyWhereItIs() {
    Story story = comesFor(parked(), Sdp.A);
    ServerTransaction invite = story.event(LegTakenOver.class).handed().invite().transaction();
    String cancel =
        SipText.ofA("CANCEL", story.aCseq(), "", "")
            .replaceFirst("branch=\\S+", "branch=" + invite.key());

    forwarded(story, new CancelReceived(null, Bytes.of(cancel)));
    assertThat(story.told()).containsExactly("InviteRefused", "MediaRequested");
    assertThat(story.ordered()).contains("2:487 INVITE");
    assertThat(story.posts).containsExactly(over(487));
    assertThat(story.plan().endpoints()).extracting(Endpoint::leg).containsExactly(A);
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    assertThat(comesAgain(story).told()).contains("LegsBridged");
  }

  @Test
  void itsInviteThatCameAgainAtAnotherEdgeIsAnsweredThere() {
    Story story = comesFor(parked(), Sdp.A);
    story.join(SIBLING);
    ServerTransaction invite = story.event(LegTakenOver.class).handed().invite().transaction();
    InviteReceived again =
        new InviteReceived(
            transaction(SIBLING, invite.key()), Bytes.of(SipText.invite(314159, "", Sdp.A)));

    forwarded(story, again);
    assertThat(story.told()).containsExactly("LegMoved");
    story.mediaApplied();
    assertThat(story.commands)
        .filteredOn(command -> command.command() instanceof SendResponse)
        .extracting(command -> command.target())
        .containsExactly(SIBLING);
  }

  /// RFC 3263 section 4.3: its sender has turned to another edge.
  @Test
  void itsInviteThatCameAgainInAnotherTransactionIsAnsweredThereUnderTheSameTag() {
    Story story = comesFor(parked(), Sdp.A);
    story.join(SIBLING);
    InviteReceived again =
        new InviteReceived(
            transaction(SIBLING, "z9hG4bKelsewhere"), Bytes.of(SipText.invite(314159, "", Sdp.A)));

    forwarded(story, again);
    assertThat(story.ordered()).containsExactly("2:482 INVITE");
    story.mediaApplied();
    SendResponse answer = story.answer();
    assertThat(answer.transaction().key()).isEqualTo("z9hG4bKelsewhere");
    assertThat(SipText.line(answer.headers().toString(), "To")).contains(Story.token(B));
  }

  @Test
  void whatIsForwardedForNobodyIsRefused() {
    Story story = parked();
    forwarded(story, new AckReceived(A, EDGE, Bytes.of(SipText.ofA("ACK", 1, "", ""))));
    assertThat(story.decision).isInstanceOf(Decision.Refused.class);
  }

  /// Its party has been turned away, and may not have heard so.
  @Test
  void anInviteThatIsForwardedForNobodyIsRefused() {
    Story story = parked();
    InviteReceived again =
        new InviteReceived(
            transaction(SIBLING, "z9hG4bKagain"), Bytes.of(SipText.invite(314159, "", Sdp.A)));
    forwarded(story, again);
    assertThat(story.ordered()).containsExactly("1:487 INVITE");
  }

  /// Its edge died before the parked call heard of the leg.
  @Test
  void oneWhoseEdgeIsGoneIsAnsweredByAnother() {
    Story story = parked();
    story.join(SIBLING);
    story.loses(EDGE);
    comesFor(story, Sdp.A).mediaApplied();
    assertThat(story.commands)
        .filteredOn(command -> command.command() instanceof SendResponse)
        .extracting(command -> command.target())
        .containsExactly(SIBLING);
  }

  static HandedLeg bySips(HandedLeg handed) {
    PeerDialog dialog = handed.dialog();
    return new HandedLeg(
        handed.leg(),
        handed.invite(),
        new PeerDialog(
            dialog.callIdHeader(),
            dialog.localParty(),
            dialog.remoteParty(),
            dialog.remoteTag(),
            dialog.remoteTarget(),
            dialog.routes(),
            dialog.remoteCseq(),
            dialog.transport(),
            dialog.flow(),
            dialog.uuid(),
            dialog.over(),
            dialog.sentBy(),
            true),
        handed.maxForwards(),
        handed.content(),
        handed.dialect());
  }

  /// RFC 5630 section 3.1.3: the parked one did not come over TLS.
  @Test
  void whoAsksForTlsToTheEndIsNotConnectedWithoutIt() {
    Story story = parked();
    story.hears(
        AggregateId.of(RETRIEVER), new CallMessage.LegHandedOver(bySips(handed(Sdp.A)), FIRST));
    assertThat(story.told()).containsExactly("LegTurnedAway");
    assertThat(story.answer().status()).isEqualTo(480);
  }

  /// Its tag is the one that its own call gave it, which may have begun before ours did.
  @Test
  void whoIsTurnedAwayKeepsTheTagOfItsOwnCall() {
    SessionToken leg = new SessionToken(RETRIEVER.value(), 1);
    HandedLeg now = handed(Sdp.A);
    HandedLeg before =
        new HandedLeg(
            now.leg(), now.invite(), now.dialog(), now.maxForwards(), now.content(), null);
    Story story = comesFor(comesFor(parked(), Sdp.A), Sdp.A);
    assertThat(story.answer().headers().toString()).contains(leg.mint(Story.SECRET));
    story = comesFor(parked(), Sdp.A);
    story.hears(AggregateId.of(RETRIEVER), new CallMessage.LegHandedOver(before, FIRST));
    assertThat(story.answer().headers().toString()).contains(leg.mintShort(Story.SECRET));
  }

  /// The same message again, by an owner who could not know that it was there, leads to nothing.
  @Test
  void whoeverIsTurnedAwayIsSoByAnEvent() {
    Story story = comesFor(comesFor(parked(), Sdp.A), Sdp.A);
    assertThat(story.told()).containsExactly("LegTurnedAway");
  }

  @Test
  void theParkedPartyMayChangeItsCodecWhileSomebodyComes() {
    String pcma = Sdp.A.replace("RTP/AVP 0 8 101", "RTP/AVP 8").replace("RTP/AVP 0", "RTP/AVP 8");
    Story story = comesFor(parked(), Sdp.A);
    story.aRequests("UPDATE", "", pcma);
    assertThat(endpoint(story, A).payloads()).extracting(Payload::type).containsExactly(8);
    story.mediaApplied();

    List<Integer> types = endpoint(story, B).payloads().stream().map(Payload::type).toList();
    if (story.toldInAll().contains("LegsBridged")) {
      assertThat(types).containsExactly(8);
    } else {
      assertThat(story.ordered()).contains("2:488 INVITE");
    }
  }

  /// Dialing and giving up can go on for ever.
  @Test
  void aCallGrowsOnlySoFarByThoseWhoComeForIt() {
    Story story = parked(RECALLED);
    story.foldsAgain = false;
    Instant recallAt = story.armed(CallTimer.RECALL).due();
    for (int i = 0; i < 300; i++) {
      AggregateId sender = AggregateId.of(new CallId("r" + i));
      story.hears(sender, comes(Sdp.A));
      if (story.event(LegTakenOver.class).from().equals(sender.call())) {
        refusesTheNewest(story);
      }
    }
    assertThat(((ActiveCall) Objects.requireNonNull(story.state)).takenOver()).hasSize(200);
    assertThat(story.armed(CallTimer.RECALL).due()).isEqualTo(recallAt);
  }

  @Test
  void itsEdgeDiesBeforeTheAnswer() {
    Story story = comesFor(parked(), Sdp.A);
    story.join(SIBLING);
    story.loses(EDGE);
    assertThat(story.told()).contains("LegMoved");
    story.mediaApplied();
    assertThat(story.ordered()).contains("2:200 INVITE");
    assertThat(story.event(LegsBridged.class)).isEqualTo(new LegsBridged(A, B));
  }

  @Test
  void aMediaNodeThatHasNoPortForItLeavesTheParkedPartyWhereItIs() {
    Story story = comesFor(parked(), Sdp.A);
    refusesTheNewest(story);

    assertThat(story.ordered()).contains("2:503 INVITE");
    assertThat(story.posts).containsExactly(over(503));
    assertThat(story.plan().endpoints()).extracting(Endpoint::leg).containsExactly(A);
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    assertThat(story.state).isInstanceOf(ActiveCall.class);
    story.mediaApplied();
    assertThat(comesAgain(story).told()).contains("LegsBridged");
  }

  private static void refusesTheNewest(Story story) {
    story.step(
        new MediaPlanRefused(
            MEDIA,
            LIFE,
            story.plan().version(),
            MediaPlanRefused.Reason.PORTS_EXHAUSTED,
            "no port is free"));
  }

  @Test
  void aMediaNodeThatSaysNothingLeavesTheParkedPartyWhereItIs() {
    Story story = comesFor(parked(), Sdp.A).fires(CallTimer.MEDIA_ANSWER);

    assertThat(story.ordered()).contains("2:503 INVITE");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    assertThat(plan(story)).isInstanceOf(Plan.Parked.class);
    refusesTheNewest(story);
    assertThat(plan(story)).isInstanceOf(Plan.Parked.class);
    assertThat(story.timers()).doesNotContainKey(CallTimer.MEDIA_ANSWER.text());
  }

  @Test
  void theMediaNodeDiesWhileTheTwoAreAboutToMeet() {
    Story story = comesFor(parked(), Sdp.A);
    story.join(OTHER_MEDIA);
    story.loses(MEDIA);
    story.mediaApplied();

    assertThat(story.told()).contains("InviteAnswered", "LegsBridged", "LegReoffered");
  }

  @Test
  void aReInviteOfOneReachesTheOther() {
    Story story = retrieved();
    story.step(new AckReceived(B, EDGE, Bytes.of(SipText.ofA("ACK", story.aCseq(), "", ""))));
    story.aRequests("INVITE", "", Sdp.A_HOLDS);

    assertThat(story.ordered()).containsExactly("2:INVITE");
    story.responds(B, story.request("INVITE", B), 200, Story.A_TAG, "", Sdp.B_HELD);
    assertThat(story.ordered()).contains("1:200 INVITE", "2:ACK");
  }

  /// A caller without an offer has not said yet which codecs it has.
  @Test
  void aPartyThatHasNotAnsweredOurOfferYetIsFetchedAndRecalledByIt() {
    Story story =
        new Story(new Action.Park("701", RECALLED, 45))
            .invites("")
            .hears(SLOT, new CallMessage.SlotGranted(LIFE))
            .mediaApplied();
    assertThat(comesFor(story, Sdp.A).told()).contains("LegTakenOver");

    Story other =
        new Story(new Action.Park("701", RECALLED, 45))
            .invites("")
            .hears(SLOT, new CallMessage.SlotGranted(LIFE))
            .mediaApplied()
            .fires(CallTimer.RECALL)
            .mediaApplied();
    assertThat(other.request("INVITE", B).request().body().toString()).contains("RTP/AVP 0 8 101");
  }

  // --- nobody came

  @Test
  void somebodyIsRungWhenNobodyCame() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL);

    assertThat(story.told()).containsExactly("CallUnparked", "CallRouted", "MediaRequested");
    assertThat(story.posts).containsExactly(to(SLOT, new SlotGivenBack(LIFE)));
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    story.mediaApplied();
    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo(RECALLED);
  }

  @Test
  void whoAnswersIsConnectedAndTheCallWasAnsweredOnce() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL).mediaApplied();
    story.bAnswers(180, B_TAG, "");
    story.bAnswers(200, B_TAG, Sdp.B);

    assertThat(story.toldInAll().stream().filter("CallAnswered"::equals)).hasSize(1);
    assertThat(story.event(LegsBridged.class)).isEqualTo(new LegsBridged(A, B));
    assertThat(heardBy(story, A)).isEqualTo(new Source.Relay(B));
    story.bRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:BYE");
  }

  @Test
  void whereThatOneDoesNotAnswerTheCallerIsParkedOnceMore() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL).mediaApplied();
    story.bAnswers(486, B_TAG, "");

    assertThat(story.told()).containsExactly("LegFailed", "SlotSought");
    story.hears(SLOT, new CallMessage.SlotDenied());
    story.hears(OTHER_SLOT, new CallMessage.SlotGranted(LIFE));
    assertThat(story.event(CallParked.class).slot()).isEqualTo(SECOND);
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("702"));
    story.fires(CallTimer.RECALL);
    assertThat(story.told()).contains("CallRouted");
  }

  @Test
  void whereThatOneRingsForTooLongTheCallerIsParkedOnceMore() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL).mediaApplied();
    story.bAnswers(180, B_TAG, "");
    story.fires(Story.RING);

    assertThat(story.told()).containsExactly("LegDismissed", "SlotSought");
    assertThat(story.ordered()).containsExactly("2:CANCEL");
  }

  @Test
  void whereNoSlotIsFreeAnyMoreTheCallEnds() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL).mediaApplied();
    story.bAnswers(486, B_TAG, "");
    story.hears(SLOT, new CallMessage.SlotDenied());
    story.hears(OTHER_SLOT, new CallMessage.SlotDenied());

    assertThat(story.ordered()).containsExactly("1:BYE");
  }

  @Test
  void aCallerWhoHangsUpWhileSomebodyIsRungEndsThat() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL).mediaApplied();
    story.bAnswers(180, B_TAG, "");
    story.aRequests("BYE", "", "");

    assertThat(story.ordered()).containsExactly("1:200 BYE", "2:CANCEL");
    assertThat(story.posts).isEmpty();
    Outcome outcome = story.event(CallEnding.class).outcome();
    assertThat(outcome.cause()).isEqualTo(EndCause.NORMAL);
    assertThat(outcome.status()).isEqualTo(200);
  }

  @Test
  void aSlotThatSaysNothingAfterARecallIsPassedOver() {
    Story story = parked(RECALLED).fires(CallTimer.RECALL).mediaApplied();
    story.bAnswers(486, B_TAG, "");
    story.fires(CallTimer.SLOT_ANSWER);

    assertThat(story.told()).containsExactly("CallUnparked", "SlotMissed", "SlotSought");
    assertThat(story.posts).extracting(Post::to).containsExactly(SLOT, OTHER_SLOT);
  }

  @Test
  void whomARuleNamesIsRung() {
    Story story = new Story(new Action.Park("701", "desk", 45));
    story.routing =
        new RoutingTable(
            8,
            List.of(
                new Rule("desk", "desk", new Action.Dial(RECALLED, Action.MediaMode.BYPASS)),
                new Rule("park", ".*", new Action.Park("701", "desk", 45))),
            30,
            3600,
            20);
    story.invites(Sdp.A).hears(SLOT, new CallMessage.SlotGranted(LIFE)).mediaApplied().aAcks("");

    story.fires(CallTimer.RECALL).mediaApplied();
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo(RECALLED);
  }

  @Test
  void whereItsRuleNamesNobodyTheCallerStaysParked() {
    Story story = new Story(new Action.Park("701", "elsewhere", 45));
    story.invites(Sdp.A).hears(SLOT, new CallMessage.SlotGranted(LIFE)).mediaApplied().aAcks("");

    story.fires(CallTimer.RECALL);
    assertThat(story.told()).containsExactly("CallUnparked", "SlotSought");
    assertThat(story.posts).extracting(Post::to).containsExactly(SLOT, SLOT);
  }

  @Test
  void nobodyIsRungWhileSomebodyIsAboutToTalkToTheParkedParty() {
    Story story = comesFor(parked(RECALLED), Sdp.A);
    assertThat(story.timers()).doesNotContainKey(CallTimer.RECALL.text());

    refusesTheNewest(story);
    assertThat(story.armed(CallTimer.RECALL).due()).isAfterOrEqualTo(story.now);
  }
}
