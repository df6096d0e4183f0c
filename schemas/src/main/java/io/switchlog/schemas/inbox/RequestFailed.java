package io.switchlog.schemas.inbox;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A request of ours got no final response.
///
/// @param leg the leg that the request belongs to
/// @param branch the branch of our request
/// @param method the method of our request
/// @param reason what went wrong
/// @param detail for people: what was expected and what was found
/// @param edge whose request it was; null: an edge of before, which did not say
public record RequestFailed(
    LegId leg,
    String branch,
    String method,
    RequestFailed.Reason reason,
    String detail,
    @Nullable NodeId edge)
    implements EdgeInput {

  /// Why there will be no response.
  public enum Reason {
    /// Timer B or F ran out: treated as 408 (RFC 3261 section 8.1.3.1).
    TIMEOUT,
    /// The transport could not send: treated as 503.
    TRANSPORT,
    /// The next hop's name did not resolve, or its address is of no listener's family.
    UNREACHABLE,
    /// The command came past its deadline and was not carried out.
    LATE
  }
}
