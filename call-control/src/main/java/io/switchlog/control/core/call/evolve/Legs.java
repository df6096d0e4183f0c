package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.schemas.LegId;

/// A leg in the state that an event needs.
final class Legs {
  private Legs() {}

  static Leg leg(ActiveCall call, LegId id) {
    Leg leg = call.leg(id);
    if (leg == null) {
      throw new ImpossibleHistory("one of " + call.legs().size() + " legs", "leg " + id);
    }
    return leg;
  }

  static Leg.Calling calling(ActiveCall call, LegId id) {
    if (leg(call, id) instanceof Leg.Calling calling) {
      return calling;
    }
    throw new ImpossibleHistory("a caller who waits", name(leg(call, id)));
  }

  /// That a leg is the next one to come.
  static void next(ActiveCall call, LegId id) {
    if (id.value() != call.legs().size() + 1) {
      throw new ImpossibleHistory("leg " + (call.legs().size() + 1), "leg " + id);
    }
  }

  static Leg.Dialing dialing(ActiveCall call, LegId id) {
    if (leg(call, id) instanceof Leg.Dialing dialing) {
      return dialing;
    }
    throw new ImpossibleHistory("a leg that is dialed", name(leg(call, id)));
  }

  static Leg.Talking talking(ActiveCall call, LegId id) {
    if (leg(call, id) instanceof Leg.Talking talking) {
      return talking;
    }
    throw new ImpossibleHistory("a leg that was answered", name(leg(call, id)));
  }

  static String name(Object value) {
    return value.getClass().getSimpleName();
  }
}
