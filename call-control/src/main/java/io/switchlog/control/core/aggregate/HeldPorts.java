package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.NodeId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ports that a call was promised out of a lease and has not given back: a fold of its events.
///
/// @param node the media node of its plan; null where it has none
/// @param rtpPorts those promised, even
public record HeldPorts(@Nullable NodeId node, List<Integer> rtpPorts) {
  /// None.
  public static final HeldPorts NONE = new HeldPorts(null, List.of());

  public HeldPorts {
    rtpPorts = List.copyOf(rtpPorts);
  }

  /// Whether it is the same ports of the same node, or none both times.
  public boolean isSameAs(HeldPorts other) {
    return rtpPorts.equals(other.rtpPorts)
        && (rtpPorts.isEmpty() || Objects.equals(node, other.node));
  }
}
