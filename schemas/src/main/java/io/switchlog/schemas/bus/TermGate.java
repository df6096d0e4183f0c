package io.switchlog.schemas.bus;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets no word of a replaced owner through: of the commands for each inbox partition those of the
/// highest term seen, and of none before. For one thread.
public final class TermGate {
  private final Map<TermMark.Owned, Long> terms = new HashMap<>();
  private long refused;

  /// Whether a command is to be carried out.
  ///
  /// @param mark null where nobody's word: then it is
  public boolean admits(@Nullable TermMark mark) {
    if (mark == null) {
      return true;
    }
    if (mark.term() < terms.getOrDefault(mark.owned(), 0L)) {
      refused++;
      return false;
    }
    terms.put(mark.owned(), mark.term());
    return true;
  }

  /// How many were not.
  public long refused() {
    return refused;
  }
}
