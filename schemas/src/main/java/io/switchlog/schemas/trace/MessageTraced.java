package io.switchlog.schemas.trace;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Transport;

/// A SIP message as it crossed an edge's socket; the record's key is the call id, or none where the
/// message belongs to no call.
///
/// @param direction as the edge sees it
/// @param transport the transport
/// @param local the edge's address, `host:port`
/// @param remote the peer's address, `host:port`
/// @param leg the number of the leg it belongs to, 0 where unknown
/// @param message the bytes
public record MessageTraced(
    MessageTraced.Direction direction,
    Transport transport,
    String local,
    String remote,
    int leg,
    Bytes message) {

  /// As the edge sees it.
  public enum Direction {
    RECEIVED,
    SENT
  }
}
