package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import org.jspecify.annotations.Nullable;

/// The caller while others are rung for it: it waits for our answer to its INVITE, or was rung
/// itself and has answered.
///
/// @param edge the edge that serves it
/// @param maxForwards how many hops it has left
/// @param content what crosses of its INVITE; nothing where it was rung itself
record WaitingCaller(NodeId edge, Dialog dialog, int maxForwards, Content content) {
  /// Null where there is none, or where it does not wait.
  static @Nullable WaitingCaller of(ActiveCall call) {
    return switch (call.caller()) {
      case Leg.Calling calling ->
          new WaitingCaller(
              calling.edge(), calling.dialog(), calling.maxForwards(), calling.content());
      case Leg.Talking talking ->
          new WaitingCaller(talking.edge(), talking.dialog(), Invite.MAX_FORWARDS, Content.NONE);
      case Leg.Dialing _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> null;
      case null -> null;
    };
  }
}
