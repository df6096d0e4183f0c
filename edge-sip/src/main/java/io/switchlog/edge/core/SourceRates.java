package io.switchlog.edge.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much each source may still ask: a bucket of its own, that fills again with time. A source
/// whose bucket is full is forgotten; where there are too many, the one that asked longest ago.
public final class SourceRates extends WakeUps.WakeUp {
  /// As many sources are known at a time.
  static final int MOST_SOURCES = 65_536;

  private static final long SWEEP_MILLIS = 1_000;

  private final WakeUps wakeUps;
  private final double perMilli;
  private final int burst;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Bucket {
    private double left;
    private long atMillis;
  }

  SourceRates(WakeUps wakeUps, int perSecond, int burst) {
    this.wakeUps = wakeUps;
    this.perMilli = perSecond / 1_000.0;
    this.burst = burst;
  }

  int size() {
    return buckets.size();
  }

  /// One more of a source.
  ///
  /// @return whether there was room for it
  boolean allows(long nowMillis, String host) {
    if (perMilli == 0) {
      return true;
    }
    Bucket bucket = buckets.get(key(host));
    if (bucket == null) {
      bucket = new Bucket();
      bucket.left = burst;
      bucket.atMillis = nowMillis;
      buckets.put(key(host), bucket);
      forgetOne();
      if (!isSet()) {
        wakeUps.set(this, nowMillis + SWEEP_MILLIS);
      }
    }
    fill(bucket, nowMillis);
    if (bucket.left < 1) {
      return false;
    }
    bucket.left -= 1;
    return true;
  }

  private void forgetOne() {
    if (buckets.size() > MOST_SOURCES) {
      Iterator<Bucket> oldest = buckets.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private void fill(Bucket bucket, long nowMillis) {
    bucket.left = Math.min(burst, bucket.left + (nowMillis - bucket.atMillis) * perMilli);
    bucket.atMillis = nowMillis;
  }

  /// What counts as one source: an IPv4 address, or the network of an IPv6 address, for whoever has
  /// one has 2^64 of them (RFC 4291 section 2.5.4).
  public static String key(String host) {
    int colons = 0;
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) == ':' && ++colons == 4) {
        return host.substring(0, i);
      }
    }
    return host;
  }

  @Override
  void fire(long nowMillis) {
    buckets
        .values()
        .removeIf(bucket -> {
          fill(bucket, nowMillis);
          return bucket.left >= burst;
        });
    if (!buckets.isEmpty()) {
      wakeUps.set(this, nowMillis + SWEEP_MILLIS);
    }
  }
}
