package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.InboxEntry;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What happened in a run, in numbers, and to which inputs.
final class Figures {
  private final Map<Integer, BitSet> handled = new HashMap<>();
  private final Map<Integer, BitSet> missed = new HashMap<>();
  private long gaveUp;
  private long lostCommands;
  private long earlyTimers;
  private long replayedDecisions;
  private long begunBefore;
  private long pushed;
  private long rebound;

  void decided(InboxEntry entry, Effects outcome) {
    handled(entry.partition()).set((int) entry.offset());
    for (Note note : outcome.notes()) {
      if (note instanceof Note.Missed(long first, long last)) {
        missed(entry.partition()).set((int) first, (int) last + 1);
      } else if (note instanceof Note.Early) {
        earlyTimers++;
      }
    }
  }

  void replayed(io.switchlog.control.replay.Verdict verdict) {
    replayedDecisions += verdict.decisions();
    begunBefore += verdict.began().size();
  }

  /// The decisions that a replay found the same.
  long replayedDecisions() {
    return replayedDecisions;
  }

  /// The calls that began before the inbox that is left.
  long begunBefore() {
    return begunBefore;
  }

  /// The inputs that somebody was handed.
  BitSet handled(int partition) {
    return handled.computeIfAbsent(partition, _ -> new BitSet());
  }

  /// The inputs that were said to be lost.
  BitSet missed(int partition) {
    return missed.computeIfAbsent(partition, _ -> new BitSet());
  }

  long allMissed() {
    return missed.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  void pushed() {
    pushed++;
  }

  /// The commands that were carried out before the log brought them.
  long pushes() {
    return pushed;
  }

  void rebound() {
    rebound++;
  }

  /// How often a caller's translator forgot it in the middle of a call.
  long timesRebound() {
    return rebound;
  }

  void gaveUp() {
    gaveUp++;
  }

  long timesGivenUp() {
    return gaveUp;
  }

  void lostCommand() {
    lostCommands++;
  }

  long lostCommands() {
    return lostCommands;
  }

  long earlyTimers() {
    return earlyTimers;
  }
}
