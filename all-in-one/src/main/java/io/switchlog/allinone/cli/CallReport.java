package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.CallSummary;
import io.switchlog.allinone.history.Cdr;
import io.switchlog.allinone.history.EventText;
import io.switchlog.allinone.history.InputText;
import io.switchlog.allinone.history.Net;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.media.QualityMeasured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A call in lines of text, part by part. Public for whoever shows a call as it happens.
public final class CallReport {
  private CallReport() {}

  /// Who called whom, and what became of it.
  public static List<String> title(CallSummary call) {
    List<String> lines = new ArrayList<>();
    lines.add("Call " + call.id());
    lines.add("  from      " + call.from());
    lines.add("  to        " + call.to());
    lines.add("  state     " + word(call.phase()));
    if (call.tableVersion() > 0 || call.rule() != null) {
      lines.add(
          "  decision  " + EventText.decision(call.rule(), call.tableVersion(), call.action()));
    }
    if (call.outcome() != null) {
      lines.add("  end       " + EventText.endOf(call));
    }
    if (call.net() != null) {
      lines.add("  net       " + net(call.net()));
    }
    return lines;
  }

  /// The media that was released late, a line each.
  public static List<String> releases(Recorded call) {
    return call.releases().stream()
        .map(release ->
            "  media     still held by "
                + release.node()
                + ", which asked, and released at "
                + Times.moment(release.at()))
        .toList();
  }

  /// The events, each with its number, its time, and the inbox record that caused it.
  ///
  /// @param causes by offset in the call's inbox partition
  public static List<String> events(Recorded call, Map<Long, InboxRecord> causes) {
    TextTable table = new TextTable("NO", "TIME", "EVENT", "", "CAUSE", "");
    for (Envelope<EventHead, CallEvent> event : call.inOrder()) {
      EventHead head = event.head();
      InboxRecord cause = causes.get(head.causeOffset());
      table.row(
          Long.toString(head.number()),
          Times.time(head.at()),
          event.body().getClass().getSimpleName(),
          EventText.of(event.body()),
          head.causePartition() + "/" + head.causeOffset(),
          cause == null ? "(no longer in the inbox)" : InputText.of(cause));
    }
    return table.lines();
  }

  /// What the media nodes measured, a line for each leg and interval.
  public static List<String> quality(List<QualityMeasured> reports) {
    if (reports.isEmpty()) {
      return List.of();
    }
    TextTable table =
        new TextTable(
            "LEG", "FROM", "TO", "RECEIVED", "LOST", "SENT", "DROPPED", "CODEC", "JITTER", "MOS");
    for (QualityMeasured report : reports) {
      String codec = report.codec();
      table.row(
          report.leg() + (report.last() ? " (whole)" : ""),
          Times.time(report.from()),
          Times.time(report.to()),
          Long.toString(report.packetsReceived()),
          Long.toString(report.packetsLost()),
          Long.toString(report.packetsSent()),
          Long.toString(report.packetsDropped()),
          codec == null ? "-" : codec,
          number(report.jitterMillis(), "%.1f ms"),
          number(report.mos(), "%.2f"));
    }
    return table.lines();
  }

  /// A call detail record, a line for each field.
  public static List<String> cdr(Cdr cdr) {
    List<String> lines = new ArrayList<>();
    lines.add("from     " + cdr.from());
    lines.add("to       " + cdr.to());
    lines.add("dialed   " + orDash(cdr.dialed()));
    lines.add("rule     " + orDash(cdr.rule()) + " (table " + cdr.tableVersion() + ")");
    lines.add("start    " + Times.moment(cdr.start()));
    lines.add("answer   " + moment(cdr.answer()));
    lines.add("end      " + Times.moment(cdr.end()));
    lines.add("setup    " + Times.span(cdr.setup()));
    lines.add("talk     " + Times.span(cdr.talk()));
    lines.add(
        "cause    "
            + word(cdr.cause())
            + ", status "
            + cdr.status()
            + (cdr.endedBy() == null ? "" : ", by leg " + cdr.endedBy()));
    lines.add("net      " + (cdr.net() == null ? "-" : net(cdr.net())));
    cdr.quality()
        .forEach((leg, quality) ->
            lines.add(
                "leg %s    received %d, sent %d, lost %d (%.1f %%), jitter %s, MOS %s"
                    .formatted(
                        leg,
                        quality.packetsReceived(),
                        quality.packetsSent(),
                        quality.packetsLost(),
                        quality.lossPercent(),
                        number(quality.jitterMillis(), "%.1f ms"),
                        number(quality.mos(), "%.2f"))));
    return lines;
  }

  /// The state that the events up to a number fold to.
  static List<String> state(CallSummary call, long number, long last) {
    List<String> lines = new ArrayList<>(title(call));
    lines.addFirst("After event " + number + " of " + last + ":");
    lines.add("  offered   " + Times.moment(call.offered()));
    moment(lines, "  rang      ", call.rang());
    moment(lines, "  answered  ", call.answered());
    moment(lines, "  complete  ", call.established());
    moment(lines, "  ended     ", call.ended());
    if (call.media() != null) {
      lines.add("  media     " + call.media() + ", plan " + call.mediaVersion());
    }
    call.legs()
        .forEach((leg, summary) ->
            lines.add(
                "  leg "
                    + leg
                    + "     "
                    + summary.uri()
                    + " at "
                    + summary.edge()
                    + ", "
                    + summary.condition()
                    + (summary.holds() ? ", holds" : "")));
    return lines;
  }

  private static String net(Net net) {
    return "%s: %s%s; event %d at %s"
        .formatted(
            net.kind().words(),
            net.text(),
            net.leg() == null || net.text().contains("leg " + net.leg())
                ? ""
                : ", leg " + net.leg(),
            net.event(),
            Times.moment(net.at()));
  }

  private static void moment(List<String> lines, String title, @Nullable Instant moment) {
    if (moment != null) {
      lines.add(title + Times.moment(moment));
    }
  }

  private static String moment(@Nullable Instant moment) {
    return moment == null ? "-" : Times.moment(moment);
  }

  private static String number(@Nullable Double number, String format) {
    return number == null ? "-" : String.format(Locale.ROOT, format, number);
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
