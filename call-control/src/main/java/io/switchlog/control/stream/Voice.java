package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What one owner of a partition has said and the bus has taken: how far its journal stands where
/// it expected it, and which commands are still under way. Safe for use by many threads.
public final class Voice {
  private final long term;
  private final long begunNanos = System.nanoTime();
  private final TreeMap<Long, Integer> underWay = new TreeMap<>();
  private final Map<NodeId, Long> sequences = new HashMap<>();
  private long lastNumber;
  private long acknowledged;
  private long offset;
  private boolean lost;
  private boolean silent;
  private Runnable heard = () -> {};
  private volatile long wakesNanos = System.nanoTime();

  /// @param number the number of the last record before this owner's first
  /// @param nextOffset where its first record goes
  Voice(long term, long number, long nextOffset) {
    this.term = term;
    this.lastNumber = number;
    this.acknowledged = number;
    this.offset = nextOffset - 1;
  }

  /// The owner's term.
  public long term() {
    return term;
  }

  /// When it began, in [System#nanoTime].
  long begunNanos() {
    return begunNanos;
  }

  /// When its next timer runs out, in [System#nanoTime].
  long wakesNanos() {
    return wakesNanos;
  }

  void wakesAfter(long millis) {
    wakesNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// It is not heard any more.
  ///
  /// @return whether that is new
  synchronized boolean fallsSilent() {
    boolean fallen = !silent;
    silent = true;
    lost = true;
    return fallen;
  }

  /// Counts what is said to a node in this term, from 1 on.
  public synchronized long nextSequence(NodeId node) {
    return sequences.merge(node, 1L, Long::sum);
  }

  /// Told whenever the journal has taken a record, on the thread that brings the news, which it
  /// must not hold up.
  synchronized void onHeard(Runnable listener) {
    heard = listener;
  }

  /// A command leaves, or a message is to.
  public synchronized void commandSent(long number) {
    underWay.merge(number, 1, Integer::sum);
  }

  /// It is on the bus, or will never be.
  public synchronized void commandDone(long number) {
    underWay.computeIfPresent(number, (_, count) -> count == 1 ? null : count - 1);
  }

  /// A record is handed to the journal.
  synchronized void recordSent(long number) {
    lastNumber = number;
  }

  /// The journal has taken a record.
  ///
  /// @return whether it stands where it has to: right behind the one before. If not, somebody else
  ///   has written there, or one was lost, and what follows may not count
  synchronized boolean recordDone(long number, long at) {
    if (lost || number != acknowledged + 1 || at != offset + 1) {
      lost = true;
      return false;
    }
    acknowledged = number;
    offset = at;
    heard.run();
    return true;
  }

  /// Whether the journal holds all that was decided, where it counts.
  public synchronized boolean isHeard() {
    return !lost && acknowledged == lastNumber;
  }

  /// The number of the last record known to count.
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /// All commands of records numbered so far are on the bus, or will never be.
  public synchronized long said() {
    return underWay.isEmpty() ? lastNumber : underWay.firstKey() - 1;
  }
}
