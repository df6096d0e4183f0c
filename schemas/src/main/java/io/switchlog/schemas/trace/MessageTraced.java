package io.switchlog.schemas.trace;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Transport;

/// A SIP message as it crossed an edge's socket; the record's key is the call id, or none where the
/// message belongs to no call.
///
/// @param direction as the edge sees it
/// @param local the edge's address, `host:port`
/// @param remote the peer's address, `host:port`
/// @param leg the number of the leg it belongs to, 0 where unknown
/// @param resent whether the edge sent it before, and now again by itself: a timer of its
///   transaction ran out, or what it answers came again; false for what was received
/// @param message the bytes
public record MessageTraced(
    MessageTraced.Direction direction,
    Transport transport,
    String local,
    String remote,
    int leg,
    boolean resent,
    Bytes message) {

  /// As the edge sees it.
  public enum Direction {
    RECEIVED,
    SENT
  }
}
