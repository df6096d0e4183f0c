package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Failure;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.call.state.TakenOver;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedTimer;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A leg that talks and goes from one call to another, dialog, session and all.
///
///     first call                                    second call
///     DialogHandedOver ───────────────────────────> DialogTakenOver: re-INVITE, as the next
///     InputForwarded, what still arrives for it ──> version of the session, at its own address
///     <──────────────────────────────────── LegOver: the leg is over
///     DialogReturned <───────────────────────────── DialogTurnedAway: it cannot be connected
///
/// Our tag stays what it was, and names the first call; our Contact names the second one as soon as
/// the peer has heard of it, so that what it asks arrives there.
final class HandedDialogs {
  private HandedDialogs() {}

  /// A leg goes to another call; where its session changes at this moment, the call ends.
  static void handOver(Turn turn, Leg.Talking leg, CallId to, ParkSlot slot, Instant until) {
    if (!isQuiet(turn.call(), leg)) {
      Endings.end(
          turn,
          new Outcome(
              EndCause.UNAVAILABLE, leg.id(), 500, "the session of leg " + leg.id() + " changes"));
      return;
    }
    Endings.answerPending(turn);
    Media media = turn.call().media();
    turn.tell(
        new DialogHandedOver(
            to,
            handed(turn, leg.id(), leg),
            slot,
            until,
            media == null ? null : media.node(),
            media == null ? 0 : media.plan().version() + 1));
  }

  /// Whether nothing is pending that only this call knows.
  private static boolean isQuiet(ActiveCall call, Leg.Talking leg) {
    return Glare.isFree(call, leg) && (leg.timer() == null || leg.timer().open() == null);
  }

  /// @param as what the leg is to the call that gets it
  private static HandedDialog handed(Turn turn, LegId as, Leg.Talking leg) {
    ActiveCall call = turn.call();
    Dialog dialog = leg.dialog();
    LegCredentials credentials = call.credentials(leg.id());
    return new HandedDialog(
        as,
        leg.edge(),
        dialog.opened(),
        dialog.localTag() == null ? turn.token(leg.id()) : dialog.localTag(),
        dialog.localCseq(),
        call.isDialed(leg.id()),
        leg.inviteCseq(),
        leg.ackContent(),
        leg.held(),
        call.sessionId(leg.id()),
        leg.session().version(),
        leg.session().agreed(),
        timer(call, leg),
        credentials == null ? null : credentials.name(),
        call.names().saidBy(leg.id()),
        credentials == null ? null : credentials.handed());
  }

  private static @Nullable HandedTimer timer(ActiveCall call, Leg.Talking leg) {
    SessionTimer timer = leg.timer();
    ArmedTimer armed = call.timers().get(new CallTimer.Session(leg.id()).text());
    return timer == null || armed == null
        ? null
        : new HandedTimer(
            timer.seconds(),
            timer.refreshedByUs(),
            timer.leastSeconds(),
            timer.byUpdate(),
            armed.due(),
            timer.overAt());
  }

  /// A leg of another call is one of this one: its edge may have died on the way here.
  static LegId taken(Turn turn, Sender sender, HandedDialog handed) {
    LegId leg = new LegId(turn.call().legs().size() + 1);
    turn.tell(new DialogTakenOver(leg, sender.id().call(), sender.life(), handed));
    NodeId heir = Edges.inPlaceOf(turn, handed.edge());
    if (!heir.equals(handed.edge())) {
      turn.tell(new LegMoved(leg, heir, null));
    }
    return leg;
  }

  /// A leg that cannot be connected here.
  static Decision turnedAway(Turn turn, Sender sender, HandedDialog handed, int status) {
    return HandedLegs.hasLongHistory(turn.call())
        ? turn.stateless().turnedAway(sender, handed, status)
        : turn.tell(new DialogTurnedAway(null, sender.id().call(), sender.life(), handed, status))
            .told();
  }

  /// A leg that was taken over cannot be connected, and all others go on as they were.
  static void giveBack(Turn turn, Leg.Talking leg, int status) {
    TakenOver taken = turn.call().takenOver(leg.id());
    if (taken != null) {
      turn.tell(
          new DialogTurnedAway(
              leg.id(),
              taken.from(),
              taken.fromLife(),
              handed(turn, taken.fromLeg(), leg),
              status));
      MediaPlans.withoutThoseGone(turn);
    }
  }

  /// A leg comes back, and its call ends: there is nobody to connect it with.
  static Decision returned(Turn turn, Sender sender, CallMessage.DialogReturned message) {
    HandedDialog handed = message.handed();
    if (!(turn.call().plan() instanceof Plan.HandedOver plan)
        || !AggregateId.of(plan.to()).equals(sender.id())
        || !plan.leg().equals(handed.leg())) {
      return Decision.refused("a leg that was handed over", sender.toString());
    }
    turn.tell(new DialogReturned(handed, message.status()));
    NodeId heir = Edges.inPlaceOf(turn, handed.edge());
    if (!heir.equals(handed.edge())) {
      turn.tell(new LegMoved(handed.leg(), heir, null));
    }
    int status = message.status();
    String text = "call " + plan.to() + " could not connect leg " + plan.leg();
    Endings.end(turn, new Outcome(Failure.causeOf(status), null, status, text));
    return turn.told();
  }
}
