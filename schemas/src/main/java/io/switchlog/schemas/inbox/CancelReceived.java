package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;
import org.jspecify.annotations.Nullable;

/// A CANCEL arrived (RFC 3261 section 9.2).
///
/// @param unanswered the CANCEL's own transaction when the edge did not hold the INVITE and so did
///   not answer; call control answers 200 or 481. Null: the edge answered 200
/// @param message the CANCEL as it came, for its Reason
public record CancelReceived(@Nullable ServerTransaction unanswered, Bytes message)
    implements CallInput {}
