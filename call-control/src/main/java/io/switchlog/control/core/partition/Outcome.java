package io.switchlog.control.core.partition;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from one input. Each list is in the order in which it has to leave; between the
/// lists there is none to keep.
///
/// @param journal events for the journal
/// @param changes changes to the store
/// @param commands orders to nodes
/// @param notes what an operator counts
public record Outcome(
    List<JournalRecord> journal,
    List<StoreChange> changes,
    List<CommandRecord> commands,
    List<Note> notes) {

  /// An event as the journal keeps it.
  ///
  /// @param call whose it is
  /// @param number counted from 1 within the call
  /// @param value the record's bytes
  public record JournalRecord(CallId call, long number, Bytes value) {}

  /// A change to the store.
  ///
  /// @param key where
  /// @param value what is there from now on, null for nothing
  public record StoreChange(Bytes key, @Nullable Bytes value) {}

  /// An order to a node.
  ///
  /// @param target the node, whose ordinal is the partition
  /// @param call the call that it belongs to
  /// @param id the command's id, the same whenever it is given again
  /// @param value the record's bytes
  public record CommandRecord(NodeId target, CallId call, String id, Bytes value) {}

  /// Something to count, and perhaps to log.
  public sealed interface Note {

    /// An input that changed nothing.
    record Refused(@Nullable CallId call, String reason) implements Note {}

    /// A call that could not go on and was ended.
    record Quarantined(CallId call, String reason, @Nullable Throwable fault) implements Note {}

    /// A record that nothing could be done with.
    record Skipped(long offset, String reason) implements Note {}

    /// Events whose consequences were said again because their cause came again.
    record Repeated(CallId call, int events) implements Note {}

    /// An ended call that was let go.
    record Removed(CallId call) implements Note {}
  }
}
