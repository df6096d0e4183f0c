package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.EDGE;
import static io.switchlog.control.core.call.Story.LIFE;
import static io.switchlog.control.core.call.Story.MEDIA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.control.core.call.state.Load;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedNonce;
import io.switchlog.schemas.event.HandedTimer;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.SlotMessage;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A party that talks to the exchange, because a call was asked for, fetches one that is parked:
/// its leg goes to the parked one's call with dialog and session.
///
/// Holds `HandedDialogs`, `HandoverEvolution`, `HandedTimer` and `HandedNonce`.
class MovedDialogTest {
  private static final ParkSlot SLOT = new ParkSlot("701");
  private static final CallId PARKED = new CallId("parked");
  private static final CallId FETCHING = new CallId("fetching");
  private static final AggregateId FETCHER = AggregateId.of(FETCHING);
  private static final ServerTransaction BYE =
      new ServerTransaction(
          EDGE,
          "z9hG4bKbye",
          "udp",
          Transport.UDP,
          "192.0.2.1",
          5060,
          "",
          List.of("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKbye"));

  /// A call that was asked for, up to where its party has answered and the slot is asked.
  private static Story asked(String more, String sdp) {
    Story story = new Story(new Action.Retrieve("701"));
    story.step(
        new ControlRequested(
            new ControlRequest.Originate("sip:ann@192.0.2.9", "701", null, 0), "key"));
    story.mediaApplied();
    return story.responds(A, story.request("INVITE", A), 200, Story.A_TAG, more, sdp);
  }

  private static Story fetching() {
    return fetching("");
  }

  /// As above, up to where its leg goes to the parked one's call.
  static Story fetching(String more) {
    return asked(more, Sdp.A).hears(SLOT.aggregate(), new CallMessage.OccupantTold(PARKED));
  }

  private static HandedDialog handed() {
    return fetching().event(DialogHandedOver.class).handed();
  }

  private static Story parked() {
    return new Story(new Action.Park("701-702", "sip:desk@192.0.2.50", 45))
        .invites(Sdp.A)
        .hears(SLOT.aggregate(), new CallMessage.SlotGranted(LIFE))
        .mediaApplied()
        .aAcks("");
  }

  private static Story comesFor(Story parked, HandedDialog handed) {
    return parked.hears(FETCHER, new CallMessage.DialogHandedOver(handed, SLOT));
  }

  private static Story offered() {
    return comesFor(parked(), handed()).mediaApplied();
  }

  private static Story fetched() {
    return answers(offered(), 200, Sdp.A);
  }

  private static Story answers(Story story, int status, String sdp) {
    return answersAs(story, status, "", sdp);
  }

  private static Story answersAs(Story story, int status, String more, String sdp) {
    return story.responds(B, story.request("INVITE", B), status, Story.A_TAG, more, sdp);
  }

  private static Plan plan(Story story) {
    return ((ActiveCall) Objects.requireNonNull(story.state)).plan();
  }

  private static Source heardBy(Story story, LegId leg) {
    return story.plan().endpoints().stream()
        .filter(endpoint -> endpoint.leg().equals(leg))
        .map(Endpoint::source)
        .findFirst()
        .orElseThrow();
  }

  private static void staysParked(Story story) {
    assertThat(plan(story)).isInstanceOf(Plan.Parked.class);
    assertThat(story.plan().endpoints()).extracting(Endpoint::leg).containsExactly(A);
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    assertThat(story.timers()).containsKey("recall");
  }

  // --- the first call

  @Test
  void theSlotIsAskedWhenThePartyHasAnswered() {
    Story story = asked("", Sdp.A);
    assertThat(story.told()).endsWith("CallRouted", "OccupantSought");
    assertThat(story.ordered()).contains("1:ACK");
  }

  @Test
  void itsLegGoesToTheParkedOnesCallAndItsMediaIsReleased() {
    Story story = fetching();

    assertThat(story.told()).containsExactly("DialogHandedOver");
    HandedDialog handed = story.event(DialogHandedOver.class).handed();
    assertThat(story.posts)
        .containsExactly(
            new Post(AggregateId.of(PARKED), new CallMessage.DialogHandedOver(handed, SLOT)));
    assertThat(story.ordered()).containsExactly("release");
    assertThat(story.timers()).containsOnlyKeys("max-duration");
    assertThat(handed.localTag()).isEqualTo(Story.token(A));
    assertThat(handed.dialog().remoteTag()).isEqualTo(Story.A_TAG);
    assertThat(handed.dialed()).isTrue();
    assertThat(handed.sessionVersion()).isEqualTo(1);
    assertThat(handed.timer()).isNull();
  }

