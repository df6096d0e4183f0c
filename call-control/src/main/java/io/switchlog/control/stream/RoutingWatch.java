package io.switchlog.control.stream;

import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.RoutingChanged;
import org.jspecify.annotations.Nullable;

/// Heals a `config apply` that died between `routing/current` and the last inbox partition: every
/// partition is told of the table that is to be in force. Those that know it refuse the repeat by
/// its version. Pure, for the thread that reads `config`:
///
/// - each record under the key [#CURRENT] is handed to [#read], in any order;
/// - once all that was there at the start is read, and then after each poll, what [#news] returns
///   is told to every partition, and told again to all where one write failed;
/// - each node of call control does so, after each start, so a table that nobody was left to tell
///   is told by the next one.
public final class RoutingWatch {
  /// The key in `config` of the table that is to be in force.
  public static final String CURRENT = "routing/current";

  private @Nullable RoutingTable newest;
  private long toldVersion;

  /// Takes a table that was put in force. An older one than was read before says nothing.
  public void read(RoutingTable table) {
    if (newest == null || table.version() > newest.version()) {
      newest = table;
    }
  }

  /// What the partitions have to be told, once for each version; null for nothing.
  public @Nullable RoutingChanged news() {
    if (newest == null || newest.version() <= toldVersion) {
      return null;
    }
    toldVersion = newest.version();
    return new RoutingChanged(newest);
  }
}
