package io.switchlog.schemas.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where calls go: ordered rules, the first that matches wins; no match is a 404.
///
/// @param version counted from 1, given when the table is applied
/// @param rules tried in order
/// @param ringTimeoutSeconds how long a called party may ring, 1 to 600
/// @param maxDurationSeconds how long a call may last from its answer, 1 to 604800
/// @param rtpTimeoutSeconds how long all legs of an established call may be silent before it is
///   ended, 0 for never; a held call may be silent for ever
/// @param sessionSeconds how often the sessions of all legs are to be refreshed at least (RFC
///   4028), 90 and more; null: where a leg's party asks for it
public record RoutingTable(
    long version,
    List<Rule> rules,
    int ringTimeoutSeconds,
    int maxDurationSeconds,
    int rtpTimeoutSeconds,
    @Nullable Integer sessionSeconds) {

  /// Before anything was applied: nobody can be reached.
  public static final RoutingTable EMPTY = new RoutingTable(0, List.of(), 60, 14_400, 60);

  /// One that asks no party to refresh its session.
  public RoutingTable(
      long version,
      List<Rule> rules,
      int ringTimeoutSeconds,
      int maxDurationSeconds,
      int rtpTimeoutSeconds) {
    this(version, rules, ringTimeoutSeconds, maxDurationSeconds, rtpTimeoutSeconds, null);
  }

  public RoutingTable {
    rules = List.copyOf(rules);
  }
}