  @Test
  void whatArrivesForItIsSentOn() {
    Story story = fetching();
    story.aRequests("INFO", "", "");

    assertThat(story.told()).containsExactly("InputForwarded");
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void itsCallEndsWhenTheLegIsOver() {
    Story story = fetching().hears(AggregateId.of(PARKED), new CallMessage.LegOver(A, 200));

    assertThat(story.told()).containsExactly("CallEnding", "LegClosed", "CallEnded");
    assertThat(story.event(CallEnding.class).outcome().cause()).isEqualTo(EndCause.HANDED_OVER);
    assertThat(story.ordered()).isEmpty();
  }

  @Test
  void aNodeThatDiesIsNothingToACallWhoseLegIsElsewhere() {
    Story story = fetching();
    story.loses(MEDIA);
    assertThat(story.events).isEmpty();
    story.loses(EDGE);
    assertThat(story.events).isEmpty();
  }

  @Test
  void whereNobodyIsParkedThePartyHearsSo() {
    Story story = asked("", Sdp.A).hears(SLOT.aggregate(), new CallMessage.OccupantTold(null));

    assertThat(story.ordered()).containsExactly("1:BYE");
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(480);
  }

  @Test
  void aPartyThatChangesItsSessionAtThatMomentIsNotHandedOver() {
    Story story = asked("", Sdp.A);
    story.aRequests("INVITE", "", Sdp.A);
    story.hears(SLOT.aggregate(), new CallMessage.OccupantTold(PARKED));

    assertThat(story.told()).containsExactly("CallEnding", "LegDismissed");
    assertThat(story.posts).isEmpty();
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(500);
  }

  @Test
  void aLegThatComesBackIsEndedAndTheCallWithIt() {
    Story story = fetching();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    story.hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(back, 480));

    assertThat(story.told()).containsExactly("DialogReturned", "CallEnding", "LegDismissed");
    assertThat(story.ordered()).containsExactly("1:BYE");
    assertThat(story.event(CallEnding.class).outcome().status()).isEqualTo(480);
    SendRequest bye = story.request("BYE", A);
    assertThat(bye.request().headers().toString())
        .contains(";tag=" + Story.token(A), "CSeq: " + (back.localCseq() + 1) + " BYE");
    assertThat(story.aResponds("BYE", 200, "").told()).containsExactly("LegClosed", "CallEnded");
  }

  @Test
  void oneThatComesBackGoesByWhatItSaidElsewhere() {
    Story story = fetching();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    String uuid = "f81d4fae7dec11d0a76500a0c91e6bf6";
    HandedDialog later =
        new HandedDialog(
            back.leg(),
            back.edge(),
            back.dialog(),
            back.localTag(),
            back.localCseq(),
            back.dialed(),
            back.inviteCseq(),
            back.ackContent(),
            back.held(),
            back.sessionId(),
            back.sessionVersion(),
            back.session(),
            back.timer(),
            back.credentials(),
            uuid,
            back.nonces());
    story.hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(later, 480));

