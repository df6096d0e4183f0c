package io.switchlog.schemas.journal;

import io.switchlog.schemas.Origin;
import org.jspecify.annotations.Nullable;

/// The inbox record that was decided.
///
/// @param partition its inbox partition
/// @param offset its place there
/// @param origin who wrote it, so that the same fact said again is known; null for news to the
///   whole partition, which is known by what it says, and where the record could not be read
public record Cause(int partition, long offset, @Nullable Origin origin) {}
