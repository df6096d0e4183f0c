package io.switchlog.control.core.partition;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.journal.JournalRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from one input. Each list is in the order in which it has to leave; between the
/// lists there is none to keep.
///
/// @param journal records for the journal
/// @param commands orders to nodes
/// @param notes what an operator counts
/// @param posts messages to other aggregates, which leave once the journal is known to hold it
public record Effects(
    List<Entry> journal, List<CommandRecord> commands, List<PostRecord> posts, List<Note> notes) {

  /// A record as the journal keeps it.
  ///
  /// @param key whose it is, null for the partition's own
  /// @param number its number among the partition's
  /// @param body what it says
  /// @param value its bytes
  public record Entry(@Nullable AggregateId key, long number, JournalRecord body, Bytes value) {}

  /// An order to a node.
  ///
  /// @param target the node, whose ordinal is the partition
  /// @param aggregate the aggregate that it belongs to
  /// @param id the command's id, the same whenever it is given again
  /// @param number of the journal's record that holds it
  /// @param value the record's bytes
  public record CommandRecord(
      NodeId target, AggregateId aggregate, String id, long number, Bytes value) {}

  /// A message to another aggregate.
  ///
  /// @param to whose inbox it goes to
  /// @param number of the journal's record that holds it
  public record PostRecord(AggregateId to, long number, MessageArrived input) {}

  /// Something to count, and perhaps to log.
  public sealed interface Note {

    /// An input that changed nothing.
    record Refused(@Nullable AggregateId aggregate, String reason) implements Note {}

    /// An aggregate that could not go on and was ended.
    record Quarantined(AggregateId aggregate, String reason, @Nullable Throwable fault)
        implements Note {}

    /// A record that nothing could be done with.
    record Skipped(long offset, String reason) implements Note {}

    /// An input that history has decided already.
    record Repeated(long offset) implements Note {}

    /// Inputs that were gone from the inbox before anybody decided them.
    ///
    /// @param first the offset of the first
    /// @param last the offset of the last
    record Missed(long first, long last) implements Note {}

    /// A timer that came before it was due, and will come again.
    record Early(AggregateId aggregate, String timer) implements Note {}
  }
}
