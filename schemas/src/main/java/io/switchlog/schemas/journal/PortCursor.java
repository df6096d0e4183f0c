package io.switchlog.schemas.journal;

import io.switchlog.schemas.NodeId;
import java.util.List;

/// Which of a media node's ports was promised last, so that the next one follows it, and which are
/// passed over.
///
/// @param node the media node
/// @param resting those given back last, in that order
/// @param notKept those that the node did not have after all, in order
public record PortCursor(NodeId node, int port, List<Integer> resting, List<Integer> notKept) {
  public PortCursor {
    resting = List.copyOf(resting);
    notKept = List.copyOf(notKept);
  }
}
