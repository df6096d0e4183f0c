package io.switchlog.media.core;

import java.util.BitSet;

/// The even ports of a range, each standing for itself (RTP) and the one above (RTCP). Some of them
/// may be leased: whoever has the lease asks for them by name.
///
///     own ports ──────────── take ──> the one that was free for longest
///     leased ports ── take(port) ──> that one
///               └────────── take ──> one of them, when no other is left: a call that cannot have
///                                    what it was promised is planned anew, one refused is lost
///
/// A port of its own that was given back goes to the end of the line, so that packets still on their
/// way to an ended call do not reach a new one. Who promises leased ports sees to the same.
public final class PortPool {
  /// What asking for a port gives.
  public sealed interface Grant {
    /// The port is the caller's until it is given back.
    record Granted(int rtpPort) implements Grant {}

    /// Every pair of the range is taken.
    record Exhausted(int pairs) implements Grant {}
  }

  private final int firstPort;
  private final int[] line;
  private final int firstLeased;
  private final int leased;

  /// By index: the own ports, then those leased.
  private final BitSet taken;

  private int head;
  private int freeInLine;
  private int free;
  private int lastLent;

  /// The pairs between two ports, both included: from the first even port on, as long as the port
  /// above is inside too.
  public PortPool(int portMin, int portMax) {
    this(portMin, portMax, 0, 0);
  }

  /// The same, and ports that are leased.
  ///
  /// @param firstLeased the first of them, even
  /// @param leased how many pairs are leased from there on
  public PortPool(int portMin, int portMax, int firstLeased, int leased) {
    if (portMin < 1 || portMax > 65_535) {
      throw new IllegalArgumentException(
          "ports are 1 to 65535, found " + portMin + " to " + portMax);
    }
    this.firstPort = portMin + (portMin & 1);
    int pairs = (portMax - firstPort + 1) / 2;
    if (pairs < 1) {
      throw new IllegalArgumentException(
          "no even port with its neighbour between " + portMin + " and " + portMax);
    }
    this.line = new int[pairs];
    for (int i = 0; i < pairs; i++) {
      line[i] = firstPort + 2 * i;
    }
    this.firstLeased = firstLeased;
    this.leased = leased;
    this.taken = new BitSet(pairs + leased);
    this.freeInLine = pairs;
    this.free = pairs + leased;
    this.lastLent = pairs - 1;
  }

  /// A port of its own that was free for longest, else one that is leased.
  public Grant take() {
    if (freeInLine > 0) {
      int port = line[head];
      head = (head + 1) % line.length;
      freeInLine--;
      mark(index(port));
      return new Grant.Granted(port);
    }
    int index = taken.nextClearBit(lastLent + 1);
    if (index >= pairs()) {
      index = taken.nextClearBit(line.length);
    }
    if (index >= pairs()) {
      return new Grant.Exhausted(pairs());
    }
    mark(index);
    lastLent = index;
    return new Grant.Granted(firstLeased + 2 * (index - line.length));
  }

  /// A certain port of those that are leased.
  ///
  /// @return whether it is the caller's now, until it is given back
  public boolean take(int rtpPort) {
    int index = index(rtpPort);
    if (index < line.length || taken.get(index)) {
      return false;
    }
    mark(index);
    return true;
  }

  private void mark(int index) {
    taken.set(index);
    free--;
  }

  /// Gives a port back. One that was not taken is a bug of the caller's.
  public void giveBack(int rtpPort) {
    int index = index(rtpPort);
    if (index < 0 || !taken.get(index)) {
      throw new IllegalStateException("port " + rtpPort + " was not taken");
    }
    taken.clear(index);
    free++;
    if (index < line.length) {
      line[(head + freeInLine) % line.length] = rtpPort;
      freeInLine++;
    }
  }

  /// Counted from 0 over all pairs of ports; negative for a port of somebody else's.
  ///
  /// @param port the pair's even or odd one
  int index(int port) {
    int own = (port - firstPort) >> 1;
    if (own >= 0 && own < line.length) {
      return own;
    }
    int lent = (port - firstLeased) >> 1;
    return lent >= 0 && lent < leased ? line.length + lent : -1;
  }

  /// How many pairs there are, leased ones included.
  public int pairs() {
    return line.length + leased;
  }

  /// How many of them are free.
  public int free() {
    return free;
  }

  /// The lowest port of all.
  public int lowestPort() {
    return leased == 0 ? firstPort : Math.min(firstPort, firstLeased);
  }

  /// The highest port of all.
  public int highestPort() {
    int ownEnd = firstPort + 2 * line.length - 1;
    return leased == 0 ? ownEnd : Math.max(ownEnd, firstLeased + 2 * leased - 1);
  }
}
