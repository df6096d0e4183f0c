package io.switchlog.allinone.cli;

import io.switchlog.edge.EdgeStartException;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.schemas.Transport;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `NAME=TRANSPORT:HOST:PORT[@ADVERTISED]`; an IPv6 address stands in brackets.
final class Listen implements ITypeConverter<ListenerConfig> {
  private static final Pattern TEXT =
      Pattern.compile(
          "([^=\\s]+)=(udp|tcp|tls|ws|wss):(?:\\[([0-9A-Fa-f:.%]+)]|([^:@\\[\\]\\s]+)):(\\d{1,5})(?:@\\[?([^@\\s\\[\\]]+)]?)?");

  @Override
  public ListenerConfig convert(String value) {
    Matcher matcher = TEXT.matcher(value);
    if (!matcher.matches() || Integer.parseInt(matcher.group(5)) > 65_535) {
      throw new TypeConversionException(
          "found \""
              + value
              + "\", expected NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED] such as"
              + " main=udp:0.0.0.0:5060@192.0.2.1");
    }
    String host = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
    String advertised = matcher.group(6) == null ? "" : matcher.group(6);
    if (advertised.isEmpty() && (host.equals("0.0.0.0") || host.equals("::"))) {
      throw new TypeConversionException(
          "found \"" + value + "\", expected @ADVERTISED behind it: peers cannot send to " + host);
    }
    try {
      return new ListenerConfig(
          matcher.group(1),
          Transport.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)),
          host,
          Integer.parseInt(matcher.group(5)),
          advertised);
    } catch (EdgeStartException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
