package io.switchlog.media.core;

import io.switchlog.schemas.media.AddressFamily;
import java.util.ArrayList;
import java.util.List;
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
  private final @Nullable RtpSession[] legs;
  private final long[] notBeforeMicros;

  LegPorts(PortPool pool, MediaOutlet outlet) {
    this.pool = pool;
    this.outlet = outlet;
    this.legs = new RtpSession[pool.pairs()];
    this.notBeforeMicros = new long[pool.pairs()];
  }

  /// Opens a pair of ports; [#NONE] where there is none left. Looks at each free pair once at most,
  /// from where the last look ended: the pool gives the pair that was given back longest ago.
  int open(long nowMicros, AddressFamily family) {
    List<Integer> unopened = new ArrayList<>();
    try {
      while (pool.take() instanceof PortPool.Grant.Granted(int port)) {
        int index = pool.index(port);
        unopened.add(port);
        if (nowMicros >= notBeforeMicros[index] && open(nowMicros, index, port, family)) {
          unopened.removeLast();
          return port;
        }
      }
      return NONE;
    } finally {
      unopened.forEach(pool::giveBack);
    }
  }

  /// Opens the pair of ports that was promised.
  ///
  /// @return whether it is open
  boolean openPromised(int port, AddressFamily family) {
    if (!pool.take(port)) {
      return false;
    }
    boolean opened = false;
    try {
      opened = outlet.open(port, family);
    } finally {
      if (!opened) {
        pool.giveBack(port);
      }
    }
    return opened;
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

  void assign(int rtpPort, RtpSession leg) {
    legs[pool.index(rtpPort)] = leg;
  }

  void close(int rtpPort) {
    legs[pool.index(rtpPort)] = null;
    try {
      outlet.close(rtpPort);
    } finally {
      pool.giveBack(rtpPort);
    }
  }

  /// Whose port it is, RTP or RTCP; null for nobody's.
  @Nullable RtpSession leg(int port) {
    int index = pool.index(port);
    return index < 0 ? null : legs[index];
  }
}
