package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.PortLeases;
import java.util.List;

/// The ports that media nodes have leased to a partition and that no call of it holds.
public interface FreePorts {
  /// Where nothing is leased.
  FreePorts NONE = (_, _, _) -> List.of();

  /// The next ports that may be promised. The same after the same events, whoever asks.
  ///
  /// @param leases what the node leases
  /// @param count how many are needed
  /// @return so many, even; none at all where there are fewer
  List<Integer> next(NodeId node, PortLeases leases, int count);
}
