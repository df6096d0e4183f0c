package io.switchlog.media;

import io.switchlog.media.core.PortPool;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a media node's ports are divided: a quarter for its loops to choose from, where a plan leaves
/// the choice to the node; the rest leased to the inbox partitions, a block each.
///
///     portMin                                                              portMax
///     | loop 0 | loop 1 | ... | partition 0 | partition 1 | ............. |
///
/// @param first the lowest port, even
/// @param own how many pairs the loops have between them
/// @param leased how many pairs are leased, behind them
record PortPlan(int first, int own, int leased) {

  /// @param loops at least one pair of ports is left for each
  static PortPlan of(int portMin, int portMax, int loops) {
    int first = portMin + (portMin & 1);
    int pairs = (portMax - first + 1) / 2;
    int own = Math.max(loops, pairs / 4);
    return new PortPlan(first, own, pairs - own);
  }

  /// A pool for each loop: its share of the own ports. Those leased are carried by whichever loop
  /// has the call.
  List<PortPool> pools(int loops) {
    List<PortPool> pools = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      int from = first + 2 * (own * i / loops);
      int to = first + 2 * (own * (i + 1) / loops) - 1;
      pools.add(new PortPool(from, to, firstLeased(), leased));
    }
    return pools;
  }

  /// What is leased to so many partitions; null where that is not a call's worth of ports each.
  @Nullable PortLeases leases(Collection<String> hosts, int partitions) {
    int each = partitions == 0 ? 0 : leased / partitions;
    return each < 2 ? null : new PortLeases(List.copyOf(hosts), firstLeased(), each, partitions);
  }

  private int firstLeased() {
    return first + 2 * own;
  }
}
