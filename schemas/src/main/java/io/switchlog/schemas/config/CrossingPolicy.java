package io.switchlog.schemas.config;

import org.jspecify.annotations.Nullable;

/// What a rule says of what crosses from one leg of a call to the other.
///
/// @param requests null: [RequestPolicy#USUAL]
/// @param toCalled of header lines that the caller sends; null: what is usual
/// @param toCaller of header lines that go to the caller; null: what is usual
public record CrossingPolicy(
    @Nullable RequestPolicy requests,
    @Nullable HeaderRules toCalled,
    @Nullable HeaderRules toCaller) {}
