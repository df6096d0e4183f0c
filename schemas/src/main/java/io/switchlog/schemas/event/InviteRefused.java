package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// The INVITE that opened a leg gets a final failure: the leg is over.
///
/// @param status 300 to 699
/// @param reason the reason phrase
/// @param content headers and body of the failure
public record InviteRefused(
    LegId leg, PeerRequest invite, int status, String reason, Content content)
    implements CallEvent {}
