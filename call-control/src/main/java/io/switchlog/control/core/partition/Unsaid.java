package io.switchlog.control.core.partition;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.journal.Ordered;
import java.util.ArrayDeque;
import java.util.List;

/// The commands of history that may not have reached their nodes: who takes the partition over says
/// them again.
final class Unsaid {
  /// Far more than an owner has under way before it commits.
  private static final int MOST = 200_000;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /// @param began where the record stands
  record Entry(CallId call, Place began, List<Ordered> commands) {}

  void add(CallId call, Place place, List<Ordered> commands) {
    if (!commands.isEmpty()) {
      entries.add(new Entry(call, place, commands));
      if (entries.size() > MOST) {
        entries.remove();
      }
    }
  }

  /// Lets go of what has been said.
  void said(long number) {
    while (!entries.isEmpty() && entries.peek().began().number() <= number) {
      entries.remove();
    }
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }
}
