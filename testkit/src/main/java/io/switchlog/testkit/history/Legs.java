package io.switchlog.testkit.history;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegTakenOver;
import java.util.ArrayList;
import java.util.List;

/// The legs of a history.
public final class Legs {
  private Legs() {}

  /// Whether each leg that began has ended, and once, however that was.
  ///
  /// @param history of a call that is over, as rules 5 tell it
  public static boolean endedOnceEach(List<? extends AggregateEvent> history) {
    List<LegId> began = new ArrayList<>();
    List<LegId> ended = new ArrayList<>();
    for (AggregateEvent event : history) {
      switch (event) {
        case CallOffered _ -> began.add(LegId.CALLER);
        case LegDialed dialed -> began.add(dialed.leg());
        case LegTakenOver taken -> began.add(taken.leg());
        case DialogTakenOver taken -> began.add(taken.leg());
        case DialogTurnedAway away when away.leg() != null -> ended.add(away.leg());
        case LegFailed failed -> ended.add(failed.leg());
        case LegLeft left -> ended.add(left.leg());
        case InviteRefused refused -> ended.add(refused.leg());
        case LegClosed closed -> ended.add(closed.leg());
        case AggregateEvent _ -> {
          // Not about a leg's beginning or end.
        }
      }
    }
    return ended.stream().sorted().toList().equals(began);
  }
}
