package io.switchlog.schemas.config;

import org.jspecify.annotations.Nullable;

/// What a rule says of what crosses from one leg of a call to the other.
///
/// @param requests null: [RequestPolicy#USUAL]
public record CrossingPolicy(@Nullable RequestPolicy requests) {}
