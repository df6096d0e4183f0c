package io.switchlog.allinone.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports of the loopback interface that nobody uses, below the range that the kernel gives out by
/// itself, so that no other socket takes one between the look and the use.
final class Ports {
  private static final int FIRST = 14_000;
  private static final int LAST = 19_999;
  private static final AtomicInteger NEXT =
      new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() % 500) * 10);

  private Ports() {}

  /// A port that is free for UDP and TCP.
  static int free() {
    for (int tries = 0; tries < 2_000; tries++) {
      int port = NEXT.getAndUpdate(p -> p >= LAST ? FIRST : p + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
  }

  /// The lowest of so many free neighbours: programs take ports above the one they are told without
  /// being asked (SIPp for media, a phone for TLS).
  static int block(int size) {
    int lowest = free();
    int highest = lowest;
    while (highest < lowest + size - 1) {
      int next = free();
      lowest = next == highest + 1 ? lowest : next;
      highest = next;
    }
    return lowest;
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket udp = new DatagramSocket(address);
        ServerSocket tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return udp.isBound() && tcp.isBound();
    } catch (java.net.BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
