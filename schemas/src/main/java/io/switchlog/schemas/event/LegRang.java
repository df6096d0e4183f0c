package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A called party told of its progress, which the caller hears of.
///
/// @param leg the called leg
/// @param remoteTag the tag of the early dialog, empty for none
/// @param status 101 to 199
/// @param reason the reason phrase
/// @param content what crosses to the caller; a body is early media
public record LegRang(LegId leg, String remoteTag, int status, String reason, Content content)
    implements CallEvent {}
