package io.switchlog.schemas.node;

/// Where a node takes commands before the log brings them.
///
/// @param host numeric
/// @param port TCP
/// @param token what a connection begins with; of one life of the node
public record PushAddress(String host, int port, String token) {}
