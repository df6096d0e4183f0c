package io.switchlog.allinone.history;

import io.switchlog.schemas.Origin;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.schemas.trace.MessageTraced.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A call flow as text, from the messages that the edges traced: the caller at the left, the
/// platform in the middle, every called leg at the right.
///
/// ```
///  seconds  caller 127.0.0.1:5061        platform         leg 2 127.0.0.1:5070
///    0.000     |--------INVITE (sdp)-------->|                        |
///    0.004     |                             |-----INVITE (sdp)------>|
/// ```
public final class Ladder {
  private static final int LEAST_GAP = 30;
  private static final int TITLE_ROOM = 8;
  private static final int MARGIN = 10;

  private Ladder() {}

  /// The lines of the ladder; none where nothing was traced.
  public static List<String> of(List<Stored<Origin, MessageTraced>> traced) {
    List<Stored<Origin, MessageTraced>> ordered =
        traced.stream()
            .sorted(
                Comparator.<Stored<Origin, MessageTraced>, Instant>comparing(
                        record -> record.head().clock())
                    .thenComparingLong(record -> record.head().sequence()))
            .toList();
    if (ordered.isEmpty()) {
      return List.of();
    }
    Map<Integer, Integer> columns = columns(ordered);
    int count = columns.size() + 1;
    int gap = gap(ordered);
    boolean manyEdges = ordered.stream().map(record -> record.head().node()).distinct().count() > 1;
    List<String> lines = new ArrayList<>();
    lines.add(header(ordered, columns, count, gap));
    Instant start = ordered.getFirst().head().clock();
    for (Stored<Origin, MessageTraced> record : ordered) {
      MessageTraced message = record.body();
      int column = columns.getOrDefault(columnKey(message.leg()), 0);
      double seconds = Duration.between(start, record.head().clock()).toNanos() / 1e9;
      lines.add(
          "%8.3f  ".formatted(seconds)
              + arrow(message, column, count, gap)
              + (manyEdges ? "  " + record.head().node() : ""));
    }
    return lines;
  }

  /// Leg 1 and messages of no known leg stand left of the platform, which is column 1.
  private static Map<Integer, Integer> columns(List<Stored<Origin, MessageTraced>> records) {
    TreeSet<Integer> legs = new TreeSet<>();
    legs.add(1);
    records.forEach(record -> legs.add(columnKey(record.body().leg())));
    Map<Integer, Integer> columns = new TreeMap<>();
    int next = 2;
    for (int leg : legs) {
      columns.put(leg, leg == 1 ? 0 : next++);
    }
    return columns;
  }

  /// Wide enough that the titles of neighbours do not touch.
  private static int gap(List<Stored<Origin, MessageTraced>> records) {
    int longest =
        records.stream()
            .mapToInt(record -> peer(columnKey(record.body().leg()), record.body()).length())
            .max()
            .orElse(0);
    return Math.max(LEAST_GAP, longest + TITLE_ROOM);
  }

  private static String peer(int leg, MessageTraced message) {
    return (leg == 1 ? "caller " : "leg " + leg + " ")
        + message.remote()
        + "/"
        + message.transport();
  }

  private static int columnKey(int leg) {
    return Math.max(leg, 1);
  }

  private static String header(
      List<Stored<Origin, MessageTraced>> records,
      Map<Integer, Integer> columns,
      int count,
      int gap) {
    StringBuilder line = new StringBuilder(" ".repeat(MARGIN + (count + 1) * gap));
    put(line, MARGIN + gap, "platform");
    columns.forEach((leg, column) -> {
      String title =
          records.stream()
              .filter(record -> columnKey(record.body().leg()) == leg)
              .map(record -> peer(leg, record.body()))
              .findFirst()
              .orElse("caller");
      put(line, MARGIN + column * gap, title);
    });
    put(line, 1, "seconds");
    return line.toString().stripTrailing();
  }

  /// Writes a column's title so that it is centred on the column's line, as far as the edge allows.
  private static void put(StringBuilder line, int at, String text) {
    int start = Math.max(at == 1 ? 0 : MARGIN, at - text.length() / 2);
    line.replace(start, Math.min(start + text.length(), line.length()), text);
  }

  private static String arrow(MessageTraced message, int column, int count, int gap) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < count; i++) {
      line.append('|').append(" ".repeat(gap - 1));
    }
    int left = Math.min(column, 1) * gap + 1;
    int right = Math.max(column, 1) * gap;
    boolean rightwards = (message.direction() == Direction.RECEIVED) == (column == 0);
    int width = right - left;
    String label = label(message);
    if (label.length() > width - 4) {
      label = label.substring(0, width - 5) + "…";
    }
    int before = (width - 1 - label.length()) / 2;
    int after = width - 1 - label.length() - before;
    String shaft = "-".repeat(before) + label + "-".repeat(after);
    line.replace(left, right, rightwards ? shaft + ">" : "<" + shaft);
    return line.toString().stripTrailing();
  }

  /// `INVITE (sdp)`, `180 Ringing`, `200 OK (BYE)`, `BYE, again`.
  public static String label(MessageTraced message) {
    return label(message.message().toString()) + (message.resent() ? ", again" : "");
  }

  private static String label(String text) {
    String first = text.lines().findFirst().orElse("");
    String suffix = hasSessionDescription(text) ? " (sdp)" : "";
    if (!first.startsWith("SIP/2.0 ")) {
      int space = first.indexOf(' ');
      return (space < 0 ? first : first.substring(0, space)) + suffix;
    }
    String method =
        text.lines()
            .filter(line -> line.regionMatches(true, 0, "CSeq:", 0, 5))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .findFirst()
            .orElse("INVITE");
    return first.substring(8) + (method.equals("INVITE") ? suffix : " (" + method + ")" + suffix);
  }

  /// RFC 3261 section 7.3.3: `c` is the short name of Content-Type.
  private static boolean hasSessionDescription(String message) {
    int end = message.indexOf("\r\n\r\n");
    return end >= 0
        && end + 4 < message.length()
        && message
            .substring(0, end)
            .lines()
            .map(line -> line.toLowerCase(Locale.ROOT).replace(" ", ""))
            .anyMatch(line ->
                line.startsWith("content-type:application/sdp")
                    || line.startsWith("c:application/sdp"));
  }
}
