package io.switchlog.edge.core;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a core remembers for a fixed while, and then forgets on its own: the oldest earlier, where
/// there is too much of it.
///
/// @param <V> what is remembered under each key
final class Memory<V> extends WakeUps.WakeUp {
  /// Forgetting may be late by this much: one wake-up sweeps many.
  private static final long SWEEP_MILLIS = 1_000;

  /// More than this is not remembered where nothing else is said.
  static final int MOST = 100_000;

  private final WakeUps wakeUps;
  private final long lifetimeMillis;
  private final int most;
  private final Map<String, Remembered<V>> byKey = new HashMap<>();
  private final ArrayDeque<Remembered<V>> byAge = new ArrayDeque<>();

  private record Remembered<V>(String key, V value, long untilMillis) {}

  Memory(WakeUps wakeUps, long lifetimeMillis) {
    this(wakeUps, lifetimeMillis, MOST);
  }

  Memory(WakeUps wakeUps, long lifetimeMillis, int most) {
    this.wakeUps = wakeUps;
    this.lifetimeMillis = lifetimeMillis;
    this.most = most;
  }

  /// Remembers; a key that was known counts anew from now.
  void put(long nowMillis, String key, V value) {
    Remembered<V> entry = new Remembered<>(key, value, nowMillis + lifetimeMillis);
    byKey.put(key, entry);
    byAge.add(entry);
    // What was forgotten or put again stands there still, until its time.
    while (byAge.size() > most) {
      forget(byAge.remove());
    }
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
      forget(byAge.remove());
      oldest = byAge.peek();
    }
    if (oldest != null) {
      wakeUps.set(this, Math.max(oldest.untilMillis, nowMillis + SWEEP_MILLIS));
    }
  }

  private void forget(Remembered<V> entry) {
    if (Objects.equals(byKey.get(entry.key), entry)) {
      byKey.remove(entry.key);
    }
  }
}
