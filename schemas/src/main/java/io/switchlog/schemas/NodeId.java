package io.switchlog.schemas;

import java.util.Locale;

/// A node of the platform: its kind and its ordinal, counted from 0 within the kind. The ordinal is
/// also the partition of the node's command topic.
public record NodeId(NodeKind kind, int ordinal) implements Comparable<NodeId> {
  public NodeId {
    if (ordinal < 0) {
      throw new IllegalArgumentException("a node ordinal counts from 0, found " + ordinal);
    }
  }

  public static NodeId edge(int ordinal) {
    return new NodeId(NodeKind.EDGE, ordinal);
  }

  public static NodeId control(int ordinal) {
    return new NodeId(NodeKind.CONTROL, ordinal);
  }

  public static NodeId media(int ordinal) {
    return new NodeId(NodeKind.MEDIA, ordinal);
  }

  public static NodeId api(int ordinal) {
    return new NodeId(NodeKind.API, ordinal);
  }

  @Override
  public int compareTo(NodeId other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : Integer.compare(ordinal, other.ordinal);
  }

  /// `edge-0`, `control-1`, `media-2`.
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "-" + ordinal;
  }
}
