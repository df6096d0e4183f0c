package io.switchlog.allinone.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;

/// A few RTP ports of 127.0.0.1, at a place where no other platform of this host has its own.
///
/// @param min the lowest, even
/// @param max the highest
public record MediaPorts(int min, int max) {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 60_000;
  private static final int COUNT = 20;
  private static final int ATTEMPTS = 1_000;

  /// Ports that were free a moment ago, all of them.
  public static MediaPorts free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int min = 2 * ThreadLocalRandom.current().nextInt(LOWEST / 2, HIGHEST / 2);
      if (areFree(min)) {
        return new MediaPorts(min, min + COUNT - 1);
      }
    }
    throw new IllegalStateException(
        "no "
            + COUNT
            + " free UDP ports in a row on 127.0.0.1, found in "
            + ATTEMPTS
            + " attempts");
  }

  private static boolean areFree(int min) {
    for (int port = min; port < min + COUNT; port++) {
      try (DatagramSocket socket = new DatagramSocket(port, InetAddress.ofLiteral("127.0.0.1"))) {
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
