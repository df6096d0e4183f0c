package io.switchlog.schemas.command;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import org.jspecify.annotations.Nullable;

/// Where a request goes next.
///
/// @param transport the transport to use
/// @param host a name or a numeric address (IPv6 without brackets)
/// @param flow the edge's name of a connection to reuse while it lives; empty for none
/// @param along the way that the peer's messages come: its listener sends, where the edge has it,
///   and its connection while that lives; null: any way
/// @param lookup what the host is looked up for; null: for its address alone
public record Destination(
    Transport transport,
    String host,
    int port,
    String flow,
    @Nullable Flow along,
    @Nullable Lookup lookup) {
  /// By any way.
  public Destination(Transport transport, String host, int port, String flow) {
    this(transport, host, port, flow, null, null);
  }
}
