package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.event.FailureAcknowledged;
import org.jspecify.annotations.Nullable;

/// The ACK to a failure of an INVITE of ours that an edge could not acknowledge (RFC 3261 section
/// 17.1.1.3).
public final class FailureAck {
  private FailureAck() {}

  /// The ACK, from what the leg knows of its INVITE; null where it knows nothing any more.
  public static @Nullable SendAck of(Writing writing, Leg leg, FailureAcknowledged failure) {
    boolean opening = failure.cseq() == Invite.CSEQ && !leg.id().equals(LegId.CALLER);
    return switch (leg) {
      case Leg.Dialing dialing ->
          writing.ackOfFailure(dialing.invite(), failure.toTag(), failure.transport());
      case Leg.Leaving leaving when leaving.invite() != null ->
          writing.ackOfFailure(leaving.invite(), failure.toTag(), failure.transport());
      case Leg.Leaving leaving when leaving.dialog() != null && !opening ->
          writing.ackOfFailure(leaving.dialog(), failure.cseq());
      case Leg.Talking talking when !opening ->
          writing.ackOfFailure(talking.dialog(), failure.cseq());
      case Leg.Calling _, Leg.Leaving _, Leg.Talking _, Leg.Gone _ -> null;
    };
  }
}
