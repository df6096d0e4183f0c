package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.request.ControlRequest;
import org.jspecify.annotations.Nullable;

/// Somebody asked for a call: the first event of one that no INVITE began. It has no leg yet; the
/// first that it gets is leg 1, which we ring.
///
/// @param request what was asked for
/// @param idempotencyKey the request's
/// @param uri the SIP URI that is rung first; null where the request names none
/// @param tableVersion the version of the routing table that the limits are of
/// @param ringTimeoutSeconds how long it may ring
/// @param maxDurationSeconds as in the table
/// @param rtpTimeoutSeconds as in the table
/// @param secretKey the id of the cluster's key that all is minted under
/// @param sessionSeconds as in the table
/// @param dialect which of its ways call control speaks of itself in the call's messages; null: the
///   first
/// @param credentials the name of what answers the party's challenges; null: nothing does
public record CallOriginated(
    CallId call,
    ControlRequest.Originate request,
    String idempotencyKey,
    @Nullable String uri,
    long tableVersion,
    int ringTimeoutSeconds,
    int maxDurationSeconds,
    int rtpTimeoutSeconds,
    String secretKey,
    @Nullable Integer sessionSeconds,
    @Nullable Integer dialect,
    @Nullable String credentials)
    implements CallEvent {}
