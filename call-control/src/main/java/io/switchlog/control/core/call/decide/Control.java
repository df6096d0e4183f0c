package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.Requested;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
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
    ActiveCall call = turn.call();
    ControlRequest request = plain(input.request());
    String key = input.idempotencyKey();
    Requested before = call.requested(key);
    if (before != null && before.request().equals(request)) {
      return Decision.refused("a request once", "it came again");
    }
    if (!isReadable(request, key)) {
      return Decision.refused("a request of texts that the journal can hold", "others");
    }
    boolean ends = request instanceof ControlRequest.HangUp && !call.isEnding() && before == null;
    if (!ends && call.requests().size() >= ActiveCall.MOST_REQUESTS) {
      return Decision.refused(
          "at most " + ActiveCall.MOST_REQUESTS + " requests to a call", "one more");
    }
    String objection = objection(call, request, before);
    if (objection != null) {
      turn.tell(new ControlRefused(request, key, objection));
      return turn.told();
    }
    turn.tell(new ControlGranted(request, key));
    switch (request) {
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
      ActiveCall call, ControlRequest request, @Nullable Requested before) {
    if (before != null) {
      return "expected an idempotency key of its own, found that of another request";
    }
    return switch (request) {
      case ControlRequest.Originate _ ->
          "expected the key of a call that is not there yet, found one that is";
      case ControlRequest.HangUp _ ->
          call.isEnding()
              ? "expected a call that goes on, found one that ends"
              : call.plan() instanceof Plan.HandedOver(CallId to, LegId _)
                  ? "expected a call that has its leg, found one whose leg is in call " + to
                  : null;
    };
  }

  /// Whether a request may stand in the journal as it is: each of its texts a line of some length.
  static boolean isReadable(ControlRequest request, String key) {
    return ControlRequest.isLine(key, ControlRequest.LONGEST_KEY)
        && switch (request) {
          case ControlRequest.Originate(String from, String to, String callerId, int _) ->
              ControlRequest.isLine(from, ControlRequest.LONGEST_PARTY)
                  && ControlRequest.isLine(to, ControlRequest.LONGEST_PARTY)
                  && (callerId == null
                      || ControlRequest.isLine(callerId, ControlRequest.LONGEST_PARTY));
          case ControlRequest.HangUp _ -> true;
        };
  }

  private static String because(String reason) {
    return reason.isBlank() ? "" : ": " + reason;
  }

  /// A request with its free text as it may stand in the journal.
  private static ControlRequest plain(ControlRequest request) {
    return switch (request) {
      case ControlRequest.HangUp(String reason) -> new ControlRequest.HangUp(plain(reason));
      case ControlRequest.Originate originate -> originate;
    };
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_TEXT)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }
}
