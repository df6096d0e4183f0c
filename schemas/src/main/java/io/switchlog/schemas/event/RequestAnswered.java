package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// The exchange answers a request inside a dialog by itself.
///
/// @param leg the leg it came from
/// @param status 200 to 699
/// @param reason the reason phrase
/// @param refreshedTarget the sender's new remote target, null for none
/// @param content headers and body of the answer
/// @param offers whether the body is an offer, which the ACK will answer
public record RequestAnswered(
    LegId leg,
    PeerRequest request,
    int status,
    String reason,
    @Nullable String refreshedTarget,
    Content content,
    boolean offers)
    implements CallEvent {}
