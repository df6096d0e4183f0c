package io.switchlog.media.core;

import java.util.BitSet;

/// The even ports of a range, each standing for itself (RTP) and the one above (RTCP). A port that
/// was given back goes to the end of the line, so that packets still on their way to an ended call
/// do not reach a new one.
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
  private final BitSet taken;
  private int head;
  private int free;

  /// The pairs between two ports, both included: from the first even port on, as long as the port
  /// above is inside too.
  public PortPool(int portMin, int portMax) {
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
    this.taken = new BitSet(pairs);
    this.free = pairs;
  }

  /// The port that was free for longest.
  public Grant take() {
    if (free == 0) {
      return new Grant.Exhausted(line.length);
    }
    int port = line[head];
    head = (head + 1) % line.length;
    free--;
    taken.set((port - firstPort) / 2);
    return new Grant.Granted(port);
  }

  /// Gives a port back. One that was not taken is a bug of the caller's.
  public void giveBack(int rtpPort) {
    int index = (rtpPort - firstPort) / 2;
    if (rtpPort < firstPort || !taken.get(index)) {
      throw new IllegalStateException("port " + rtpPort + " was not taken");
    }
    taken.clear(index);
    line[(head + free) % line.length] = rtpPort;
    free++;
  }

  /// The lowest port of the range.
  public int firstPort() {
    return firstPort;
  }

  /// How many pairs there are.
  public int pairs() {
    return line.length;
  }

  /// How many of them are free.
  public int free() {
    return free;
  }
}
