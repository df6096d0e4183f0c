package io.switchlog.schemas;

import org.jspecify.annotations.Nullable;

/// The way between an edge and a peer, as the edge saw a message come: what is sent along it
/// reaches the peer through whatever is between, a NAT for one (RFC 5626 section 1, RFC 3581).
///
/// @param edge that has it
/// @param listener the name of the edge's listener
/// @param transport what it speaks
/// @param host the peer's address as it was seen, numeric, IPv6 without brackets
/// @param port the peer's port as it was seen
/// @param connection the edge's name for the connection, which no other life of the edge gives
///   again ([#connectionsOf]); empty where the transport has none
/// @param verifiedName whom the peer has proved to be (RFC 5922 section 7.1); null: nobody asked
public record Flow(
    NodeId edge,
    String listener,
    Transport transport,
    String host,
    int port,
    String connection,
    @Nullable String verifiedName) {
  /// How the names of all connections of one life of an edge begin, and of no other life's.
  ///
  /// @param incarnation as the edge announces it
  public static String connectionsOf(NodeId edge, long incarnation) {
    return edge + "-" + Long.toString(incarnation, Character.MAX_RADIX) + "-";
  }
}
