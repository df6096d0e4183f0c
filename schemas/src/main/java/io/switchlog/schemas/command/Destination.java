package io.switchlog.schemas.command;

import io.switchlog.schemas.Transport;

/// Where a request goes next.
///
/// @param transport the transport to use
/// @param host a name or a numeric address (IPv6 without brackets)
/// @param flow the edge's name of a connection to reuse while it lives; empty for none
public record Destination(Transport transport, String host, int port, String flow) {}
