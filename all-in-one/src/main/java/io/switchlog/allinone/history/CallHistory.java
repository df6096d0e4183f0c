package io.switchlog.allinone.history;

import io.switchlog.allinone.history.CallSummary.LegSummary;
import io.switchlog.allinone.history.CallSummary.Phase;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.ControlGranted;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.InputForwarded;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.InviteRepeated;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegResumed;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.OccupantSought;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.event.ProgressHeard;
import io.switchlog.schemas.event.ProgressRepeated;
import io.switchlog.schemas.event.RefreshAnswered;
import io.switchlog.schemas.event.RefreshDeferred;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.ReofferRefused;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import io.switchlog.schemas.event.SessionTimed;
import io.switchlog.schemas.event.SessionUntimed;
import io.switchlog.schemas.event.SlotMissed;
import io.switchlog.schemas.event.SlotSought;
import io.switchlog.schemas.event.StageBegan;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.event.UserFound;
import io.switchlog.schemas.event.UserSought;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Folds a call's events into what people ask for. The call's true state is call control's; this
/// one needs no secret, refuses nothing, and takes a journal whose beginning it has not seen.
public final class CallHistory {
  private final CallId id;
  private final SortedMap<LegId, LegSummary> legs = new TreeMap<>();
  private long events;
  private long number;
  private Phase phase = Phase.OFFERED;
  private String from = "?";
  private String to = "?";
  private @Nullable CallRouted route;
  private Instant offered = Instant.EPOCH;
  private @Nullable Instant rang;
  private @Nullable Instant answered;
  private @Nullable Instant established;
  private @Nullable Instant ended;
  private @Nullable Outcome outcome;
  private @Nullable String mediaLost;
  private @Nullable Instant ending;
  private @Nullable Net net;
  private @Nullable NodeId media;
  private long mediaVersion;
  private @Nullable ParkSlot slot;

  public CallHistory(CallId id) {
    this.id = id;
  }

  /// What the events so far tell.
  public CallSummary summary() {
    return new CallSummary(
        id,
        events,
        phase,
        from,
        to,
        route == null ? null : route.rule(),
        route == null ? 0 : route.tableVersion(),
        route == null ? null : route.action(),
        offered,
        rang,
        answered,
        established,
        ending,
        ended,
        outcome,
        net,
        media,
        mediaVersion,
        legs);
  }

