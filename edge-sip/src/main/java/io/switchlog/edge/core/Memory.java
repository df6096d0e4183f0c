package io.switchlog.edge.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /// The oldest first.
  private final Map<String, Remembered<V>> byAge = new LinkedHashMap<>();

  private record Remembered<V>(V value, long untilMillis) {}

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
    byAge.remove(key);
    byAge.put(key, new Remembered<>(value, nowMillis + lifetimeMillis));
    if (byAge.size() > most) {
      forgetOldest();
    }
    if (!isSet()) {
      wakeUps.set(this, nowMillis + lifetimeMillis);
    }
  }

  /// Forgets at once.
  void remove(String key) {
    byAge.remove(key);
  }

  @Nullable V get(String key) {
    Remembered<V> entry = byAge.get(key);
    return entry == null ? null : entry.value;
  }

  boolean contains(String key) {
    return byAge.containsKey(key);
  }

  int size() {
    return byAge.size();
  }

  @Override
  void fire(long nowMillis) {
    Iterator<Remembered<V>> oldest = byAge.values().iterator();
    while (oldest.hasNext()) {
      long untilMillis = oldest.next().untilMillis;
      if (untilMillis > nowMillis) {
        wakeUps.set(this, Math.max(untilMillis, nowMillis + SWEEP_MILLIS));
        return;
      }
      oldest.remove();
    }
  }

  private void forgetOldest() {
    Iterator<Remembered<V>> oldest = byAge.values().iterator();
    oldest.next();
    oldest.remove();
  }
}
