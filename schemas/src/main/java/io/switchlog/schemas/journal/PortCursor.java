package io.switchlog.schemas.journal;

import io.switchlog.schemas.NodeId;

/// Which of a media node's ports was promised last, so that the next one follows it.
///
/// @param node the media node
/// @param port the port
public record PortCursor(NodeId node, int port) {}
