package io.switchlog.schemas.node;

import io.switchlog.schemas.Transport;

/// Where an edge can be reached.
///
/// @param name the listener's name in the edge's configuration
/// @param transport the transport it speaks
/// @param host the advertised address, numeric or a name
/// @param port the advertised port
public record ListenerAddress(String name, Transport transport, String host, int port) {}
