package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.CallHistory;
import io.switchlog.allinone.history.CallSummary;
import io.switchlog.allinone.history.EventText;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.ControlGranted;
import io.switchlog.schemas.event.ControlRefused;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A call as it happens: each event a line, as soon as the journal has it.
final class FollowedCall {
  private final CallId call;
  private final TopicReader reader;
  private final long from;
  private final CallHistory history;
  private final String key;
  private boolean taken;
  private @Nullable String refusal;

  /// Follows from now on.
  ///
  /// @param key the idempotency key of what is asked of it next
  FollowedCall(CallId call, String key, TopicReader reader) {
    this.call = call;
    this.key = key;
    this.reader = reader;
    this.from = reader.endOfJournal(call);
    this.history = new CallHistory(call);
  }

  /// Tells each event of the call, until one that the caller waits for.
  ///
  /// @return whether it came; false where the thread was interrupted first, or where nobody has
  ///   taken the request within the time that the bus has
  boolean until(Predicate<CallEvent> last, PrintWriter out) {
    return reader.follow(call, from, events -> told(events, last, out), () -> taken);
  }

  private boolean told(
      List<Envelope<EventHead, CallEvent>> events, Predicate<CallEvent> last, PrintWriter out) {
    boolean came = false;
    for (Envelope<EventHead, CallEvent> event : events) {
      history.apply(event);
      out.println(line(event));
      if (isAnswer(event.body())) {
        taken = true;
        refusal = event.body() instanceof ControlRefused refused ? refused.text() : null;
      }
      came |= last.test(event.body());
    }
    out.flush();
    return came;
  }

  private boolean isAnswer(CallEvent event) {
    String answered =
        switch (event) {
          case CallOriginated originated -> originated.idempotencyKey();
          case ControlGranted granted -> granted.idempotencyKey();
          case ControlRefused refused -> refused.idempotencyKey();
          case CallEvent _ -> null;
        };
    return key.equals(answered);
  }

  /// Whether call control has answered the request.
  boolean taken() {
    return taken;
  }

  /// Why the request was not done; null where it was, or nobody has answered it.
  @Nullable String refusal() {
    return refusal;
  }

  /// What was told makes of it.
  CallSummary summary() {
    return history.summary();
  }

  static String line(Envelope<EventHead, CallEvent> event) {
    return "%s  %-16s  %s"
        .formatted(
            Times.time(event.head().at()),
            event.body().getClass().getSimpleName(),
            EventText.of(event.body()))
        .stripTrailing();
  }
}
