package io.switchlog.schemas.event;

import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side's audio as its session description has it.
///
/// @param remote where it wants its packets, null where it names no place: a refused stream, an
///   address of zeros
/// @param payloads the payload types it named
/// @param sends whether it sends
/// @param receives whether it receives
public record Audio(
    @Nullable RemoteAddress remote, List<Payload> payloads, boolean sends, boolean receives) {
  public Audio {
    payloads = List.copyOf(payloads);
  }

  /// Whether the other side is on hold (RFC 3264 section 8.4).
  public boolean holds() {
    return !receives;
  }
}
