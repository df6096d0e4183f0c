package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Bridge;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.EventOfBefore;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegReleased;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the words of rules 1 to 4 meant, in the states of today. In them a call was the caller and
/// one called party, connected as soon as that one answered; and what ended a leg ended the call.
/// Nothing tells them any more, and their meaning never changes.
final class WordsOfBefore {
  private WordsOfBefore() {}

  static ActiveCall after(ActiveCall call, EventOfBefore event, Instant at) {
    return switch (event) {
      case LegAnswered answered -> answered(call, answered, at);
      case CallerRefused refused ->
          over(EndingEvolution.ending(call, refused.outcome()), LegId.CALLER, null);
      case LegHungUp hungUp ->
          over(
              EndingEvolution.ending(call, hungUp.outcome()),
              hungUp.leg(),
              hungUp.bye().transaction().key());
      case LegReleased released -> released(call, released);
      case LegEnded ended -> over(EndingEvolution.ending(call, ended.outcome()), ended.leg(), null);
    };
  }

  /// The called leg picked up, the caller was answered with it, and the two were connected; or the
  /// exchange answered the caller.
  private static ActiveCall answered(ActiveCall call, LegAnswered answered, Instant at) {
    Leg.Calling caller = Legs.calling(call, LegId.CALLER);
    boolean offers = !answered.acknowledged();
    ActiveCall after =
        call.with(
            LegEvolution.answered(
                caller,
                OurSession.NONE,
                new Unacknowledged(
                    caller.invite(),
                    answered.status(),
                    answered.reason(),
                    answered.content(),
                    offers,
                    offers ? answered.offered() : null)));
    if (answered.dialog() != null) {
      Leg.Dialing leg = Legs.dialing(call, answered.leg());
      after =
          LegEvolution.talking(
                  after, leg, answered.dialog(), offers ? answered.content().body() : null, at)
              .bridged(new Bridge(LegId.CALLER, leg.id()));
    }
    return PlanEvolution.answered(after).arm(CallTimer.MAX_DURATION, answered.callUntil());
  }

  /// The timer `teardown` was that of the first leg, whatever became of it.
  private static ActiveCall released(ActiveCall call, LegReleased released) {
    ActiveCall after =
        LegEvolution.leaving(
            EndingEvolution.ending(call, released.outcome()),
            new LegDismissed(
                released.leg(),
                released.how(),
                released.dialog(),
                released.acknowledge(),
                released.ackContent(),
                released.cseq(),
                released.content(),
                released.closeBy()));
    return after.isArmed(CallTimer.TEARDOWN)
        ? after
        : after.arm(CallTimer.TEARDOWN, released.closeBy());
  }

  private static ActiveCall over(ActiveCall call, LegId id, @Nullable String bye) {
    Leg leg = Legs.leg(call, id);
    return call.with(new Leg.Gone(id, leg.edge(), bye)).parted(id);
  }
}
