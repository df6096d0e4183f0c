package io.switchlog.control.core.partition;

import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Entry;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.journal.Posted;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import io.switchlog.schemas.message.Sender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what follows from one input. All records of one input but the last say that there are
/// more.
final class EffectsBuilder {
  /// Of an answer that no life counts.
  private static final long NO_LIFE = -1;

  private final List<Draft> drafts = new ArrayList<>(1);
  private final List<CommandRecord> commands = new ArrayList<>(4);
  private final List<PostRecord> posts = new ArrayList<>(0);
  private final List<Note> notes = new ArrayList<>(1);

  /// @param value the bytes where nothing follows
  private record Draft(
      @Nullable AggregateId key, JournalHead head, JournalRecord body, Bytes value) {}

  /// @param value the record's bytes
  void decided(JournalHead head, Decided body, Bytes value) {
    drafts.add(new Draft(body.id(), head, body, value));
    commands.addAll(commandsOf(head.number(), body));
    posts.addAll(postsOf(head.number(), body));
  }

  /// @param value the record's bytes
  void viewChanged(JournalHead head, ViewChanged body, Bytes value) {
    drafts.add(new Draft(null, head, body, value));
  }

  /// What a decision orders.
  ///
  /// @param number of its record
  static List<CommandRecord> commandsOf(long number, Decided decided) {
    List<CommandRecord> commands = new ArrayList<>(decided.commands().size());
    for (Ordered order : decided.commands()) {
      commands.add(
          new CommandRecord(order.target(), decided.id(), order.id(), number, order.command()));
    }
    return commands;
  }

  /// What a decision says to other aggregates.
  ///
  /// @param number of its record
  static List<PostRecord> postsOf(long number, Decided decided) {
    List<PostRecord> posts = new ArrayList<>(decided.messages().size());
    // An answer is numbered by its input, and counts with no life.
    long life = decided.events().isEmpty() ? NO_LIFE : decided.life();
    for (Posted posted : decided.messages()) {
      Sender sender = new Sender(decided.id(), life, posted.number());
      posts.add(new PostRecord(posted.to(), number, new MessageArrived(sender, posted.message())));
    }
    return posts;
  }

  void refused(@Nullable AggregateId aggregate, String reason) {
    note(new Note.Refused(aggregate, reason));
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
    return new Effects(journal, commands, posts, notes);
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
