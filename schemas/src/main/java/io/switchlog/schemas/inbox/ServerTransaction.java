package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A SIP server transaction at an edge, described so that another edge can answer in its place.
///
/// @param edge the edge that holds the transaction
/// @param key the edge's key of the transaction (RFC 3261 section 17.2.3); opaque to everybody else
/// @param listener the name of the listener that the request came in on
/// @param transport the transport it came over
/// @param sourceAddress the address it came from, numeric
/// @param sourcePort the port it came from
/// @param flow the edge's name for the connection it came over; empty for UDP
/// @param vias the Via values to answer with, top first, received and rport filled in (RFC 3261
///   section 18.2.1, RFC 3581)
/// @param verifiedName as in [Flow]
public record ServerTransaction(
    NodeId edge,
    String key,
    String listener,
    Transport transport,
    String sourceAddress,
    int sourcePort,
    String flow,
    List<String> vias,
    @Nullable String verifiedName) {
  /// One whose sender was not asked who it is.
  public ServerTransaction(
      NodeId edge,
      String key,
      String listener,
      Transport transport,
      String sourceAddress,
      int sourcePort,
      String flow,
      List<String> vias) {
    this(edge, key, listener, transport, sourceAddress, sourcePort, flow, vias, null);
  }

  public ServerTransaction {
    vias = List.copyOf(vias);
  }

  /// What the request came over.
  public Flow over() {
    return new Flow(edge, listener, transport, sourceAddress, sourcePort, flow, verifiedName);
  }
}
