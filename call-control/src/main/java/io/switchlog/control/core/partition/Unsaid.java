package io.switchlog.control.core.partition;

import io.switchlog.schemas.journal.Decided;
import java.util.ArrayDeque;
import java.util.List;

/// The commands and messages of history that may not have reached whom they are for: who takes the
/// partition over says them again.
final class Unsaid {
  /// Far more than an owner has under way before it commits.
  private static final int MOST = 200_000;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /// @param began where the record stands
  record Entry(Place began, Decided decided) {}

  void add(Place place, Decided decided) {
    if (!decided.commands().isEmpty() || !decided.messages().isEmpty()) {
      entries.add(new Entry(place, decided));
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
