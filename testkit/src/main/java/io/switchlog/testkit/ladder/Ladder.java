package io.switchlog.testkit.ladder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A call flow as a ladder of plain characters: a column for each party, a row for each message.
///
/// ```
///               alice            edge-0             bob
///    0.000        |                 |                |
///    0.000        |---INVITE x----->|                |
/// ```
public final class Ladder {
  private static final int COLUMN = 26;
  private static final int MARGIN = 10;

  /// One message, or a remark where `from` and `to` are the same party.
  ///
  /// @param at when it was sent
  /// @param from who sent it
  /// @param to whom it was sent to
  /// @param text its first line
  public record Entry(Instant at, String from, String to, String text) {}

  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder();
  private final Instant start;

  private Ladder(Instant start) {
    this.start = start;
  }

  /// The ladder of some entries, in their order; the columns stand in the order in which the
  /// parties first appear.
  public static String of(List<Entry> entries) {
    List<String> parties = new ArrayList<>();
    for (Entry entry : entries) {
      for (String party : List.of(entry.from, entry.to)) {
        if (!parties.contains(party)) {
          parties.add(party);
        }
      }
    }
    return of(parties, entries);
  }

  /// The ladder with the columns in a given order.
  public static String of(List<String> parties, List<Entry> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    Ladder ladder = new Ladder(entries.getFirst().at);
    ladder.head(parties);
    entries.forEach(ladder::row);
    return ladder.text.toString();
  }

  /// One row, for those who print it as it happens; [#heading] says what the columns are.
  public static String line(List<String> parties, Instant start, Entry entry) {
    Ladder ladder = new Ladder(start);
    parties.forEach(party -> ladder.columns.put(party, ladder.columns.size()));
    ladder.row(entry);
    return ladder.text.toString();
  }

  /// The row of names.
  public static String heading(List<String> parties) {
    Ladder ladder = new Ladder(Instant.EPOCH);
    ladder.head(parties);
    return ladder.text.toString();
  }

  private void head(List<String> parties) {
    char[] names = blank(parties.size());
    for (String party : parties) {
      int center = center(columns.size());
      columns.put(party, columns.size());
      String shown = cut(party, COLUMN - 2);
      write(names, Math.max(0, center - shown.length() / 2), shown);
    }
    append(names);
  }

  private void row(Entry entry) {
    int from = columns.getOrDefault(entry.from, -1);
    int to = columns.getOrDefault(entry.to, -1);
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException("no column for " + entry);
    }
    char[] line = blank(columns.size());
    for (int column = 0; column < columns.size(); column++) {
      line[center(column)] = '|';
    }
    long millis = entry.at.toEpochMilli() - start.toEpochMilli();
    String seconds = millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1);
    write(line, Math.max(0, MARGIN - 1 - seconds.length()), seconds);
    if (from == to) {
      int room = line.length - center(from) - 2;
      write(line, center(from) + 1, " " + cut(entry.text, Math.max(8, room)));
    } else {
      arrow(line, center(from), center(to), entry.text);
    }
    append(line);
  }

  private static void arrow(char[] line, int from, int to, String text) {
    int left = Math.min(from, to) + 1;
    int right = Math.max(from, to) - 1;
    for (int i = left; i <= right; i++) {
      line[i] = '-';
    }
    line[from < to ? right : left] = from < to ? '>' : '<';
    String shown = cut(text, right - left - 3);
    write(line, left + (right - left + 1 - shown.length()) / 2, shown);
  }

  private static int center(int column) {
    return MARGIN + COLUMN / 2 + column * COLUMN;
  }

  private static char[] blank(int columns) {
    char[] line = new char[MARGIN + COLUMN * columns + COLUMN];
    Arrays.fill(line, ' ');
    return line;
  }

  private static void write(char[] line, int at, String what) {
    for (int i = 0; i < what.length() && at + i < line.length; i++) {
      line[at + i] = what.charAt(i);
    }
  }

  private static String cut(String what, int most) {
    return what.length() <= most ? what : what.substring(0, Math.max(0, most - 1)) + "~";
  }

  private void append(char[] line) {
    text.append(new String(line).stripTrailing()).append('\n');
  }
}
