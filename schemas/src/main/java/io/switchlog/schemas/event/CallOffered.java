package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;

/// Somebody calls: the first event of every call. Opens leg 1.
///
/// @param call the call
/// @param invite the INVITE
/// @param dialog the dialog it opens
/// @param uri the Request-URI
/// @param maxForwards how many hops it may still go
/// @param content what goes on to the called party; the body is the caller's offer as it came,
///   empty where the offer is delayed
public record CallOffered(
    CallId call,
    PeerRequest invite,
    PeerDialog dialog,
    String uri,
    int maxForwards,
    Content content)
    implements CallEvent {}
