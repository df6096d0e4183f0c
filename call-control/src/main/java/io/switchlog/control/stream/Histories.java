package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Ledger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a partition's new owner comes by its history.
///
/// @param <S> the state of a call
interface Histories<S> {

  /// Partitions are this node's from now on: the history of all of them is asked for at once. Tasks
  /// ask for theirs one after the other, each when the one before has begun.
  void expect(Set<Integer> partitions);

  /// Partitions are no longer this node's. What was asked for and not taken is followed on.
  void forgo(Set<Integer> partitions);

  /// Whether the partition can be taken now; asks for it where nobody has. To be asked again and
  /// again while it is wanted: what is not asked for any more is given up.
  boolean isReady(int partition);

  /// Whether the history that is ready holds the journal up to its end. If not, it is given up, and
  /// to be asked for anew.
  ///
  /// @param end the journal's end, asked for after [#isReady]
  boolean isWhole(int partition, long end);

  /// From which place on the inbox is to be read, where that is not what the group has been told:
  /// it was made anew, or has lost its end. To be asked while the history is ready.
  @Nullable Long inboxFrom(int partition);

  /// Takes a partition over: the ledger holds all that the journal does, up to the record by which
  /// this owner began its term, and belongs to the caller from now on. Waits until it is there.
  ///
  /// @throws org.apache.kafka.common.KafkaException if it was not there in a reasonable time
  Ledger<S> take(int partition);

  /// The partition is given back; it is followed again while a copy is to be kept warm.
  void giveBack(int partition);
}
