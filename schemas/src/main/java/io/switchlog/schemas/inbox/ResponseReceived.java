package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A response to one of our requests arrived: every provisional above 100 once, every final once
/// per To-tag. The edge has acknowledged a failure of an INVITE by itself (RFC 3261 section
/// 17.1.1.3), unless it is a stray.
///
/// @param leg the leg that the request belongs to
/// @param edge the edge it arrived at
/// @param branch the branch of our request
/// @param method the method of our request
/// @param status 101 to 699
/// @param stray whether the edge has no transaction that it belongs to: an earlier life of the edge
///   had, or another edge
/// @param message the response as it came
/// @param flow what it came over; null: not told, as before rules 11
public record ResponseReceived(
    LegId leg,
    NodeId edge,
    String branch,
    String method,
    int status,
    boolean stray,
    Bytes message,
    @Nullable Flow flow)
    implements EdgeInput {
  /// One of which nobody tells what it came over.
  public ResponseReceived(
      LegId leg,
      NodeId edge,
      String branch,
      String method,
      int status,
      boolean stray,
      Bytes message) {
    this(leg, edge, branch, method, status, stray, message, null);
  }
}
