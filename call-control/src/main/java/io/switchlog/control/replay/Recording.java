package io.switchlog.control.replay;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What the bus holds of one partition, read as it is needed.
///
/// @param begins the offset of the first inbox record that is left
/// @param inbox its records, in order
/// @param decidedBelow the committed offset: what was decided below it is all in the journal; what
///   is behind it, and behind the journal's last decision, is not compared
/// @param journal the records of the journal from its beginning, in order, void ones included
/// @param topic the cluster's id of the inbox, null where it is not known: what was decided of
///   another one before is folded, and not compared
public record Recording(
    int partition,
    long begins,
    Iterator<InboxEntry> inbox,
    long decidedBelow,
    Iterator<Envelope<JournalHead, JournalRecord>> journal,
    @Nullable String topic) {

  /// Of the only inbox there has been.
  public Recording(
      int partition,
      long begins,
      Iterator<InboxEntry> inbox,
      long decidedBelow,
      Iterator<Envelope<JournalHead, JournalRecord>> journal) {
    this(partition, begins, inbox, decidedBelow, journal, null);
  }
}
