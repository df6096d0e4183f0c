package io.switchlog.schemas.event;

/// The caller's INVITE gets a final failure.
///
/// @param status 300 to 699
/// @param reason the reason phrase
/// @param content what crosses from the called party, or what we add
/// @param outcome the end that this begins, unless one began before
public record CallerRefused(
    PeerRequest invite, int status, String reason, Content content, Outcome outcome)
    implements EventOfBefore {}
