package io.switchlog.schemas;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A SIP transport (RFC 3261 section 18, RFC 7118). What differs from one to the next is asked
/// here, by switches that do not compile where one of them is missing.
public enum Transport {
  UDP,
  TCP,
  TLS,
  /// WebSocket over TCP.
  WS,
  /// WebSocket over TLS.
  WSS;

  /// Whether the transport delivers on its own, so that requests are not retransmitted.
  public boolean isReliable() {
    return switch (this) {
      case UDP -> false;
      case TCP, TLS, WS, WSS -> true;
    };
  }

  /// Whether nobody between the two ends can read along.
  public boolean isSecure() {
    return switch (this) {
      case TLS, WSS -> true;
      case UDP, TCP, WS -> false;
    };
  }

  /// Whether we can call peers over it: who speaks WebSocket is a client of ours, and is reached
  /// over the connection that he opened alone (RFC 7118 section 5).
  public boolean canBeOpenedByUs() {
    return switch (this) {
      case UDP, TCP, TLS -> true;
      case WS, WSS -> false;
    };
  }

  /// The port where none is named (RFC 3261 section 18, RFC 7118 section 5.2).
  public int defaultPort() {
    return switch (this) {
      case UDP, TCP -> 5060;
      case TLS -> 5061;
      case WS -> 80;
      case WSS -> 443;
    };
  }

  /// The value of the `transport` parameter of a URI that is reached over it; empty where none has
  /// to be said (RFC 3261 section 19.1.1). `tls` was taken back there, and everybody knows it; WSS
  /// has none of its own (RFC 7118 section 5.3).
  public String parameter() {
    return switch (this) {
      case UDP -> "";
      case TCP -> "tcp";
      case TLS -> "tls";
      case WS, WSS -> "ws";
    };
  }

  /// The same over TLS.
  public Transport secured() {
    return switch (this) {
      case UDP, TCP, TLS -> TLS;
      case WS, WSS -> WSS;
    };
  }

  /// The transport that a Via or a `transport` parameter names, in any case; null where we know
  /// none of that name.
  public static @Nullable Transport named(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "UDP" -> UDP;
      case "TCP" -> TCP;
      case "TLS" -> TLS;
      case "WS" -> WS;
      case "WSS" -> WSS;
      default -> null;
    };
  }
}
