package io.switchlog.edge.core;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a core remembers for a fixed while, and then forgets on its own.
///
/// @param <V> what is remembered under each key
final class Memory<V> extends WakeUps.WakeUp {
  /// Forgetting may be late by this much: one wake-up sweeps many.
  private static final long SWEEP_MILLIS = 1_000;

  private final WakeUps wakeUps;
  private final long lifetimeMillis;
  private final Map<String, Remembered<V>> byKey = new HashMap<>();
  private final ArrayDeque<Remembered<V>> byAge = new ArrayDeque<>();

  private record Remembered<V>(String key, V value, long untilMillis) {}

  Memory(WakeUps wakeUps, long lifetimeMillis) {
    this.wakeUps = wakeUps;
    this.lifetimeMillis = lifetimeMillis;
  }

  /// Remembers; a key that was known counts anew from now.
  void put(long nowMillis, String key, V value) {
    Remembered<V> entry = new Remembered<>(key, value, nowMillis + lifetimeMillis);
    byKey.put(key, entry);
    byAge.add(entry);
    if (!isSet()) {
      wakeUps.set(this, nowMillis + lifetimeMillis);
    }
  }

  /// Forgets at once.
  void remove(String key) {
    byKey.remove(key);
  }

  @Nullable V get(String key) {
    Remembered<V> entry = byKey.get(key);
    return entry == null ? null : entry.value;
  }

  boolean contains(String key) {
    return byKey.containsKey(key);
  }

  int size() {
    return byKey.size();
  }

  @Override
  void fire(long nowMillis) {
    Remembered<V> oldest = byAge.peek();
    while (oldest != null && oldest.untilMillis <= nowMillis) {
      byAge.remove();
      if (Objects.equals(byKey.get(oldest.key), oldest)) {
        byKey.remove(oldest.key);
      }
      oldest = byAge.peek();
    }
    if (oldest != null) {
      wakeUps.set(this, Math.max(oldest.untilMillis, nowMillis + SWEEP_MILLIS));
    }
  }
}
