package io.switchlog.schemas.node;

import java.util.List;

/// What a media node leases to inbox partitions in advance: a block of its ports each, that call
/// control gives to the partition's calls without asking first. As long as the node's life lasts.
///
///     first                                                      first + 2 * pairs * partitions
///     | block of partition 0 | block of partition 1 | ............ |
///
/// @param hosts the node's advertised addresses, numeric, one for each address family it serves
/// @param firstPort the even port that the first block begins with
/// @param pairs how many pairs of ports, RTP and RTCP, there are in each block
/// @param partitions how many blocks there are: the partitions of `calls.inbox`
public record PortLeases(List<String> hosts, int firstPort, int pairs, int partitions) {
  public PortLeases {
    hosts = List.copyOf(hosts);
  }

  /// The first port of a partition's block.
  ///
  /// @param partition 0 to [#partitions], which is not one of them
  public int firstPortOf(int partition) {
    return firstPort + 2 * pairs * partition;
  }
}
