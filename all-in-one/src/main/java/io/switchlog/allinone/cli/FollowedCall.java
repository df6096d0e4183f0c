package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.CallHistory;
import io.switchlog.allinone.history.CallSummary;
import io.switchlog.allinone.history.EventText;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.event.CallEvent;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Predicate;

/// A call as it happens: each event a line, as soon as the journal has it.
final class FollowedCall {
  private final CallId call;
  private final TopicReader reader;
  private final long from;
  private final CallHistory history;
  private boolean begun;

  /// Follows from now on.
  FollowedCall(CallId call, TopicReader reader) {
    this.call = call;
    this.reader = reader;
    this.from = reader.endOfJournal(call);
    this.history = new CallHistory(call);
  }

  /// Tells each event of the call, until one that the caller waits for.
  ///
  /// @return whether it came; false where the thread was interrupted first, or where nobody decided
  ///   anything of the call within the time that the bus has
  boolean until(Predicate<CallEvent> last, PrintWriter out) {
    return reader.follow(
        call,
        from,
        events -> {
          begun = true;
          return told(events, last, out);
        },
        () -> begun);
  }

  private boolean told(
      List<Envelope<EventHead, CallEvent>> events, Predicate<CallEvent> last, PrintWriter out) {
    boolean came = false;
    for (Envelope<EventHead, CallEvent> event : events) {
      history.apply(event);
      out.println(line(event));
      came |= last.test(event.body());
    }
    out.flush();
    return came;
  }

  /// Whether anything was decided of it.
  boolean begun() {
    return begun;
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
