package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// The ACK to a 2xx, or the PRACK to progress, arrived at another edge: stop resending.
///
/// @param transaction the key of the INVITE's server transaction
/// @param rseq of progress: its number; of a 2xx null
public record StopResending(CallId call, LegId leg, String transaction, @Nullable Long rseq)
    implements LegCommand {
  /// Of a 2xx.
  public StopResending(CallId call, LegId leg, String transaction) {
    this(call, leg, transaction, null);
  }
}
