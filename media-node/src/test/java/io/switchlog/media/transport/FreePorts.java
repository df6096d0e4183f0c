package io.switchlog.media.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Ports of the loopback interface that nobody uses, below the range that the operating system
/// takes ports from by itself; another build on the same machine looks from elsewhere on.
public final class FreePorts {
  private static final int FIRST = 21_000;
  private static final int LAST = 29_999;
  private static final int START =
      FIRST + (int) (ProcessHandle.current().pid() * 100 % (LAST - FIRST));

  private FreePorts() {}

  /// The lowest, an even one, of so many neighbours.
  public static int block(int size) {
    for (int tried = 0; tried < LAST - FIRST; tried += size) {
      int lowest = FIRST + (START - FIRST + tried) % (LAST - FIRST - size) & ~1;
      if (areFree(lowest, size)) {
        return lowest;
      }
    }
    throw new IllegalStateException("no " + size + " free ports from " + FIRST + " to " + LAST);
  }

  private static boolean areFree(int lowest, int size) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    for (int port = lowest; port < lowest + size; port++) {
      try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, port))) {
        if (!socket.isBound()) {
          return false;
        }
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
