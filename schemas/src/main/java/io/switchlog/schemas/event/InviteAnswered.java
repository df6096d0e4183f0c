package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// The INVITE that opened a leg gets our 2xx: its party talks.
///
/// @param status 200 to 299
/// @param reason the reason phrase
/// @param content headers and body of the 2xx
/// @param offers whether the body is an offer, which the party's ACK will answer
/// @param offered the audio of that offer, in force only when it is answered; null where it is the
///   exchange's own, or none
public record InviteAnswered(
    LegId leg, int status, String reason, Content content, boolean offers, @Nullable Audio offered)
    implements CallEvent {}
