package io.switchlog.schemas.event;

import org.jspecify.annotations.Nullable;

/// A challenge that we answer.
///
/// @param byProxy whether it came in a 407; else in a 401
/// @param realm whose users are asked for
/// @param text the value of the header field
/// @param nonce the one in it, which requests are counted by; null: they are by their numbers, as
///   before rules 9
/// @param coversBody whether bodies are hashed as well (`auth-int`); null: not told, as before
///   rules 9
public record Challenge(
    boolean byProxy,
    String realm,
    String text,
    @Nullable String nonce,
    @Nullable Boolean coversBody) {}
