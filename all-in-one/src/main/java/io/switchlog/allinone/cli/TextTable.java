package io.switchlog.allinone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Rows of words with every column as wide as its widest word, which is cut at [#WIDEST].
final class TextTable {
  /// One long word must not push the columns behind it off the screen.
  static final int WIDEST = 72;

  private static final String BETWEEN = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... titles) {
    row(titles);
  }

  void row(String... words) {
    rows.add(Stream.of(words).map(TextTable::cut).toList());
  }

  private static String cut(String word) {
    return word.length() <= WIDEST ? word : word.substring(0, WIDEST - 1) + "…";
  }

  List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(BETWEEN);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
