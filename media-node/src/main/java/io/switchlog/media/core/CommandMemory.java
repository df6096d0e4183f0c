package io.switchlog.media.core;

import io.switchlog.schemas.inbox.AggregateInput;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The commands that were carried out lately, with what was answered, so that a repeat is answered
/// alike and carried out never. Bounded in time and in number; the oldest go first.
final class CommandMemory {
  static final long KEPT_MICROS = 64_000_000;
  private static final int MOST = 100_000;

  /// What a command led to.
  ///
  /// @param answer what was published; null where the command was passed over in silence
  record Outcome(long atMicros, @Nullable AggregateInput answer) {}

  private final LinkedHashMap<String, Outcome> outcomes = new LinkedHashMap<>();

  int size() {
    return outcomes.size();
  }

  @Nullable Outcome of(String commandId) {
    return outcomes.get(commandId);
  }

  void remember(long nowMicros, String commandId, @Nullable AggregateInput answer) {
    outcomes.putLast(commandId, new Outcome(nowMicros, answer));
    forget(nowMicros);
  }

  /// Lets go what is old enough.
  void forget(long nowMicros) {
    while (!outcomes.isEmpty()) {
      Outcome oldest = outcomes.firstEntry().getValue();
      if (nowMicros - oldest.atMicros <= KEPT_MICROS && outcomes.size() <= MOST) {
        return;
      }
      outcomes.pollFirstEntry();
    }
  }
}
