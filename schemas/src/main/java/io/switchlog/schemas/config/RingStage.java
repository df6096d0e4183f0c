package io.switchlog.schemas.config;

import java.util.List;

/// Who is rung side by side, each after its own delay. The next stage is rung when nobody of this
/// one can answer any more.
///
/// @param targets the earliest first; one at least
public record RingStage(List<RingTarget> targets) {
  public RingStage {
    targets = List.copyOf(targets);
  }
}
