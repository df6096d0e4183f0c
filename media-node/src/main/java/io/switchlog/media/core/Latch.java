package io.switchlog.media.core;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a leg's packets come from, and so where to send to. Behind a NAT that is not what the
/// session description says (RFC 4961 asks both to be the same port), so the first packet decides
/// and locks:
///
///     open ──first packet──> learning ──500 ms──> locked ──5 s silence, packet from signalled IP──┐
///      ^                        └─ a source of higher rank displaces ─┘         ^─────────────────┘
///      └────────────── the plan names another address ──────────────
///
/// Ranks while learning: the signalled address, another port of its host, any other source, and
/// last the one that was locked when the plan changed (its last packets may still be on their way).
final class Latch {
  static final long LEARN_MICROS = 500_000;
  static final long SILENCE_MICROS = 5_000_000;

  private @Nullable InetSocketAddress signalled;
  private @Nullable InetSocketAddress locked;
  private @Nullable InetSocketAddress previous;
  private long learnUntilMicros;
  private long lastPacketMicros;

  /// The plan says where the leg wants its packets; null while it is not known.
  void signal(@Nullable InetSocketAddress address) {
    if (address == null ? signalled == null : address.equals(signalled)) {
      return;
    }
    boolean foundWhereTheAnswerSays =
        signalled == null && locked != null && sameHost(locked, address);
    signalled = address;
    if (!foundWhereTheAnswerSays) {
      previous = locked == null ? previous : locked;
      locked = null;
    }
  }

  /// Whether to take a valid packet from `source`. May lock on to it.
  boolean accepts(long nowMicros, InetSocketAddress source) {
    InetSocketAddress current = locked;
    if (current == null) {
      learnUntilMicros = nowMicros + LEARN_MICROS;
      return lock(nowMicros, source);
    }
    if (source.equals(current)) {
      lastPacketMicros = nowMicros;
      return true;
    }
    if (nowMicros < learnUntilMicros) {
      return rank(source) > rank(current) && lock(nowMicros, source);
    }
    return nowMicros - lastPacketMicros >= SILENCE_MICROS
        && sameHost(source, signalled)
        && lock(nowMicros, source);
  }

  /// Whether a packet of the leg's other port may come from there: the host that is locked on to,
  /// or the signalled one while there is none.
  boolean sharesHost(InetSocketAddress source) {
    return sameHost(source, locked != null ? locked : signalled);
  }

  /// Where to send: to the source that is locked on to, else where the plan says.
  @Nullable InetSocketAddress target() {
    return locked != null ? locked : signalled;
  }

  @Nullable InetSocketAddress locked() {
    return locked;
  }

  private boolean lock(long nowMicros, InetSocketAddress source) {
    locked = source;
    lastPacketMicros = nowMicros;
    return true;
  }

  private int rank(InetSocketAddress source) {
    if (source.equals(signalled)) {
      return 3;
    }
    if (sameHost(source, signalled)) {
      return 2;
    }
    return source.equals(previous) ? 0 : 1;
  }

  private static boolean sameHost(InetSocketAddress one, @Nullable InetSocketAddress other) {
    return other != null && one.getAddress().equals(other.getAddress());
  }
}
