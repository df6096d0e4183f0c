package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// Our INVITE to a leg came to nothing: the leg is over. Disarms its ring timer.
///
/// @param status the final failure; 408 for none in time, 503 for a transport that failed (RFC 3261
///   section 8.1.3.1)
/// @param reason the reason phrase
/// @param content what may cross to the caller, should this failure be the one that he is told of;
///   null for nothing
/// @param uuid what the party goes by, as in [PeerRequest]
public record LegFailed(
    LegId leg, int status, String reason, @Nullable Content content, @Nullable String uuid)
    implements CallEvent {}
