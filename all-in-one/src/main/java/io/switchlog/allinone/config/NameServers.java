package io.switchlog.allinone.config;

import io.switchlog.wire.sip.HostText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Name servers as people write them: an address, and a port where it is not 53.
public final class NameServers {
  private static final int PORT = 53;
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::(\\d{1,5}))?");

  private NameServers() {}

  /// The server that a text names; null where it names none.
  public static @Nullable InetSocketAddress parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    int port = matcher.group(3) == null ? PORT : Integer.parseInt(matcher.group(3));
    if (HostText.bytes(host) == null || port < 1 || port > 65_535) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
