package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.event.FailureAcknowledged;
import org.jspecify.annotations.Nullable;

/// The ACK to a failure of an INVITE of ours that an edge could not acknowledge (RFC 3261 section
/// 17.1.1.3).
public final class FailureAck {
  private FailureAck() {}

  /// The ACK, from what the leg knows of its INVITE; null where it knows nothing any more.
  ///
  /// @param dialed whether the leg was opened by an INVITE of ours
  public static @Nullable SendAck of(
      Writing writing, Leg leg, boolean dialed, FailureAcknowledged failure) {
    boolean opening = dialed && failure.cseq() == Invite.FIRST_CSEQ;
    return switch (leg) {
      case Leg.Dialing dialing ->
          writing.ackOfFailure(
              dialing.invite(), failure.cseq(), failure.toTag(), failure.transport());
      case Leg.Leaving leaving when leaving.invite() != null ->
          writing.ackOfFailure(
              leaving.invite(), failure.cseq(), failure.toTag(), failure.transport());
      case Leg.Leaving leaving when leaving.dialog() != null && !opening ->
          writing.ackOfFailure(leaving.dialog(), failure.cseq());
      case Leg.Talking talking when !opening ->
          writing.ackOfFailure(talking.dialog(), failure.cseq());
      case Leg.Calling _, Leg.Leaving _, Leg.Talking _, Leg.HandedOver _, Leg.Gone _ -> null;
    };
  }
}
