package io.switchlog.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is remembered for a while.
///
/// Holds `Memory`.
final class MemoryTest {
  private final WakeUps wakeUps = new WakeUps();

  @Test
  void whatIsTooMuchIsForgottenOldestFirst() {
    Memory<Integer> memory = new Memory<>(wakeUps, 1_000, 3);
    for (int i = 0; i < 5; i++) {
      memory.put(i, "key" + i, i);
    }
    assertThat(memory.size()).isEqualTo(3);
    assertThat(memory.get("key1")).isNull();
    assertThat(memory.get("key2")).isEqualTo(2);
  }

  /// However often the same is put, it takes no more room, and is not forgotten for its own sake.
  @Test
  void whatIsPutAgainCountsAnew() {
    Memory<Integer> memory = new Memory<>(wakeUps, 1_000, 3);
    for (int i = 0; i < 10; i++) {
      memory.put(i, "same", i);
    }
    assertThat(memory.get("same")).isEqualTo(9);
    assertThat(memory.size()).isEqualTo(1);
    wakeUps.run(3_000);
    assertThat(memory.size()).isZero();
    assertThat(wakeUps.size()).isZero();
  }
}