  /// Takes the next event.
  public void apply(Envelope<EventHead, CallEvent> recorded) {
    CallEvent event = recorded.body();
    Instant at = recorded.head().at();
    number = recorded.head().number();
    if (events++ == 0) {
      offered = at;
    }
    switch (event) {
      case CallOffered offer -> {
        from = uriOf(offer.dialog().remoteParty());
        to = offer.uri();
        legs.put(
            LegId.CALLER,
            new LegSummary(from, offer.invite().transaction().edge(), "calling", false));
      }
      case CallOriginated originated -> {
        from = originated.uri() == null ? originated.request().from() : originated.uri();
        to = originated.request().to();
      }
      case CallRouted routed -> route = routed;
      case MediaRequested requested -> {
        media = requested.node();
        mediaVersion = requested.plan().version();
      }
      case MediaReady ready -> {
        media = ready.node();
        mediaLost = null;
      }
      case MediaLost lost -> mediaLost = lost.node().toString();
      case LegDialed dialed -> {
        phase = phase == Phase.OFFERED ? Phase.DIALING : phase;
        legs.put(dialed.leg(), new LegSummary(dialed.uri(), dialed.edge(), "dialed", false));
      }
      case CallParked(ParkSlot taken, Instant _) -> {
        slot = taken;
        change(LegId.CALLER, leg -> leg.now("parked in " + taken));
      }
      case CallUnparked(ParkSlot _, CallUnparked.Why why) -> {
        slot = null;
        if (why != CallUnparked.Why.ENDED) {
          change(LegId.CALLER, leg -> leg.now("confirmed"));
        }
      }
      case LegHandedOver over ->
          change(over.handed().leg(), leg -> leg.now("in call " + over.to()));
      case LegTakenOver taken ->
          legs.put(
              taken.leg(),
              new LegSummary(
                  uriOf(taken.handed().dialog().remoteParty()),
                  taken.handed().invite().transaction().edge(),
                  "calling, from call " + taken.from(),
                  false));
      case DialogHandedOver over ->
          change(over.handed().leg(), leg -> leg.now("in call " + over.to()));
      case DialogTakenOver taken ->
          legs.put(
              taken.leg(),
              new LegSummary(
                  uriOf(taken.handed().dialog().remoteParty()),
                  taken.handed().edge(),
                  "talks, from call " + taken.from(),
                  taken.handed().held()));
      case DialogTurnedAway away -> {
        if (away.leg() != null) {
          change(away.leg(), leg -> leg.now("back in call " + away.from()));
        }
      }
      case DialogReturned(HandedDialog handed, int _) ->
          change(handed.leg(), leg -> leg.now("talks"));
      case LegRang ringing -> {
        rang = rang == null ? at : rang;
        phase = phase == Phase.DIALING ? Phase.RINGING : phase;
        change(ringing.leg(), leg -> leg.now("rings (" + ringing.status() + ")"));
      }
      case LegAnswered answer -> {
        answered = answered == null ? at : answered;
        phase = Phase.ANSWERED;
        change(answer.leg(), leg -> leg.now("answered"));
      }
      case LegPickedUp pickedUp -> change(pickedUp.leg(), leg -> leg.now("answered"));
      case InviteAnswered answer ->
          change(answer.leg(), leg -> leg.now(talks(answer.leg(), "answered")));
      case CallAnswered _ -> {
        answered = at;
        phase = Phase.ANSWERED;
      }
      case LegConfirmed confirmed ->
          change(confirmed.leg(), leg -> leg.now(talks(confirmed.leg(), "confirmed")));
      case CallEstablished _ -> {
        established = at;
        phase = Phase.ESTABLISHED;
      }
      case LegHeld held -> {
        change(held.leg(), leg -> leg.holding(true));
        holdOrTalk();
      }
      case LegResumed resumed -> {
        change(resumed.leg(), leg -> leg.holding(false));
        holdOrTalk();
      }
      case LegMoved moved -> change(moved.leg(), leg -> leg.at(moved.edge()));
      case CallEnding(Outcome began) -> ending(began, at);
      case InviteRefused refused ->
          change(refused.leg(), leg -> leg.now("refused (" + refused.status() + ")"));
      case LegFailed failed ->
          change(failed.leg(), leg -> leg.now("failed (" + failed.status() + ")"));
      case LegLeft left -> change(left.leg(), leg -> leg.now("hung up"));
      case LegDismissed dismissed -> change(dismissed.leg(), leg -> leg.now(by(dismissed.how())));
      case LegClosed closed -> change(closed.leg(), leg -> leg.now(over(closed.status())));
      case CallerRefused refused -> {
        ending(refused.outcome(), at);
        change(LegId.CALLER, leg -> leg.now("refused (" + refused.status() + ")"));
      }
      case LegHungUp hungUp -> {
        ending(hungUp.outcome(), at);
        change(hungUp.leg(), leg -> leg.now("hung up"));
      }
      case LegReleased released -> {
        ending(released.outcome(), at);
        change(released.leg(), leg -> leg.now(by(released.how())));
      }
      case LegEnded legEnded -> change(legEnded.leg(), leg -> leg.now(over(legEnded.status())));
      case CallEnded callEnded -> {
        ended = at;
        outcome = callEnded.outcome();
        phase = phase == Phase.QUARANTINED ? phase : Phase.ENDED;
      }
      case CallQuarantined _ -> phase = Phase.QUARANTINED;
      case ControlGranted _,
          ControlRefused _,
          LegReoffered _,
          ReofferAccepted _,
          ReofferDeferred _,
          ReofferRefused _,
          ProgressHeard _,
          ProgressRepeated _,
          ProgressAcknowledged _,
          InviteRepeated _,
          RequestChallenged _,
          SessionTimed _,
          SessionUntimed _,
          RefreshSent _,
          RefreshAnswered _,
          RefreshDeferred _,
          SlotSought _,
          SlotMissed _,
          OccupantSought _,
          UserSought _,
          UserFound _,
          InputForwarded _,
          StageBegan _,
          TargetSkipped _,
          LegRedirected _,
          LegTurnedAway _,
          LegsBridged _,
          RequestPassed _,
          ResponsePassed _,
          RequestAnswered _,
          RequestCancelled _,
          AckRepeated _,
          FailureAcknowledged _,
          ExtraAnswerReleased _ -> {
        // traffic inside the call that leaves its picture as it is
      }
    }
  }

  /// A parked caller is that, whatever else it is.
  private String talks(LegId leg, String otherwise) {
    return slot != null && leg.equals(LegId.CALLER) ? "parked in " + slot : otherwise;
  }

  private static String by(LegReleased.How how) {
    return switch (how) {
      case BYE -> "being hung up";
      case CANCEL -> "being cancelled";
    };
  }

  private static String over(int status) {
    return "ended" + (status == 0 ? "" : " (" + status + ")");
  }

  private void change(LegId leg, UnaryOperator<LegSummary> change) {
    legs.computeIfPresent(leg, (_, summary) -> change.apply(summary));
  }

  private void holdOrTalk() {
    if (phase == Phase.ESTABLISHED || phase == Phase.HELD) {
      phase = legs.values().stream().anyMatch(LegSummary::holds) ? Phase.HELD : Phase.ESTABLISHED;
    }
  }

  /// The first outcome stands, and with it what brought it about.
  private void ending(Outcome began, Instant at) {
    if (ending == null) {
      ending = at;
      net = Net.of(began, number, at, route, mediaLost, answered != null);
    }
    phase = phase == Phase.QUARANTINED || phase == Phase.ENDED ? phase : Phase.ENDING;
  }

  /// The URI in a From or To value: without display name, angle brackets and parameters.
  static String uriOf(String party) {
    int quoteEnd = party.lastIndexOf('"');
    int open = party.indexOf('<', Math.max(quoteEnd, 0));
    if (open >= 0) {
      int close = party.indexOf('>', open);
      return party.substring(open + 1, close < 0 ? party.length() : close).strip();
    }
    int parameters = party.indexOf(';');
    return (parameters < 0 ? party : party.substring(0, parameters)).strip();
  }
}
