package io.switchlog.edge.transport;

import io.switchlog.schemas.Transport;
import java.util.List;

/// What a listener binds to.
///
/// @param name the listener's name, unique within the edge
/// @param host the address to bind, numeric or a name
/// @param port the port to bind; 0 lets the system choose
/// @param clients what it wants of its peers over TLS
/// @param origins the web pages whose scripts may connect, as browsers name them (RFC 6454); empty:
///   those of anybody
public record Binding(
    String name,
    Transport transport,
    String host,
    int port,
    ClientCertificates clients,
    List<String> origins) {
  public Binding {
    origins = List.copyOf(origins);
  }

  /// One that wants nothing of its peers.
  public Binding(String name, Transport transport, String host, int port) {
    this(name, transport, host, port, ClientCertificates.NONE, List.of());
  }

  Binding withPort(int chosen) {
    return new Binding(name, transport, host, chosen, clients, origins);
  }
}