    assertThat(story.request("BYE", A).request().headers().toString()).contains(";remote=" + uuid);
  }

  private static final String CHALLENGE =
      "Proxy-Authenticate: Digest realm=\"trunk\", nonce=\"n1\", qop=\"auth\"\r\n";

  /// As [#fetching], by a trunk that challenges.
  private static Story challenged() {
    Story story = new Story(new Action.Retrieve("701"));
    story.routing =
        new RoutingTable(
            7,
            List.of(
                new Rule("trunk", "ann", ChallengeTest.trunk(0)),
                new Rule("fetch", "701", new Action.Retrieve("701"))),
            30,
            3600,
            20);
    story.step(new ControlRequested(new ControlRequest.Originate("ann", "701", null, 0), "key"));
    story.mediaApplied();
    story.responds(A, story.request("INVITE", A), 407, Story.A_TAG, CHALLENGE, "");
    story.responds(A, story.request("INVITE", A), 200, Story.A_TAG, "", Sdp.A);
    return story.hears(SLOT.aggregate(), new CallMessage.OccupantTold(PARKED));
  }

  private static List<Long> counts(SendRequest request) {
    return Objects.requireNonNull(request.request().authorizations()).stream()
        .map(Authorization::count)
        .toList();
  }

  @Test
  void oneThatComesBackCountsOnWhatItWasChallengedWith() {
    Story story = challenged();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    story.hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(back, 480));

    assertThat(counts(story.request("BYE", A))).containsExactly(2L);
  }

  @Test
  void whatItWasChallengedWithGoesWithIt() {
    HandedDialog handed = challenged().event(DialogHandedOver.class).handed();
    assertThat(handed.nonces())
        .singleElement()
        .satisfies(nonce -> {
          assertThat(nonce.count()).isEqualTo(1);
          assertThat(nonce.answered()).isTrue();
          assertThat(nonce.challenge().nonce()).isEqualTo("n1");
        });

    Story story = comesFor(parked(), handed).mediaApplied();
    assertThat(counts(story.request("INVITE", B))).containsExactly(2L);
    // It wants a newer one, and the one of before again.
    answersAs(story, 407, CHALLENGE.replace("n1", "n2"), "");
    assertThat(counts(story.request("INVITE", B))).containsExactly(1L);
    answersAs(story, 488, "", "");
    HandedDialog back = story.event(DialogTurnedAway.class).handed();
    assertThat(back.nonces())
        .extracting(nonce -> nonce.challenge().nonce(), HandedNonce::count, HandedNonce::answered)
        .containsExactly(tuple("n1", 2L, false), tuple("n2", 1L, true));
    Story first =
        challenged().hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(back, 488));
    assertThat(counts(first.request("BYE", A))).containsExactly(2L);
    first.responds(A, first.request("BYE", A), 407, Story.A_TAG, CHALLENGE, "");
    assertThat(counts(first.request("BYE", A))).containsExactly(3L);
  }

  @Test
  void oneThatComesBackByAnEdgeThatIsGoneIsEndedByAnother() {
    Story story = fetching();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    story.join(Story.SIBLING);
    story.loses(EDGE);
    story.hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(back, 480));

    assertThat(story.told())
        .containsExactly("DialogReturned", "LegMoved", "CallEnding", "LegDismissed");
  }

  @Test
  void oneThatComesBackToACallThatIsOverIsEnded() {
    Story story = fetching();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    story.fires(CallTimer.MAX_DURATION);
    assertThat(story.told()).contains("CallEnded");
    story.hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(back, 480));

    assertThat(story.told()).isEmpty();
    assertThat(story.ordered()).containsExactly("1:BYE");
    assertThat(story.request("BYE", A).request().headers().toString())
        .contains(";tag=" + back.localTag());
  }

  @Test
  void oneThatComesBackToACallThatIsOverIsEndedByAnEdgeThatLives() {
    Story story = fetching();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    story.fires(CallTimer.MAX_DURATION);
    story.join(Story.SIBLING);
    story.loses(EDGE);
    story.hears(AggregateId.of(PARKED), new CallMessage.DialogReturned(back, 480));

    assertThat(story.request("BYE", A).request().headers().toString()).contains("CSeq: ");
    assertThat(((Decision.Answered) story.decision).commands())
        .extracting(AddressedCommand::target)
        .containsExactly(Story.SIBLING);
  }

  @Test
  void nobodyElseGivesItBack() {
    Story story = fetching();
    HandedDialog back = story.event(DialogHandedOver.class).handed();
    story.hears(FETCHER, new CallMessage.DialogReturned(back, 480));
    assertThat(story.events).isEmpty();
  }

  @Test
  void itsSessionTimerAndCredentialsGoWithIt() {
    Story story = fetching("Session-Expires: 1800;refresher=uac\r\nRequire: timer\r\n");
    HandedTimer timer =
        Objects.requireNonNull(story.event(DialogHandedOver.class).handed().timer());

    assertThat(timer.seconds()).isEqualTo(1_800);
    assertThat(timer.refreshedByUs()).isTrue();
    assertThat(story.timers()).containsOnlyKeys("max-duration");

    Story there = comesFor(parked(), story.event(DialogHandedOver.class).handed());
    assertThat(there.timers()).containsKey("session-2");
    assertThat(there.armed(new CallTimer.Session(B)).due()).isEqualTo(timer.due());
  }

  // --- the second call

  @Test
  void itIsOfferedWhatTheParkedOneHasAgreedOn() {
    Story story = comesFor(parked(), handed());
    assertThat(story.told()).containsExactly("DialogTakenOver", "MediaRequested");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Parked("701"));
    assertThat(story.timers()).doesNotContainKey("recall");

    story.mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady", "LegReoffered");
    SendRequest invite = story.request("INVITE", B);
    String headers = invite.request().headers().toString();
    assertThat(SipText.line(headers, "From")).contains(";tag=" + Story.token(A));
    assertThat(SipText.line(headers, "To")).contains(";tag=" + Story.A_TAG);
    assertThat(SipText.line(headers, "CSeq")).contains("2 INVITE");
    assertThat(invite.request().contactUser()).isEqualTo(Story.token(B));
    String first = handed().session().toString();
    String next = invite.request().body().toString();
    String origin = first.lines().filter(line -> line.startsWith("o=")).findFirst().orElseThrow();
    assertThat(next).contains(origin.replaceFirst(" 1 IN ", " 2 IN ")).contains("RTP/AVP 0 101");
  }

  /// RFC 7989: what it goes by goes with it.
  @Test
  void itsPeerIsTheParkedOneFromThenOn() {
    String ann = "0123456789abcdef0123456789abcdef";
    Story first = fetching("Session-ID: " + ann + "\r\n");
    Story story = comesFor(parked(), first.event(DialogHandedOver.class).handed()).mediaApplied();
    assertThat(story.request("INVITE", B).request().headers().toString())
        .contains(";remote=" + ann + "\r\n");
    answers(story, 200, Sdp.A).mediaApplied();
    story.bRequests("INFO", "", "");
    story.aRequests("BYE", "", "");
    assertThat(story.answer().headers().toString()).contains("Session-ID: " + ann + ";remote=");
  }

  @Test
  void theTwoTalkWhenItHasAgreed() {
    Story story = fetched();

    assertThat(story.told())
        .containsExactly(
            "ReofferAccepted", "MediaRequested", "LegsBridged", "CallUnparked", "MediaRequested");
    assertThat(story.ordered()).startsWith("2:ACK");
    assertThat(story.posts)
        .containsExactly(new Post(SLOT.aggregate(), new SlotMessage.SlotGivenBack(LIFE)));
    assertThat(heardBy(story, A)).isEqualTo(new Source.Relay(B));
    assertThat(heardBy(story, B)).isEqualTo(new Source.Relay(A));
    assertThat(plan(story)).isInstanceOf(Plan.Connected.class);
    assertThat(story.mediaApplied().told()).containsExactly("MediaReady");
  }

  @Test
  void whoHangsUpEndsTheCallForTheOther() {
    Story story = fetched().mediaApplied();
    story.aRequests("BYE", "", "");
    assertThat(story.ordered()).containsExactly("1:200 BYE", "2:BYE");
    story.responds(B, story.request("BYE", B), 200, Story.A_TAG, "", "");

    assertThat(story.posts).containsExactly(new Post(FETCHER, new CallMessage.LegOver(A, 200)));
    assertThat(story.told()).containsExactly("LegClosed", "CallEnded");
  }

  @Test
  void whatIsSentOnIsAsIfItHadArrivedHere() {
    Story story = fetched().mediaApplied();
    RequestReceived bye = new RequestReceived(A, BYE, Bytes.of(SipText.ofA("BYE", 900, "", "")));
    story.hears(FETCHER, new CallMessage.InputForwarded(A, bye));

    assertThat(story.ordered()).containsExactly("2:200 BYE", "1:BYE");
    assertThat(story.posts).containsExactly(new Post(FETCHER, new CallMessage.LegOver(A, 200)));
  }

  /// Its ACK was lost, and the answer names the first call.
  @Test
  void anAnswerOfBeforeThatComesAgainIsAcknowledged() {
    Story first = fetching();
    SendRequest invite = first.request("INVITE", A);
    ResponseReceived again =
        new ResponseReceived(
            A,
            EDGE,
            invite.request().branch(),
            "INVITE",
            200,
            false,
            Bytes.of(SipText.response(A, invite.request(), 200, Story.A_TAG, "", Sdp.A)));
    Story story = comesFor(parked(), handed());
    story.hears(FETCHER, new CallMessage.InputForwarded(A, again));

    assertThat(story.ordered()).containsExactly("2:ACK");
    assertThat(story.ack().request().headers().toString()).contains("CSeq: 1 ACK");
  }

  @Test
  void aReInviteOfOneReachesTheOther() {
    Story story = fetched().mediaApplied();
    story.aRequests("INVITE", "", Sdp.A_HOLDS);

    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().headers().toString())
        .contains(";tag=" + Story.token(A), "CSeq: 3 INVITE");
  }

  @Test
  void oneThatRefusesTheOfferGoesBackAsItIsNow() {
    Story story = answers(offered(), 488, "");

    DialogTurnedAway away = story.event(DialogTurnedAway.class);
    assertThat(away.status()).isEqualTo(488);
    assertThat(away.handed().leg()).isEqualTo(A);
    assertThat(away.handed().localCseq()).isEqualTo(2);
    assertThat(away.handed().localTag()).isEqualTo(Story.token(A));
    assertThat(story.posts)
        .containsExactly(new Post(FETCHER, new CallMessage.DialogReturned(away.handed(), 488)));
    assertThat(story.ordered()).doesNotContain("2:BYE");
    staysParked(story);
  }

  @Test
  void oneThatAnswersWithNothingInCommonGoesBack() {
    Story story = answers(offered(), 200, Sdp.G729_ONLY);

    assertThat(story.event(DialogTurnedAway.class).status()).isEqualTo(488);
    staysParked(story);
  }

  @Test
  void oneWhoseDialogIsLostIsEndedAndTheOtherWaitsOn() {
    Story story = answers(offered(), 481, "");

    assertThat(story.ordered()).contains("2:BYE");
    staysParked(story);
    story.responds(B, story.request("BYE", B), 481, Story.A_TAG, "", "");
    assertThat(story.posts).containsExactly(new Post(FETCHER, new CallMessage.LegOver(A, 200)));
    assertThat(story.state).isInstanceOf(ActiveCall.class);
  }

  @Test
  void oneThatMakesAnOfferAtTheSameTimeIsAskedAgain() {
    Story story = answers(offered(), 491, "");
    assertThat(story.timers()).containsKey("reoffer-2");
    story.fires(new CallTimer.Reoffer(B));

    assertThat(story.ordered()).containsExactly("2:INVITE");
    assertThat(story.request("INVITE", B).request().body().toString()).contains("RTP/AVP 0 101");
    assertThat(answers(story, 200, Sdp.A).told()).contains("LegsBridged");
  }

  @Test
  void oneThatHangsUpMeanwhileLeavesTheOtherWhereItIs() {
    Story story = comesFor(parked(), handed());
    story.step(new RequestReceived(B, BYE, Bytes.of(SipText.ofA("BYE", 900, "", ""))));

    assertThat(story.ordered()).contains("2:200 BYE").doesNotContain("1:BYE");
    assertThat(story.posts).containsExactly(new Post(FETCHER, new CallMessage.LegOver(A, 200)));
    staysParked(story);
  }

  /// RFC 3261 section 12.2.1.1: all that is sent in a dialog has the tags of the dialog.
  @Test
  void whatItAnswersWhenItHasHungUpIsEndedUnderTheTagOfItsDialog() {
    Story story = offered();
    SendRequest offer = story.request("INVITE", B);
    story.step(new RequestReceived(B, BYE, Bytes.of(SipText.ofA("BYE", 900, "", ""))));
    story.responds(B, offer, 200, Story.A_TAG, "", Sdp.A);

    String ours = ";tag=" + handed().localTag() + "\r\n";
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(story.request("BYE", B).request().headers().toString()).contains(ours);

    story.aRequests("BYE", "", "");
    assertThat(story.state).isInstanceOf(EndedCall.class);
    story.responds(B, offer, 200, Story.A_TAG, "", Sdp.A);
    assertThat(story.ordered()).containsExactly("2:ACK", "2:BYE");
    assertThat(story.request("BYE", B).request().headers().toString()).contains(ours);
  }

  @Test
  void aParkedPartyThatHangsUpMeanwhileEndsBoth() {
    Story story = comesFor(parked(), handed());
    story.aRequests("BYE", "", "");

    assertThat(story.ordered()).contains("1:200 BYE", "2:BYE");
  }

  @Test
  void aMediaNodeThatSaysNothingSendsItBack() {
    Story story = comesFor(parked(), handed()).fires(CallTimer.MEDIA_ANSWER);

    assertThat(story.event(DialogTurnedAway.class).status()).isEqualTo(503);
    staysParked(story);
  }

  @Test
  void aSecondOneThatComesGoesBack() {
    Story story = comesFor(comesFor(parked(), handed()), handed());

    assertThat(story.told()).containsExactly("DialogTurnedAway");
    assertThat(story.event(DialogTurnedAway.class).leg()).isNull();
    assertThat(story.posts)
        .containsExactly(new Post(FETCHER, new CallMessage.DialogReturned(handed(), 480)));
  }

  @Test
  void oneThatComesToACallThatIsOverOrUnknownGoesBack() {
    Story over = parked();
    over.aRequests("BYE", "", "");
    Post back = new Post(FETCHER, new CallMessage.DialogReturned(handed(), 480));
    assertThat(comesFor(over, handed()).posts).containsExactly(back);
    assertThat(comesFor(new Story(new Action.Park("701", null, 45)), handed()).posts)
        .containsExactly(back);
  }

  @Test
  void oneWhoseEdgeIsGoneIsServedByAnother() {
    HandedDialog handed = handed();
    Story story = parked();
    story.join(Story.SIBLING);
    story.loses(EDGE);
    comesFor(story, handed);

    assertThat(story.told()).containsExactly("DialogTakenOver", "LegMoved", "MediaRequested");
  }

  @Test
  void itMayBeFetchedThoughItHasPutUsOnHold() {
    Story story = answers(offered(), 200, Sdp.A_HOLDS);
    assertThat(story.told()).contains("LegHeld", "LegsBridged");
  }

  /// Whose turn it is to refresh the session: the offer that follows does that as well.
  @Test
  void oneWhoseSessionIsToBeRefreshedWaitsForTheOfferItself() {
    HandedDialog handed =
        fetching("Session-Expires: 90;refresher=uac\r\nRequire: timer\r\n")
            .event(DialogHandedOver.class)
            .handed();
    Story story = comesFor(parked(), handed).fires(new CallTimer.Session(B));
    assertThat(story.told()).containsExactly("RefreshDeferred");
    assertThat(story.ordered()).isEmpty();

    story.mediaApplied();
    assertThat(story.told()).containsExactly("MediaReady", "LegReoffered");
    answersAs(story, 200, "Session-Expires: 90;refresher=uac\r\n", Sdp.A);
    assertThat(story.told()).contains("LegsBridged", "SessionTimed");
    // From then on it is refreshed as ever.
    story.mediaApplied().fires(new CallTimer.Session(B));
    assertThat(story.told()).containsExactly("LegReoffered");
  }

  @Test
  void theTwoHearEachOtherThoughTheNodeRefusesThatFirst() {
    Story story = refuses(fetched(), Reason.LATE);
    assertThat(story.told()).containsExactly("MediaRequested");
    assertThat(heardBy(story, A)).isEqualTo(new Source.Relay(B));
    assertThat(heardBy(story, B)).isEqualTo(new Source.Relay(A));
    assertThat(story.mediaApplied().told()).containsExactly("MediaReady");

    Story again = refuses(refuses(fetched(), Reason.INTERNAL), Reason.INTERNAL);
    assertThat(again.told()).startsWith("CallEnding");
    assertThat(again.event(CallEnding.class).outcome().cause()).isEqualTo(EndCause.MEDIA_FAILED);
    assertThat(refuses(fetched(), Reason.UNSUPPORTED).told()).startsWith("CallEnding");
  }

  private static Story refuses(Story story, Reason reason) {
    return story.step(new MediaPlanRefused(MEDIA, LIFE, story.plan().version(), reason, "test"));
  }

  @Test
  void aCallWithALongHistoryTurnsThemAwayWithoutMore() {
    HandedDialog handed = handed();
    Story story = comesFor(parked(), handed);
    Post back = new Post(FETCHER, new CallMessage.DialogReturned(handed, 480));
    int told = 0;
    for (int i = 0; i < Load.MOST_EVENTS; i++) {
      comesFor(story, handed);
      assertThat(story.posts).containsExactly(back);
      told += story.told().size();
    }
    assertThat(told).isLessThanOrEqualTo(Load.MOST_EVENTS / 2);
  }
}
