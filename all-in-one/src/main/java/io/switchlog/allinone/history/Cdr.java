package io.switchlog.allinone.history;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.media.QualityMeasured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A call detail record: a pure function of an ended call's events and measurements.
///
/// @param from the caller's URI
/// @param to the Request-URI that was called
/// @param dialed the URI that answered, else the one that was rung last; null where the exchange
///   answered or refused by itself
/// @param rule the rule that decided, null where none matched
/// @param tableVersion the version of the routing table, 0 where none was asked
/// @param start when the INVITE came
/// @param answer when the call was answered, null where it was not
/// @param end when the first party hung up or was let go; how long the other one then took to
///   answer is nobody's talk
/// @param setup from the INVITE to the answer, or to the end of a call without one
/// @param talk from the answer to the end, zero without one
/// @param cause why it ended
/// @param endedBy the leg that brought the end about, null where none did
/// @param status the SIP status that says the same
/// @param net what ended it where no phone did, null where one did
/// @param quality each measured leg's closing report, by leg
public record Cdr(
    CallId call,
    String from,
    String to,
    @Nullable String dialed,
    @Nullable String rule,
    long tableVersion,
    Instant start,
    @Nullable Instant answer,
    Instant end,
    Duration setup,
    Duration talk,
    EndCause cause,
    @Nullable LegId endedBy,
    int status,
    @Nullable Net net,
    SortedMap<LegId, Quality> quality) {

  /// One leg's audio over its whole life; what could not be measured is null.
  public record Quality(
      long packetsReceived,
      long packetsSent,
      long packetsLost,
      double lossPercent,
      @Nullable Double jitterMillis,
      @Nullable Double mos) {
    static Quality of(QualityMeasured report) {
      double loss =
          report.packetsExpected() == 0
              ? 0
              : 100.0 * report.packetsLost() / report.packetsExpected();
      return new Quality(
          report.packetsReceived(),
          report.packetsSent(),
          report.packetsLost(),
          loss,
          report.jitterMillis(),
          report.mos());
    }
  }

  /// The record of a call, or null while it goes on.
  ///
  /// @param events all events of the call, in order
  /// @param reports its measurements, in any order
  public static @Nullable Cdr of(
      CallId call, List<Envelope<EventHead, CallEvent>> events, List<QualityMeasured> reports) {
    CallHistory history = new CallHistory(call);
    events.forEach(history::apply);
    CallSummary summary = history.summary();
    Outcome outcome = summary.outcome();
    if (summary.ended() == null || outcome == null) {
      return null;
    }
    Instant end = summary.ending() == null ? summary.ended() : summary.ending();
    Instant answer = summary.answered();
    LegId dialed = dialed(events, summary);
    CallSummary.LegSummary called = dialed.equals(LegId.CALLER) ? null : summary.legs().get(dialed);
    return new Cdr(
        call,
        summary.from(),
        summary.to(),
        called == null ? null : called.uri(),
        summary.rule(),
        summary.tableVersion(),
        summary.offered(),
        answer,
        end,
        Duration.between(summary.offered(), answer == null ? end : answer),
        summary.talk(),
        outcome.cause(),
        outcome.by(),
        outcome.status(),
        summary.net(),
        closing(reports));
  }

  /// Whoever was connected with the caller; else the last who was rung.
  private static LegId dialed(List<Envelope<EventHead, CallEvent>> events, CallSummary summary) {
    for (Envelope<EventHead, CallEvent> event : events) {
      if (event.body() instanceof LegsBridged(LegId _, LegId other)) {
        return other;
      }
    }
    return summary.legs().isEmpty() ? LegId.CALLER : summary.legs().lastKey();
  }

  /// A leg that moved to another media node has a closing report from each: the latest counts.
  private static SortedMap<LegId, Quality> closing(List<QualityMeasured> reports) {
    SortedMap<LegId, QualityMeasured> latest = new TreeMap<>();
    for (QualityMeasured report : reports) {
      if (report.last()) {
        latest.merge(
            report.leg(), report, (one, other) -> other.to().isBefore(one.to()) ? one : other);
      }
    }
    SortedMap<LegId, Quality> closing = new TreeMap<>();
    latest.forEach((leg, report) -> closing.put(leg, Quality.of(report)));
    return closing;
  }
}
