package io.switchlog.control.core.call.state;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// Two legs that are connected. A leg is in one bridge at the most.
///
/// @param one the leg that was there before
/// @param other the leg that joined it
public record Bridge(LegId one, LegId other) {

  /// The other end; null where the leg is at neither.
  public @Nullable LegId from(LegId leg) {
    return leg.equals(one) ? other : leg.equals(other) ? one : null;
  }
}
