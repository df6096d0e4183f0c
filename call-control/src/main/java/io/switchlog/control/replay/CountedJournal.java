package io.switchlog.control.replay;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of a journal partition that count, in step with the inbox: causes never go back.
final class CountedJournal {
  private final Iterator<Envelope<JournalHead, JournalRecord>> records;
  private final ReadingRule rule = new ReadingRule();
  private long offset = -1;
  private @Nullable Envelope<JournalHead, JournalRecord> next;

  CountedJournal(Iterator<Envelope<JournalHead, JournalRecord>> records) {
    this.records = records;
    advance();
  }

  /// Folds what was caused below an inbox offset, and the terms among it; and all that was caused
  /// by another inbox, which this one has replaced.
  ///
  /// @param topic the inbox, null where it is not known
  void foldBelow(long inboxOffset, @Nullable String topic, Ledger<?> ledger) {
    while (next != null && (isOfAnother(topic, ledger) || causeOf(next.body()) < inboxOffset)) {
      ledger.take(offset, next.head(), next.body());
      advance();
    }
  }

  private static boolean isOfAnother(@Nullable String topic, Ledger<?> ledger) {
    String decided = ledger.inbox();
    return topic != null && decided != null && !topic.equals(decided);
  }

  /// What an input led to. To be asked for ever higher offsets.
  List<JournalRecord> causedBy(long inboxOffset) {
    List<JournalRecord> caused = new ArrayList<>(1);
    while (next != null && causeOf(next.body()) <= inboxOffset) {
      if (!(next.body() instanceof TermBegan)) {
        caused.add(next.body());
      }
      advance();
    }
    return caused;
  }

  boolean isAtEnd() {
    return next == null;
  }

  private void advance() {
    next = null;
    while (next == null && records.hasNext()) {
      Envelope<JournalHead, JournalRecord> record = records.next();
      offset++;
      if (rule.counts(record.head(), record.body())) {
        next = record;
      }
    }
  }

  /// The beginning of a term belongs to what comes before it.
  private static long causeOf(JournalRecord record) {
    return switch (record) {
      case TermBegan _ -> -1;
      case Decided decided -> decided.cause().offset();
      case ViewChanged changed -> changed.cause().offset();
    };
  }
}
