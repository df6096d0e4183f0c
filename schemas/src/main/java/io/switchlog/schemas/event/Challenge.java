package io.switchlog.schemas.event;

/// A challenge that we answer.
///
/// @param byProxy whether it came in a 407; else in a 401
/// @param realm whose users are asked for
/// @param text the value of the header field
public record Challenge(boolean byProxy, String realm, String text) {}
