package io.switchlog.testkit.net;

/// Where packets go. `toString` is `host:port`.
///
/// @param host a numeric address or a name, IPv6 without brackets
/// @param port 1 to 65535
public record Address(String host, int port) {

  /// Reads `host:port`, with brackets around an IPv6 host.
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("an address is host:port, found '" + text + "'");
    }
    String host = text.substring(0, colon);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new Address(bare, Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
