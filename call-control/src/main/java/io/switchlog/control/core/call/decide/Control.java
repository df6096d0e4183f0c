package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.schemas.event.ControlGranted;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.request.ControlRequest;
import org.jspecify.annotations.Nullable;

/// What somebody asks of a call from outside: over the command line, over an API. Whoever asks
/// reads the answer in the call's events.
final class Control {
  /// A text that stands in the journal is no longer than this.
  private static final int LONGEST_TEXT = 200;

  private Control() {}

  static Decision asked(Turn turn, ControlRequested input) {
    ControlRequest before = turn.call().granted(input.idempotencyKey());
    if (input.request().equals(before)) {
      return Decision.refused("a request once", "it came again");
    }
    String objection = objection(turn.call(), input.request(), before);
    if (objection != null) {
      turn.tell(new ControlRefused(input.request(), input.idempotencyKey(), objection));
      return turn.told();
    }
    turn.tell(new ControlGranted(input.request(), input.idempotencyKey()));
    switch (input.request()) {
      case ControlRequest.HangUp(String reason) ->
          Endings.end(
              turn,
              new Outcome(EndCause.NORMAL, null, 480, "hung up from outside" + because(reason)));
      case ControlRequest.Originate _ -> {
        // It begins a call, and is never granted to one.
      }
    }
    return turn.told();
  }

  private static @Nullable String objection(
      ActiveCall call, ControlRequest request, @Nullable ControlRequest before) {
    if (before != null) {
      return "expected an idempotency key of its own, found that of another request";
    }
    if (call.granted().size() >= ActiveCall.MOST_GRANTED) {
      return "expected at most " + ActiveCall.MOST_GRANTED + " requests to a call, found one more";
    }
    return switch (request) {
      case ControlRequest.Originate _ ->
          "expected the key of a call that is not there yet, found one that is";
      case ControlRequest.HangUp _ ->
          call.isEnding() ? "expected a call that goes on, found one that ends" : null;
    };
  }

  private static String because(String reason) {
    return reason.isBlank() ? "" : ": " + plain(reason);
  }

  /// A text of somebody's as it may stand in the journal.
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_TEXT)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }
}
