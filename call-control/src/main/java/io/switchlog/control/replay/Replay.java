package io.switchlog.control.replay;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides a recorded inbox partition again and compares all that a decision yields with the
/// journal: events, commands with their content, answers, timers. Pure, and holds no more than the
/// calls that are live at a time.
///
/// ```
///   journal: | decided before the inbox that is left | ......... compared ......... |
///   inbox:                                           | ............................ | not decided yet
///                              folded ───────────────┘
/// ```
///
/// What other rules than this build's have told is not decided again: its events are folded, and
/// their commands and timers derived again. An answer without an event is decided again, whoever
/// gave it.
///
/// Because the journal is kept for ever, a replay can begin anywhere: what came before is folded,
/// and every call can be judged.
///
/// @param <S> the state of a call
public final class Replay<S> {
  private final Aggregate<S> aggregate;
  private final WriterSchemas writers;
  private final Decisions said;

  /// @param aggregate this build's decisions
  /// @param writers the schemas found on the bus
  public Replay(Aggregate<S> aggregate, WriterSchemas writers) {
    this.aggregate = aggregate;
    this.writers = writers;
    this.said = new Decisions(writers);
  }

  /// Compares all calls of a partition.
  public Verdict all(Recording recording) {
    return new Run(recording, null).compare();
  }

  /// Compares one call. The partition's own inputs take part all the same.
  public Verdict one(Recording recording, AggregateId call) {
    return new Run(recording, call).compare();
  }

  private final class Run {
    private final Recording recording;
    private final @Nullable AggregateId only;
    private final CountedJournal journal;
    private final Ledger<S> ledger;
    private final Set<AggregateId> compared = new HashSet<>();
    private final Set<AggregateId> differing = new HashSet<>();
    private final List<Verdict.Difference> differences = new ArrayList<>();
    private boolean viewDiffers;
    private long decisions;
    private long events;
    private long commands;
    private long encodings;
    private long folded;

    Run(Recording recording, @Nullable AggregateId only) {
      this.recording = recording;
      this.only = only;
      this.journal = new CountedJournal(recording.journal());
      this.ledger = new Ledger<>(aggregate, recording.partition());
    }

    Verdict compare() {
      InboxEntry entry = next();
      // The inbox may have let go of more since its beginning was asked for.
      journal.foldBelow(
          entry == null ? recording.begins() : Math.max(recording.begins(), entry.offset()),
          recording.topic(),
          ledger);
      ledger.holdRecordedPorts();
      List<AggregateId> began =
          ledger.going().stream().filter(call -> only == null || only.equals(call)).toList();
      PartitionMachine<S> machine = null;
      for (; entry != null; entry = next()) {
        List<JournalRecord> recorded = journal.causedBy(entry.offset());
        if (recorded.isEmpty() && journal.isAtEnd() && entry.offset() >= recording.decidedBelow()) {
          break;
        }
        if (!takesPart(entry)) {
          holdPorts(recorded);
          continue;
        }
        if (machine == null) {
          beginTerm();
          machine = new PartitionMachine<>(aggregate, ledger, writers, () -> 0);
        }
        List<JournalRecord> decided =
            machine.apply(entry, told(recorded)).journal().stream()
                .map(Effects.Entry::body)
                .toList();
        compare(entry, recorded, decided);
        holdPorts(recorded);
      }
      compared.removeAll(differing);
      return new Verdict(
          compared.size(), decisions, folded, events, commands, began, encodings, differences);
    }

    /// What other rules told, by call.
    private Map<AggregateId, List<AggregateEvent>> told(List<JournalRecord> recorded) {
      Map<AggregateId, List<AggregateEvent>> told = new HashMap<>();
      for (JournalRecord record : recorded) {
        if (record instanceof Decided decided
            && isCompared(decided)
            && !aggregate.decidesBy(decided.rules())
            && !decided.events().isEmpty()) {
          told.put(decided.id(), decided.events());
          folded++;
        }
      }
      return told;
    }

    private void holdPorts(List<JournalRecord> recorded) {
      for (JournalRecord record : recorded) {
        if (record instanceof Decided decided) {
          ledger.recorded(decided);
        }
      }
    }

    private @Nullable InboxEntry next() {
      return recording.inbox().hasNext() ? recording.inbox().next() : null;
    }

    /// The fold may end before anybody's term, where the inbox is whole.
    private void beginTerm() {
      if (ledger.term() == 0) {
        ledger.take(
            0,
            new io.switchlog.schemas.journal.JournalHead(1, 0, java.time.Instant.EPOCH),
            new TermBegan("replay", io.switchlog.schemas.NodeId.control(0), "", aggregate.rules()));
      }
    }

    private boolean takesPart(InboxEntry entry) {
      return only == null || entry.key() == null || only.equals(entry.key());
    }

    private void compare(
        InboxEntry entry, List<JournalRecord> recorded, List<JournalRecord> decided) {
      int most = Math.max(recorded.size(), decided.size());
      List<JournalRecord> unmatched = new ArrayList<>(decided);
      for (JournalRecord before : recorded) {
        if (isCompared(before)) {
          JournalRecord now = Decisions.sameSubject(before, unmatched);
          unmatched.remove(now);
          compare(entry, before, now);
        } else {
          unmatched.remove(Decisions.sameSubject(before, unmatched));
        }
      }
      // The journal's end may cut a fan-out that is still being written.
      boolean isCut = !recorded.isEmpty() && journal.isAtEnd() && hasMore(recorded.getLast());
      if (most > 0 && !isCut) {
        unmatched.stream().filter(this::isCompared).forEach(now -> compare(entry, null, now));
      }
    }

    private boolean hasMore(JournalRecord record) {
      return switch (record) {
        case Decided decided -> decided.more();
        case ViewChanged changed -> changed.more();
        case TermBegan _ -> false;
      };
    }

    private boolean isCompared(JournalRecord record) {
      return switch (record) {
        case Decided decided -> only == null || only.equals(decided.id());
        case ViewChanged _ -> true;
        case TermBegan _ -> false;
      };
    }

    private @Nullable Integer rulesOf(@Nullable JournalRecord record) {
      return switch (record) {
        case Decided decided -> Integer.valueOf(decided.rules());
        case ViewChanged changed -> Integer.valueOf(changed.rules());
        case TermBegan _ -> null;
        case null -> null;
      };
    }

    private void compare(
        InboxEntry entry, @Nullable JournalRecord before, @Nullable JournalRecord now) {
      JournalRecord either = before == null ? now : before;
      AggregateId call = either instanceof Decided decided ? decided.id() : null;
      if (call != null) {
        compared.add(call);
      }
      String recordedText = said.difference(before, now);
      if (recordedText == null) {
        decisions++;
        if (before instanceof Decided one && now instanceof Decided other) {
          events += one.events().size();
          commands += one.commands().size();
          encodings += Decisions.otherEncodings(one, other);
        }
      } else if (call == null ? !viewDiffers : differing.add(call)) {
        viewDiffers |= call == null;
        differences.add(
            new Verdict.Difference(
                call,
                recording.partition(),
                entry.offset(),
                said.text(before, now),
                said.text(now, before),
                rulesOf(before)));
      }
    }
  }
}
