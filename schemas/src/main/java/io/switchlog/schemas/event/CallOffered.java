package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import org.jspecify.annotations.Nullable;

/// Somebody calls: the first event of every call. Opens leg 1.
///
/// @param dialog the dialog it opens
/// @param uri the Request-URI
/// @param maxForwards how many hops it may still go
/// @param content what goes on to the called party; the body is the caller's offer as it came,
///   empty where the offer is delayed
/// @param secretKey the id of the cluster's key that the call's id was derived under, and all that
///   is minted for the call is; null where no key that is known gives that id
/// @param dialect which of its ways call control speaks of itself in the call's messages; null: the
///   first
/// @param replaces the leg whose place it wants to take (RFC 3891), wherever the call is that it is
///   of; null for none that is one of ours
public record CallOffered(
    CallId call,
    PeerRequest invite,
    PeerDialog dialog,
    String uri,
    int maxForwards,
    Content content,
    @Nullable String secretKey,
    @Nullable Integer dialect,
    @Nullable ReplacedDialog replaces)
    implements CallEvent {}
