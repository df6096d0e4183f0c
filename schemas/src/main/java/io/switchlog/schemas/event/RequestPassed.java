package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A request inside one dialog goes on in the other.
///
/// @param leg the leg it came from
/// @param target the leg it goes to
/// @param cseq its CSeq number there
/// @param refreshedTarget the sender's new remote target, null for none (RFC 3261 section 12.2.2)
/// @param content what crosses
/// @param offered the sender's audio in a relayed call, in force only when the other side agrees
public record RequestPassed(
    LegId leg,
    PeerRequest request,
    LegId target,
    long cseq,
    @Nullable String refreshedTarget,
    Content content,
    @Nullable Audio offered)
    implements CallEvent {}
