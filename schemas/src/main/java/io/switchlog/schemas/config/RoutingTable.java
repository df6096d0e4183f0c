package io.switchlog.schemas.config;

import java.util.List;

/// Where calls go: ordered rules, the first that matches wins; no match is a 404.
///
/// @param version counted from 1, given when the table is applied
/// @param rules tried in order
/// @param ringTimeoutSeconds how long a called party may ring, 1 to 600
/// @param maxDurationSeconds how long a call may last from its answer, 1 to 604800
/// @param rtpTimeoutSeconds how long all legs of an established call may be silent before it is
///   ended, 0 for never; a held call may be silent for ever
public record RoutingTable(
    long version,
    List<Rule> rules,
    int ringTimeoutSeconds,
    int maxDurationSeconds,
    int rtpTimeoutSeconds) {

  /// Before anything was applied: nobody can be reached.
  public static final RoutingTable EMPTY = new RoutingTable(0, List.of(), 60, 14_400, 60);

  public RoutingTable {
    rules = List.copyOf(rules);
  }
}
