package io.switchlog.schemas.journal;

import java.time.Instant;

/// A timer that runs after a decision.
///
/// @param name which
/// @param generation tells one setting of it from the next
/// @param due when it runs out, in the broker's time
public record Armed(String name, long generation, Instant due) {}
