package io.switchlog.allinone.dev;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;

/// A port that the platform was told to use is not to be had; the message is one line and names the
/// option. Found out before anything is started or written, though somebody may still be quicker.
public final class PortsTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private PortsTaken(String message, IOException cause) {
    super(message, cause);
  }

  private interface Attempt {
    void bind(SocketAddress address) throws IOException;
  }

  /// Opens every port that a platform will want, and closes it again; of the many for media, one
  /// pair.
  ///
  /// @throws PortsTaken at the first that does not open
  static void check(DevConfig config) {
    if (config.kafka() == null && config.kafkaPort() > 0) {
      check("the broker", "127.0.0.1", config.kafkaPort(), "--kafka-port", PortsTaken::tcp);
    }
    if (config.sipPort() > 0) {
      check("SIP over UDP", config.sipHost(), config.sipPort(), "--sip-port", PortsTaken::udp);
      check("SIP over TCP", config.sipHost(), config.sipPort(), "--sip-port", PortsTaken::tcp);
    }
    checkStream("SIP over TLS", config.sipHost(), config.tlsPort(), "--tls-port");
    checkStream("SIP over WebSocket", config.sipHost(), config.wsPort(), "--ws-port");
    checkStream("SIP over WebSocket and TLS", config.sipHost(), config.wssPort(), "--wss-port");
    checkMedia(config);
  }

  private static void check(String what, String host, int port, String option, Attempt attempt) {
    try {
      attempt.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new PortsTaken(
          "port %d of %s on %s %s; %s names another".formatted(port, what, host, why(e), option),
          e);
    }
  }

  private static void checkStream(String what, String host, int port, String option) {
    if (port > 0) {
      check(what, host, port, option, PortsTaken::tcp);
    }
  }

  private static void checkMedia(DevConfig config) {
    IOException last = null;
    for (int rtp = config.mediaPortMin() + (config.mediaPortMin() & 1);
        rtp < config.mediaPortMax();
        rtp += 2) {
      try {
        udp(new InetSocketAddress(config.sipHost(), rtp));
        udp(new InetSocketAddress(config.sipHost(), rtp + 1));
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    if (last != null) {
      throw new PortsTaken(
          "no pair of the ports %d-%d of RTP on %s opens, the last %s; --media-ports names others"
              .formatted(config.mediaPortMin(), config.mediaPortMax(), config.sipHost(), why(last)),
          last);
    }
  }

  private static void udp(SocketAddress address) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(address);
    }
  }

  /// As a server binds: a port whose last connections are still being forgotten is free.
  private static void tcp(SocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }

  private static String why(IOException e) {
    String text = String.valueOf(e.getMessage());
    return text.startsWith("Address already") ? "is taken" : "is refused: " + text;
  }
}
