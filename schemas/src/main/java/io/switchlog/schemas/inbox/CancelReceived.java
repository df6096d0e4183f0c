package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A CANCEL arrived (RFC 3261 section 9.2), or the edge says what one would say.
///
/// @param unanswered the CANCEL's own transaction when the edge did not hold the INVITE and so did
///   not answer; call control answers 200 or 481. Null: the edge answered 200
/// @param message the CANCEL as it came, for its Via and its Reason
/// @param refusedBy the edge that refused the INVITE with 503, not knowing whether the bus has it:
///   the caller has not given up, and may have gone elsewhere. Null: the CANCEL is the peer's
public record CancelReceived(
    @Nullable ServerTransaction unanswered, Bytes message, @Nullable NodeId refusedBy)
    implements EdgeInput {
  /// A CANCEL of the peer's.
  public CancelReceived(@Nullable ServerTransaction unanswered, Bytes message) {
    this(unanswered, message, null);
  }
}
