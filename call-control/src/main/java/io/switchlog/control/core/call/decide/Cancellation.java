package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import org.jspecify.annotations.Nullable;

/// CANCEL: of the INVITE that opened the call, or of a re-INVITE.
///
/// The caller's INVITE is told from others by its branch, for the call's id says no more than its
/// Call-ID, From-tag, Request-URI and CSeq: a caller who turned to another edge has a new branch
/// there, and what cancels the one before ends nothing. That is what an edge says of an INVITE that
/// it refused without knowing whether the bus has it.
final class Cancellation {
  private Cancellation() {}

  /// The leg whose INVITE is cancelled, and what that is to it.
  record Cancelled(Leg leg, LegInput input) {}

  /// What a CANCEL cancels; null for nothing.
  static @Nullable Cancelled of(ActiveCall call, CancelReceived input, PeerMessage cancel) {
    ServerTransaction unanswered = input.unanswered();
    for (Leg leg : call.legs()) {
      if (leg instanceof Leg.Calling calling
          && Reading.cancels(input.message(), calling.invite().transaction())) {
        NodeId edge = unanswered == null ? null : unanswered.edge();
        return new Cancelled(calling, new LegInput.CalledOff(cancel, edge, input.refusedBy()));
      }
    }
    for (Exchange exchange : call.exchanges()) {
      if (exchange.request().method().equals("INVITE")
          && exchange.request().cseq() == cancel.request().cseq()
          && call.leg(exchange.asker()) instanceof Leg.Talking asker
          && isOf(asker, cancel)) {
        return exchange.cancelled()
            ? null
            : new Cancelled(asker, new LegInput.Withdrawn(exchange, cancel, unanswered == null));
      }
    }
    return null;
  }

  /// RFC 3261 section 9.2: without the INVITE that it is to cancel, a CANCEL is 481.
  static boolean cameBefore(ActiveCall call, PeerMessage cancel) {
    return call.legs().stream()
        .noneMatch(leg ->
            leg instanceof Leg.Calling
                || (leg instanceof Leg.Talking talking
                    && isOf(talking, cancel)
                    && cancel.request().cseq() > talking.dialog().remoteCseq()));
  }

  private static boolean isOf(Leg.Talking leg, PeerMessage cancel) {
    return leg.dialog().remoteTag().equals(cancel.remoteTag())
        && leg.dialog().callIdHeader().equals(cancel.callIdHeader());
  }
}
