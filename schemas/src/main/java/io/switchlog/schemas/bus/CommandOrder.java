package io.switchlog.schemas.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// In which order a node carries out commands that all come over the log, and most of them before
/// that by a push. What is carried out, and in which order for each inbox partition, is what the log
/// says; a push only makes it earlier:
///
///     log  ──> word of a replaced owner? ──yes──> nothing
///                 │ no
///                 v
///              carried out already? ──yes──> nothing
///                 │ no
///                 └──> carried out, and what was held behind it
///     push ──> the next one of its term, which the log has shown? ──yes──> carried out
///                 │ no
///                 └──> held until the log has brought what is before it
///
/// For one thread at a time.
///
/// @param <C> a command
public final class CommandOrder<C> {
  /// So many are held for each partition at the most: the log has the others.
  static final int MOST_HELD = 1_000;

  private static final class Line<C> {
    long term;
    long last;

    /// Pushed, of one term, by sequence.
    final TreeMap<Long, C> held = new TreeMap<>();

    long heldTerm;
  }

  private final TermGate gate = new TermGate();
  private final Map<TermMark.Owned, Line<C>> lines = new HashMap<>();
  private int held;

  /// The log brings a command.
  ///
  /// @param mark null where nobody's word
  /// @return what is to be carried out now, in order; null where it is the word of an owner that
  ///   was replaced
  public @Nullable List<C> logged(@Nullable TermMark mark, C command) {
    if (!gate.admits(mark)) {
      return null;
    }
    if (mark == null) {
      return List.of(command);
    }
    List<C> due = new ArrayList<>(List.of(command));
    Line<C> line = lines.computeIfAbsent(mark.owned(), _ -> new Line<>());
    if (mark.term() > line.term) {
      line.term = mark.term();
      line.last = 0;
    }
    if (mark.sequence() > 0) {
      if (mark.sequence() <= line.last) {
        return List.of();
      }
      line.last = mark.sequence();
    }
    release(line, due);
    return due;
  }

  /// Whether the log's copy of a command need not be read: it is the word of an owner that was
  /// replaced. Its term is seen, whether it can be read or not.
  public boolean isVoid(TermMark mark) {
    return !gate.admits(mark);
  }

  /// Whether the log's copy of a command need not be read: it was carried out.
  public boolean isRepeat(TermMark mark) {
    Line<C> line = lines.get(mark.owned());
    return line != null
        && mark.sequence() > 0
        && mark.term() == line.term
        && mark.sequence() <= line.last;
  }

  /// A push brings a command.
  ///
  /// @return what is to be carried out now, in order
  public List<C> pushed(TermMark mark, C command) {
    Line<C> line = lines.computeIfAbsent(mark.owned(), _ -> new Line<>());
    if (mark.sequence() == 0 || mark.term() < Math.max(line.term, line.heldTerm)) {
      return List.of();
    }
    if (mark.term() > line.term || mark.sequence() > line.last + 1) {
      hold(line, mark, command);
      return List.of();
    }
    if (mark.sequence() <= line.last) {
      return List.of();
    }
    line.last = mark.sequence();
    List<C> due = new ArrayList<>(List.of(command));
    release(line, due);
    return due;
  }

  private void hold(Line<C> line, TermMark mark, C command) {
    if (mark.term() > line.heldTerm) {
      held -= line.held.size();
      line.held.clear();
      line.heldTerm = mark.term();
    }
    if (line.held.size() < MOST_HELD && line.held.putIfAbsent(mark.sequence(), command) == null) {
      held++;
    }
  }

  /// What was held and is next, or was brought meanwhile.
  private void release(Line<C> line, List<C> due) {
    if (line.heldTerm > line.term) {
      return;
    }
    while (!line.held.isEmpty()
        && (line.heldTerm < line.term || line.held.firstKey() <= line.last + 1)) {
      Map.Entry<Long, C> first = line.held.pollFirstEntry();
      held--;
      if (line.heldTerm == line.term && first.getKey() == line.last + 1) {
        line.last = first.getKey();
        due.add(first.getValue());
      }
    }
  }

  /// Whether pushed commands wait for the log.
  public boolean isWaiting() {
    return held > 0;
  }
}
