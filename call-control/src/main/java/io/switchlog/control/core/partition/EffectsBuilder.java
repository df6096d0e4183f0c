package io.switchlog.control.core.partition;

import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Entry;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what follows from one input. All records of one input but the last say that there are
/// more.
final class EffectsBuilder {
  private final List<Draft> drafts = new ArrayList<>(1);
  private final List<CommandRecord> commands = new ArrayList<>(4);
  private final List<Note> notes = new ArrayList<>(1);

  /// @param value the bytes where nothing follows
  private record Draft(@Nullable CallId key, JournalHead head, JournalRecord body, Bytes value) {}

  /// @param value the record's bytes
  void decided(JournalHead head, Decided body, Bytes value) {
    drafts.add(new Draft(body.id(), head, body, value));
    order(body.id(), head.number(), body.commands());
  }

  /// @param value the record's bytes
  void viewChanged(JournalHead head, ViewChanged body, Bytes value) {
    drafts.add(new Draft(null, head, body, value));
  }

  private void order(CallId call, long number, List<Ordered> orders) {
    for (Ordered order : orders) {
      commands.add(new CommandRecord(order.target(), call, order.id(), number, order.command()));
    }
  }

  void refused(@Nullable CallId call, String reason) {
    note(new Note.Refused(call, reason));
  }

  void note(Note note) {
    notes.add(note);
  }

  Effects build() {
    List<Entry> journal = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      journal.add(
          i == drafts.size() - 1
              ? new Entry(draft.key, draft.head.number(), draft.body, draft.value)
              : followed(draft));
    }
    return new Effects(journal, commands, notes);
  }

  private static Entry followed(Draft draft) {
    JournalRecord body =
        switch (draft.body) {
          case Decided decided -> decided.withMore();
          case ViewChanged changed -> changed.withMore();
          case TermBegan _ ->
              throw new IllegalStateException("no input leads to the beginning of a term");
        };
    return new Entry(
        draft.key, draft.head.number(), body, Bytes.of(Families.JOURNAL.encode(draft.head, body)));
  }
}
