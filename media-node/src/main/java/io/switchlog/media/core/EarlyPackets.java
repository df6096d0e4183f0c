package io.switchlog.media.core;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The last packets for a leg of which nobody knows yet where it wants them. Who is answered and
/// speaks at once may be faster than the plan that says where the other one listens: then the first
/// word would be lost.
final class EarlyPackets {
  /// Older ones would only come as a heap.
  static final long KEPT_MICROS = 100_000;

  /// So much is kept of packets of 20 ms.
  static final int MOST = 5;

  /// @param payloadBytes as counted in sender reports
  record Kept(long atMicros, int ssrc, int timestamp, int payloadBytes, ByteBuffer packet) {}

  private final Queue<Kept> kept = new ArrayDeque<>(MOST);

  void keep(long nowMicros, int ssrc, int timestamp, int payloadBytes, ByteBuffer packet) {
    if (kept.size() == MOST) {
      kept.remove();
    }
    ByteBuffer copy = ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
    kept.add(new Kept(nowMicros, ssrc, timestamp, payloadBytes, copy));
  }

  /// The oldest that is not too old, or null.
  @Nullable Kept take(long nowMicros) {
    Kept next = kept.poll();
    while (next != null && nowMicros - next.atMicros > KEPT_MICROS) {
      next = kept.poll();
    }
    return next;
  }
}
