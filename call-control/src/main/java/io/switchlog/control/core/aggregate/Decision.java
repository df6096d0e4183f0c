package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.event.CallEvent;
import java.util.List;

/// What came of an input.
public sealed interface Decision {

  /// The events that follow, in order; none where the input changes nothing.
  record Accepted(List<CallEvent> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /// The input does not fit the state and nobody waits for an answer. Recorded nowhere.
  ///
  /// @param expected what would have fitted
  /// @param found what came
  record Refused(String expected, String found) implements Decision {}

  /// The call is not known, over, or not concerned: these answers leave, and nothing is remembered.
  record Answered(List<AddressedCommand> commands) implements Decision {
    public Answered {
      commands = List.copyOf(commands);
    }
  }

  /// The input does not fit.
  static Decision refused(String expected, String found) {
    return new Refused(expected, found);
  }
}
