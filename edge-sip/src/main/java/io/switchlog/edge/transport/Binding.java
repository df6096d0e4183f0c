package io.switchlog.edge.transport;

import io.switchlog.schemas.Transport;

/// What a listener binds to.
///
/// @param name the listener's name, unique within the edge
/// @param host the address to bind, numeric or a name
/// @param port the port to bind; 0 lets the system choose
public record Binding(String name, Transport transport, String host, int port) {
  Binding withPort(int chosen) {
    return new Binding(name, transport, host, chosen);
  }
}
