package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.AddressedCommand;
import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.core.partition.Outcome.Note;
import io.switchlog.control.core.partition.Outcome.StoreChange;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.MediaCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects what follows from one input, and forgets the half of a decision that failed.
final class OutcomeBuilder {
  private final List<JournalRecord> journal = new ArrayList<>(4);
  private final List<StoreChange> changes = new ArrayList<>(4);
  private final List<CommandRecord> commands = new ArrayList<>(4);
  private final List<Note> notes = new ArrayList<>(1);

  /// How much had been collected at a moment.
  record Position(int journal, int changes, int commands) {}

  Position position() {
    return new Position(journal.size(), changes.size(), commands.size());
  }

  void rollBackTo(Position position) {
    journal.subList(position.journal(), journal.size()).clear();
    changes.subList(position.changes(), changes.size()).clear();
    commands.subList(position.commands(), commands.size()).clear();
  }

  void event(CallId call, long number, Bytes value) {
    journal.add(new JournalRecord(call, number, value));
  }

  /// Stores the events journalled since a position, the last first: a crash in between leaves a
  /// gap, and a restore takes nothing behind a gap, so a decision is stored whole or not at all.
  ///
  /// @return how many there are
  int storeEventsSince(Position position) {
    for (int i = journal.size() - 1; i >= position.journal(); i--) {
      JournalRecord event = journal.get(i);
      put(StoreKeys.event(event.call(), event.number()), event.value());
    }
    return journal.size() - position.journal();
  }

  void put(Bytes key, Bytes value) {
    changes.add(new StoreChange(key, value));
  }

  void delete(Bytes key) {
    changes.add(new StoreChange(key, null));
  }

  /// Deletes a call's events, the first one first: a crash in between leaves remains that no
  /// restore takes for a call.
  void deleteEvents(CallId call, long last) {
    for (long number = 1; number <= last; number++) {
      delete(StoreKeys.event(call, number));
    }
  }

  /// Writes the orders that follow from one cause.
  ///
  /// @param cause the event's number, or the input's place where there is no event
  void commands(CallId call, String cause, List<AddressedCommand> orders) {
    for (int i = 0; i < orders.size(); i++) {
      AddressedCommand order = orders.get(i);
      String id = call.value() + '/' + cause + '/' + i;
      CommandHead head = new CommandHead(id, order.deadline());
      byte[] value =
          switch (order.command()) {
            case EdgeCommand command -> Families.EDGE_COMMANDS.encode(head, command);
            case MediaCommand command -> Families.MEDIA_COMMANDS.encode(head, command);
          };
      commands.add(new CommandRecord(order.target(), call, id, Bytes.of(value)));
    }
  }

  void refused(@Nullable CallId call, String reason) {
    note(new Note.Refused(call, reason));
  }

  void note(Note note) {
    notes.add(note);
  }

  Outcome build() {
    return new Outcome(journal, changes, commands, notes);
  }
}
