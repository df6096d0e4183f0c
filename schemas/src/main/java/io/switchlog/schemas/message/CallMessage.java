package io.switchlog.schemas.message;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.ReplacedDialog;
import io.switchlog.schemas.inbox.EdgeInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call is told by another aggregate.
public sealed interface CallMessage extends Message {

  /// The slot is the call's until it gives it back. One that does not want it any more, or is over,
  /// gives it back at once.
  ///
  /// @param callLife which life of the call it was given to
  record SlotGranted(long callLife) implements CallMessage {}

  /// Another call is parked in the slot.
  record SlotDenied() implements CallMessage {}

  /// Who is parked in the slot.
  ///
  /// @param call the call, null: none is
  record OccupantTold(@Nullable CallId call) implements CallMessage {}

  /// Where a user is reached.
  ///
  /// @param bindings those that hold; none where it is nowhere
  record BindingsTold(List<ContactBinding> bindings) implements CallMessage {
    public BindingsTold {
      bindings = List.copyOf(bindings);
    }
  }

  /// A leg of the sender's is the receiver's from now on: it is connected with the party that is
  /// parked there, or with the peer of one whose place it takes, or refused. Answered by [LegOver]
  /// in the end, whatever the receiver is by then.
  ///
  /// @param slot where the receiver was found; null where the leg comes for something else
  /// @param replaces the receiver's leg whose place it is to take (RFC 3891); null for none
  record LegHandedOver(HandedLeg handed, @Nullable ParkSlot slot, @Nullable ReplacedDialog replaces)
      implements CallMessage {
    /// One that comes for the parked party.
    public LegHandedOver(HandedLeg handed, ParkSlot slot) {
      this(handed, slot, null);
    }
  }

  /// As [LegHandedOver], of a leg that talks. Answered by [DialogReturned] where it cannot be
  /// connected there, else by [LegOver] in the end.
  ///
  /// @param slot where the receiver was found
  record DialogHandedOver(HandedDialog handed, ParkSlot slot) implements CallMessage {}

  /// A leg that was handed over is the receiver's again.
  ///
  /// @param handed as it is now; its leg is that of the receiver
  /// @param status why it could not be connected, 400 to 699
  record DialogReturned(HandedDialog handed, int status) implements CallMessage {}

  /// Something arrived at the sender for a leg that it has handed over.
  ///
  /// @param leg in the sender
  record InputForwarded(LegId leg, EdgeInput input) implements CallMessage {}

  /// A leg that was handed over is over.
  ///
  /// @param leg in the receiver
  /// @param status what its INVITE was answered with in the end, 200 to 699
  record LegOver(LegId leg, int status) implements CallMessage {}
}
