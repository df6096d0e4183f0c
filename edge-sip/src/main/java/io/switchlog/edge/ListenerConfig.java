package io.switchlog.edge;

import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.HostText;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One address that an edge listens on.
///
/// @param name unique within the edge; appears in errors, metrics and facts
/// @param bindHost the address to bind, numeric or a name; `0.0.0.0` or `::` for all
/// @param port the port to bind, 0 to 65535; 0 lets the system choose
/// @param advertisedHost what peers are told to send to; empty: the bind address, which then must
///   not stand for all addresses
/// @param clients what it wants of its peers over TLS
/// @param origins the web pages whose scripts may connect to it over WebSocket, such as
///   `https://phone.example.com`; empty: those of anybody
public record ListenerConfig(
    String name,
    Transport transport,
    String bindHost,
    int port,
    String advertisedHost,
    ClientCertificates clients,
    List<String> origins) {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

  /// One that wants nothing of its peers.
  public ListenerConfig(
      String name, Transport transport, String bindHost, int port, String advertisedHost) {
    this(name, transport, bindHost, port, advertisedHost, ClientCertificates.NONE, List.of());
  }

  public ListenerConfig {
    check(!name.isBlank(), "name", name, "a name");
    check(!bindHost.isBlank(), "bindHost of listener " + name, bindHost, "an address");
    check(port >= 0 && port <= 65_535, "port of listener " + name, port, "0 to 65535");
    check(
        !advertisedHost.isEmpty() || !isWildcard(bindHost),
        "advertisedHost of listener " + name,
        "nothing",
        "an address that peers can reach, because " + bindHost + " stands for all of them");
    check(
        clients == ClientCertificates.NONE || transport.isSecure(),
        "client certificates of listener " + name,
        clients,
        "NONE, because " + transport + " has no certificates");
    bindHost = withoutBrackets(bindHost);
    advertisedHost = advertisedHost.isEmpty() ? bindHost : withoutBrackets(advertisedHost);
    check(
        isHost(advertisedHost),
        "advertisedHost of listener " + name,
        advertisedHost,
        "an address or a name, without a port");
    origins = origins.stream().map(ListenerConfig::asBrowsersSay).toList();
  }

  /// Whether a text is an address, in brackets or without, or a name.
  public static boolean isHost(String text) {
    return HOST.matcher(text).matches() || HostText.bytes(withoutBrackets(text)) != null;
  }

  private static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  /// RFC 6454 section 6.2: in lower case, without the port that the scheme has anyway.
  private static String asBrowsersSay(String origin) {
    String text = origin.toLowerCase(Locale.ROOT);
    if (text.startsWith("https:") && text.endsWith(":443")) {
      return text.substring(0, text.length() - 4);
    }
    return text.startsWith("http:") && text.endsWith(":80")
        ? text.substring(0, text.length() - 3)
        : text;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  static void check(boolean holds, String key, Object found, String expected) {
    if (!holds) {
      throw new EdgeStartException(
          key
              + ": expected "
              + expected
              + ", found '"
              + found.toString().replaceAll("\\p{Cntrl}", "?")
              + "'",
          null);
    }
  }
}
