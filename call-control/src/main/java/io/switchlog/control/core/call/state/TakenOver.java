package io.switchlog.control.core.call.state;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A leg that another call has handed over.
///
/// @param leg in this call
/// @param from the call that handed it over
/// @param fromLife which life of its id
/// @param fromLeg in that call
/// @param insteadOf the leg of this call whose place it has come to take; null for none
/// @param talking what its dialog and session are known by since they began there; null for a leg
///   that was not answered then
public record TakenOver(
    LegId leg,
    CallId from,
    long fromLife,
    LegId fromLeg,
    @Nullable LegId insteadOf,
    @Nullable Talking talking) {

  /// What began in the other call, and goes on.
  ///
  /// @param dialed whether an INVITE of ours opened the dialog
  /// @param sessionId what names our session (RFC 8866 section 5.2)
  /// @param localTag our tag
  public record Talking(boolean dialed, long sessionId, String localTag) {}
}
