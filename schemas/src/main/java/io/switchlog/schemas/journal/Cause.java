package io.switchlog.schemas.journal;

import io.switchlog.schemas.Origin;
import io.switchlog.schemas.message.Sender;
import org.jspecify.annotations.Nullable;

/// The inbox record that was decided.
///
/// @param partition its inbox partition
/// @param offset its place there
/// @param origin who wrote it, so that the same fact said again is known; null for news to the
///   whole partition, which is known by what it says, and where the record could not be read
/// @param sender whose message it was, where it was one
public record Cause(int partition, long offset, @Nullable Origin origin, @Nullable Sender sender) {
  /// A record that is no message.
  public Cause(int partition, long offset, @Nullable Origin origin) {
    this(partition, offset, origin, null);
  }
}
