package io.switchlog.edge.core;

import java.util.HashSet;
import java.util.Set;

/// Transactions that the edge answered by itself because the bus did not take their facts in time.
/// What call control orders for them later - it may know of neither the answer nor, yet, of what
/// led to it - must not reach a peer who has gone on. That holds for longer than the transaction:
/// until the fact is on the bus, and a while after that.
final class AnsweredAlone {
  /// Transactions whose fact is under way, by key.
  private final Set<String> untold = new HashSet<>();

  private final Memory<Boolean> told;

  AnsweredAlone(WakeUps wakeUps) {
    this.told = new Memory<>(wakeUps, EdgeCore.COMMANDS_MILLIS);
  }

  /// Answered, with the fact under way.
  void add(String transaction) {
    untold.add(transaction);
  }

  /// Answered, with no fact to wait for.
  void addTold(long nowMillis, String transaction) {
    told.put(nowMillis, transaction, true);
  }

  /// The fact of a transaction, which need not have been answered alone, is under way no longer.
  void settled(long nowMillis, String transaction) {
    if (untold.remove(transaction)) {
      told.put(nowMillis, transaction, true);
    }
  }

  boolean contains(String transaction) {
    return untold.contains(transaction) || told.contains(transaction);
  }

  int size() {
    return untold.size() + told.size();
  }
}
