package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.List;

/// What listeners for connections have in common.
final class Servers {
  private Servers() {}

  /// The options of a server that speaks TLS.
  static <T extends NetServerOptions> T secured(T options, ServerSSLOptions tls) {
    options
        .setSsl(true)
        .setSni(tls.isSni())
        .setClientAuth(tls.getClientAuth())
        .setKeyCertOptions(tls.getKeyCertOptions())
        .setTrustOptions(tls.getTrustOptions())
        .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
    return options;
  }

  /// Where what comes over a connection comes from.
  ///
  /// @param certificates what the peer has shown; none: nothing
  static Source source(
      Transport transport,
      String listener,
      String flow,
      SocketAddress remote,
      List<Certificate> certificates) {
    String host = remote.hostAddress();
    int zone = host.indexOf('%');
    return new Source(
        listener,
        transport,
        zone < 0 ? host : host.substring(0, zone),
        remote.port(),
        flow,
        PeerNames.first(PeerNames.of(certificates)));
  }
}
