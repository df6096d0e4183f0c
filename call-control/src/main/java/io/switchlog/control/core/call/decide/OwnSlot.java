package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The slot that a call has, or has asked for: it is given back whatever becomes of the call.
final class OwnSlot {
  private OwnSlot() {}

  private static @Nullable ParkSlot of(Plan plan) {
    return switch (plan) {
      case Plan.SeekSlot seek -> seek.sought();
      case Plan.Parked parked -> parked.slot();
      case Plan.None _,
          Plan.Ring _,
          Plan.Originate _,
          Plan.Connected _,
          Plan.BuiltIn _,
          Plan.Retrieve _,
          Plan.SeekUser _,
          Plan.HandedOver _,
          Plan.Ending _ ->
          null;
    };
  }

  /// The call ends: its slot is another's to have.
  static void leave(Turn turn) {
    ParkSlot slot = of(turn.call().plan());
    if (slot != null) {
      turn.tell(new CallUnparked(slot, CallUnparked.Why.ENDED));
    }
  }

  /// Whether a slot is the call's, or is to be.
  static boolean isWanted(ActiveCall call, ParkSlot slot) {
    return slot.equals(of(call.plan()));
  }

  /// A slot was granted to a call that does not want it any more, or is over: it may have been
  /// asked for twice, the second time by an owner who had been stalled.
  static Decision givenBack(Sender slot, CallMessage.SlotGranted granted) {
    return new Decision.Answered(
        List.of(), List.of(new Post(slot.id(), new SlotMessage.SlotGivenBack(granted.callLife()))));
  }
}
