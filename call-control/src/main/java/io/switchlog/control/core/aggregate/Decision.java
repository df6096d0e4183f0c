package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.event.AggregateEvent;
import java.util.List;

/// What came of an input.
public sealed interface Decision {

  /// The events that follow, in order; none where the input changes nothing.
  record Accepted(List<AggregateEvent> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /// The input does not fit the state and nobody waits for an answer. Recorded nowhere.
  ///
  /// @param expected what would have fitted
  /// @param found what came
  record Refused(String expected, String found) implements Decision {}

  /// The aggregate is not known, over, or not concerned: these answers leave, and nothing is
  /// remembered.
  ///
  /// @param posts what other aggregates are told; numbered by the input, for there is no life that
  ///   could count them
  record Answered(List<AddressedCommand> commands, List<Post> posts) implements Decision {
    public Answered {
      commands = List.copyOf(commands);
      posts = List.copyOf(posts);
    }

    public Answered(List<AddressedCommand> commands) {
      this(commands, List.of());
    }
  }

  /// The input does not fit.
  static Decision refused(String expected, String found) {
    return new Refused(expected, found);
  }
}
