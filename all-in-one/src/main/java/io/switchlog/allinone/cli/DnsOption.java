package io.switchlog.allinone.cli;

import io.switchlog.edge.DnsSettings;
import io.switchlog.wire.sip.HostText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How names are found, for every command that runs an edge.
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DnsOption {
  @Option(
      names = "--dns",
      paramLabel = "ADDRESS[:PORT]",
      converter = Server.class,
      description =
          "A name server to ask, numeric; repeatable, the first is asked first. Default: the"
              + " system's.")
  private List<InetSocketAddress> servers = new ArrayList<>();

  @Option(
      names = "--ipv6-first",
      description = "Try IPv6 first where a host has addresses of both families.")
  private boolean ipv6First;

  DnsSettings read() {
    return new DnsSettings(servers, ipv6First);
  }

  private static final class Server implements ITypeConverter<InetSocketAddress> {
    private static final int PORT = 53;
    private static final Pattern TEXT =
        Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::(\\d{1,5}))?");

    @Override
    public InetSocketAddress convert(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (matcher.matches()) {
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = matcher.group(3) == null ? PORT : Integer.parseInt(matcher.group(3));
        if (HostText.isNumeric(host) && port > 0 && port <= 65_535) {
          return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        }
      }
      throw new TypeConversionException(
          "found \""
              + text
              + "\", expected an address such as 192.0.2.53, 192.0.2.53:5353 or"
              + " [2001:db8::53]:53");
    }
  }
}
