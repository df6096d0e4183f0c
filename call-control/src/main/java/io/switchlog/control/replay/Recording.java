package io.switchlog.control.replay;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import java.util.List;

/// What the bus holds of one inbox partition.
///
/// @param partition the partition
/// @param inbox its records, in order, from the first that is still kept to the last that was
///   committed as decided
/// @param decidedBelow the committed offset: events caused below it are all in the journal, events
///   caused at or above it are not compared
/// @param journal the journal records of the same partition, in order, repeats included
public record Recording(
    int partition, List<InboxEntry> inbox, long decidedBelow, List<JournalRecord> journal) {
  public Recording {
    inbox = List.copyOf(inbox);
    journal = List.copyOf(journal);
  }

  /// Whether the inbox still begins with its first record.
  boolean isWhole() {
    return inbox.isEmpty() ? decidedBelow == 0 : inbox.getFirst().offset() == 0;
  }
}
