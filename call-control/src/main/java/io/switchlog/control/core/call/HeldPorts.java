package io.switchlog.control.core.call;

import io.switchlog.schemas.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ports that a call was promised out of a lease and has not given back.
///
/// @param node the media node whose ports they are, null where there are none
/// @param rtpPorts even
public record HeldPorts(@Nullable NodeId node, List<Integer> rtpPorts) {
  /// None.
  public static final HeldPorts NONE = new HeldPorts(null, List.of());

  public HeldPorts {
    rtpPorts = List.copyOf(rtpPorts);
  }
}
