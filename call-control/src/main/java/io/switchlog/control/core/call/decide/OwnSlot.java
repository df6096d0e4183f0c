package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.CallUnparked;

/// The slot that a call has, or has asked for: it is given back whatever becomes of the call.
final class OwnSlot {
  private OwnSlot() {}

  /// The call ends: its slot is another's to have.
  static void leave(Turn turn) {
    ParkSlot slot =
        switch (turn.call().plan()) {
          case Plan.SeekSlot seek -> seek.sought();
          case Plan.Parked parked -> parked.slot();
          case Plan.None _,
              Plan.Ring _,
              Plan.Originate _,
              Plan.Connected _,
              Plan.BuiltIn _,
              Plan.Retrieve _,
              Plan.HandedOver _,
              Plan.Ending _ ->
              null;
        };
    if (slot != null) {
      turn.tell(new CallUnparked(slot, CallUnparked.Why.ENDED));
    }
  }

  /// A slot that has not answered in time is not wanted any more.
  static void giveUp(Turn turn) {
    if (turn.call().plan() instanceof Plan.SeekSlot seek && seek.sought() != null) {
      turn.tell(new CallUnparked(seek.sought(), CallUnparked.Why.UNANSWERED));
    }
  }
}
