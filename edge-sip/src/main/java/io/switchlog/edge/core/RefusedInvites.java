package io.switchlog.edge.core;

/// INVITEs that were refused without remembering anything else of them, for as long as their
/// senders may repeat them: a copy that crossed the refusal must not begin the call after all (RFC
/// 3261 section 8.2.7). A table that never grows; where two fall into one place the later one
/// stays.
final class RefusedInvites {
  private static final int PLACES = 1 << 14;

  private final long[] hashes = new long[PLACES];
  private final long[] untilMillis = new long[PLACES];

  /// @param transaction the key of the INVITE's
  void add(long nowMillis, String transaction) {
    long hash = hash(transaction);
    hashes[place(hash)] = hash;
    untilMillis[place(hash)] = nowMillis + Kit.REPEATS_MILLIS;
  }

  boolean contains(long nowMillis, String transaction) {
    long hash = hash(transaction);
    return hashes[place(hash)] == hash && nowMillis < untilMillis[place(hash)];
  }

  private static int place(long hash) {
    return (int) (hash ^ hash >>> 32) & (PLACES - 1);
  }

  private static long hash(String text) {
    long hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 1_099_511_628_211L + text.charAt(i);
    }
    return hash;
  }
}
