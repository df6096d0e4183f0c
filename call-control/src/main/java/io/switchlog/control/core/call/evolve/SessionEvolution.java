package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.RefreshAnswered;
import io.switchlog.schemas.event.RefreshDeferred;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.SessionTimed;
import java.time.Instant;

/// The part of the fold that is about the timers of legs' sessions (RFC 4028).
final class SessionEvolution {
  private SessionEvolution() {}

  static ActiveCall timed(ActiveCall call, SessionTimed timed, Instant at) {
    SessionTimer timer =
        new SessionTimer(
            timed.seconds(),
            timed.refreshedByUs(),
            timed.leastSeconds(),
            timed.byUpdate(),
            timed.overAt(),
            null);
    return call.with(Legs.talking(call, timed.leg()).timedBy(timer))
        .arm(new CallTimer.Session(timed.leg()), due(timed, at));
  }

  private static Instant due(SessionTimed timed, Instant at) {
    if (timed.refreshAt() != null) {
      return timed.refreshAt();
    }
    return timed.refreshedByUs() ? at.plusMillis(500L * timed.seconds()) : timed.overAt();
  }

  static ActiveCall untimed(ActiveCall call, LegId id) {
    return call.with(Legs.talking(call, id).timedBy(null)).disarm(new CallTimer.Session(id));
  }

  static ActiveCall sent(ActiveCall call, RefreshSent sent) {
    Leg.Talking leg = Legs.talking(call, sent.leg());
    SessionTimer timer = timer(leg);
    return call.with(
            leg.withDialog(leg.dialog().afterSending(sent.cseq()))
                .timedBy(timer.sending(new SessionTimer.Update(sent.cseq(), sent.content()))))
        .arm(new CallTimer.Session(leg.id()), timer.overAt());
  }

  static ActiveCall answered(ActiveCall call, RefreshAnswered answered) {
    Leg.Talking leg = Legs.talking(call, answered.leg());
    String target = answered.refreshedTarget();
    return call.with(
        leg.withDialog(target == null ? leg.dialog() : leg.dialog().withRemoteTarget(target))
            .timedBy(timer(leg).idle()));
  }

  /// An offer of our own on a leg whose session we refresh does that too: what is due next is its
  /// end.
  static ActiveCall offered(ActiveCall call, Leg.Talking leg) {
    return leg.timer() != null && leg.timer().refreshedByUs()
        ? call.arm(new CallTimer.Session(leg.id()), leg.timer().overAt())
        : call;
  }

  static ActiveCall deferred(ActiveCall call, RefreshDeferred deferred) {
    Leg.Talking leg = Legs.talking(call, deferred.leg());
    OurSession.Reoffer open = leg.session().open();
    Leg.Talking idle =
        open != null && open.cseq() == deferred.cseq()
            ? leg.withSession(leg.session().withoutOffer())
            : leg;
    if (leg.timer() == null) {
      // It was turned off while the refresh was under way.
      return call.with(idle);
    }
    return call.with(idle.timedBy(timer(leg).with(deferred.byUpdate(), deferred.leastSeconds())))
        .arm(new CallTimer.Session(leg.id()), deferred.retryAt());
  }

  private static SessionTimer timer(Leg.Talking leg) {
    SessionTimer timer = leg.timer();
    if (timer == null) {
      throw new ImpossibleHistory("a session with a timer", "leg " + leg.id() + " without");
    }
    return timer;
  }
}
