package io.switchlog.allinone.cli;

import io.switchlog.allinone.config.NameServers;
import io.switchlog.edge.DnsSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
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
    @Override
    public InetSocketAddress convert(String text) {
      InetSocketAddress server = NameServers.parse(text);
      if (server == null) {
        throw new TypeConversionException(
            "found \""
                + text
                + "\", expected an address such as 192.0.2.53, 192.0.2.53:5353 or"
                + " [2001:db8::53]:53");
      }
      return server;
    }
  }
}
