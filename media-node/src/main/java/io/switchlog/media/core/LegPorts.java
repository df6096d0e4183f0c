package io.switchlog.media.core;

import io.switchlog.schemas.media.AddressFamily;
import org.jspecify.annotations.Nullable;

/// Which leg has which port of a pool. Found by index, not by hash: every packet asks.
final class LegPorts {
  /// Instead of a port: there is none.
  static final int NONE = 0;

  /// How long a pair that somebody else on this host holds is not tried again. Then a range that
  /// others hold altogether costs one look at each pair in this time, not one for every call.
  static final long HELD_ELSEWHERE_MICROS = 10_000_000;

  private final PortPool pool;
  private final MediaOutlet outlet;
  private final @Nullable Leg[] legs;
  private final long[] notBeforeMicros;

  LegPorts(PortPool pool, MediaOutlet outlet) {
    this.pool = pool;
    this.outlet = outlet;
    this.legs = new Leg[pool.pairs()];
    this.notBeforeMicros = new long[pool.pairs()];
  }

  /// Opens a pair of ports; [#NONE] where there is none left. Looks at each free pair once at most,
  /// from where the last look ended: the pool gives the pair that was given back longest ago.
  int open(long nowMicros, AddressFamily family) {
    for (int tries = pool.free(); tries > 0; tries--) {
      if (pool.take() instanceof PortPool.Grant.Granted(int port)) {
        int index = index(port);
        boolean opened = false;
        try {
          opened = nowMicros >= notBeforeMicros[index] && open(nowMicros, index, port, family);
        } finally {
          if (!opened) {
            pool.giveBack(port);
          }
        }
        if (opened) {
          return port;
        }
      }
    }
    return NONE;
  }

  private boolean open(long nowMicros, int index, int port, AddressFamily family) {
    if (outlet.open(port, family)) {
      return true;
    }
    notBeforeMicros[index] = nowMicros + HELD_ELSEWHERE_MICROS;
    return false;
  }

  /// For people: why [#open] gave none.
  String shortage() {
    return pool.free() == 0
        ? "all " + pool.pairs() + " pairs of ports are taken"
        : pool.free() + " free pairs of ports do not open";
  }

  void assign(int rtpPort, Leg leg) {
    legs[index(rtpPort)] = leg;
  }

  void close(int rtpPort) {
    legs[index(rtpPort)] = null;
    try {
      outlet.close(rtpPort);
    } finally {
      pool.giveBack(rtpPort);
    }
  }

  /// Whose port it is, RTP or RTCP; null for nobody's.
  @Nullable Leg leg(int port) {
    int index = index(port);
    return index >= 0 && index < legs.length ? legs[index] : null;
  }

  private int index(int port) {
    return (port - pool.firstPort()) >> 1;
  }
}
