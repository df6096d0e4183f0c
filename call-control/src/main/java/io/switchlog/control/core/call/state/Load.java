package io.switchlog.control.core.call.state;

import io.switchlog.schemas.LegId;
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
import io.switchlog.schemas.event.ControlGranted;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.EventOfBefore;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.event.InputForwarded;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.InviteRepeated;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegResumed;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.OccupantSought;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call has cost, so that a peer that talks too much is refused and its partition goes on.
/// Each leg has a bucket of [#BURST] events that its peer may cause out of turn, which fills up by
/// one every [#EACH]; the call as a whole may have [#MOST_EVENTS]. What is beyond is answered
/// without an event. Only what ends something is never refused. All times are the inbox's.
///
/// @param events how many events the call has
/// @param extraAnswers how many answers of parties that did not win were ended
/// @param paidUntil of each leg, in order: when its bucket is full again
public record Load(int events, int extraAnswers, List<Instant> paidUntil) {
  /// A thousand digits by INFO, and a re-INVITE every two seconds of a long call, are far below.
  public static final int MOST_EVENTS = 20_000;

  public static final int BURST = 50;
  public static final Duration EACH = Duration.ofMillis(100);
  public static final Load NONE = new Load(0, 0, List.of());

  public Load {
    paidUntil = List.copyOf(paidUntil);
  }

  /// Whether a peer may cause one more event that ends nothing.
  public boolean allows(LegId leg, Instant now) {
    return events < MOST_EVENTS && !paidUntil(leg).isAfter(now.plus(EACH.multipliedBy(BURST - 1)));
  }

  private Instant paidUntil(LegId leg) {
    return leg.value() <= paidUntil.size() ? paidUntil.get(leg.value() - 1) : Instant.MIN;
  }

  /// With one event more.
  public Load after(CallEvent event, Instant at) {
    LegId leg = causedBy(event);
    return new Load(
        events + 1,
        event instanceof ExtraAnswerReleased ? extraAnswers + 1 : extraAnswers,
        leg == null ? paidUntil : charged(leg, at));
  }

  /// The leg whose peer can bring an event about as often as it likes; null for an event that
  /// happens only so often in a call, or that somebody else brings about.
  private static @Nullable LegId causedBy(CallEvent event) {
    return switch (event) {
      case RequestPassed passed -> passed.leg();
      case RequestAnswered answered -> answered.leg();
      case AckRepeated repeated -> repeated.leg();
      case ProgressAcknowledged acknowledged -> acknowledged.leg();
      case RequestChallenged challenged -> challenged.leg();
      case LegMoved moved -> moved.leg();
      case InputForwarded forwarded -> forwarded.leg();
      case CallOffered _,
          CallOriginated _,
          ControlGranted _,
          ControlRefused _,
          CallRouted _,
          MediaRequested _,
          MediaReady _,
          MediaLost _,
          SlotSought _,
          SlotMissed _,
          CallParked _,
          CallUnparked _,
          OccupantSought _,
          UserSought _,
          UserFound _,
          LegHandedOver _,
          LegTakenOver _,
          LegTurnedAway _,
          DialogHandedOver _,
          DialogTakenOver _,
          DialogTurnedAway _,
          DialogReturned _,
          StageBegan _,
          TargetSkipped _,
          LegRedirected _,
          LegDialed _,
          LegRang _,
          LegPickedUp _,
          InviteAnswered _,
          CallAnswered _,
          LegsBridged _,
          LegConfirmed _,
          CallEstablished _,
          ResponsePassed _,
          RequestCancelled _,
          LegReoffered _,
          ReofferAccepted _,
          ReofferDeferred _,
          ReofferRefused _,
          ProgressHeard _,
          ProgressRepeated _,
          SessionTimed _,
          SessionUntimed _,
          RefreshSent _,
          RefreshAnswered _,
          RefreshDeferred _,
          InviteRepeated _,
          LegHeld _,
          LegResumed _,
          FailureAcknowledged _,
          ExtraAnswerReleased _,
          CallEnding _,
          InviteRefused _,
          LegFailed _,
          LegLeft _,
          LegDismissed _,
          LegClosed _,
          EventOfBefore _,
          CallEnded _,
          CallQuarantined _ ->
          null;
    };
  }

  private List<Instant> charged(LegId leg, Instant at) {
    List<Instant> all = new ArrayList<>(paidUntil);
    while (all.size() < leg.value()) {
      all.add(Instant.MIN);
    }
    Instant from = paidUntil(leg);
    all.set(leg.value() - 1, (from.isBefore(at) ? at : from).plus(EACH));
    return all;
  }
}
