package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.history.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What came of a drill: a row of the table in docs/performance.md, and what to know when it is not
/// as it should be.
///
/// @param text the row
/// @param findings what is wrong, nothing where all is well
/// @param details figures that are told and not judged
/// @param examples a few of the calls that went otherwise
record DrillRow(String text, List<String> findings, List<String> details, List<String> examples) {
  private static final String HEAD =
      """
      | drill | calls | as they should | otherwise | new calls decided after | longest wait of a phone | live after 90 s | ports held | calls and transactions kept | replay |
      |---|---|---|---|---|---|---|---|---|---|
      """;
  private static final Path FILE = Path.of("target", "drills.md");
  private static final int MOST_EXAMPLES = 5;

  static DrillRow of(
      String name,
      List<DrillCall> calls,
      List<Recorded> histories,
      String recovered,
      String left,
      String replay,
      List<String> findings,
      String... details) {
    Map<String, Integer> kinds = new TreeMap<>();
    Map<String, String> examples = new TreeMap<>();
    int right = 0;
    for (DrillCall call : calls) {
      List<String> otherwise =
          call.otherwise(
              histories.stream().filter(history -> call.isOf(history.summary())).toList());
      right += otherwise.isEmpty() ? 1 : 0;
      if (!otherwise.isEmpty()) {
        String kind = call.fate() + " (" + String.join(", ", otherwise) + ")";
        kinds.merge(kind, 1, Integer::sum);
        examples.putIfAbsent(kind, call.toString());
      }
    }
    List<String> all = new ArrayList<>(findings);
    if (right < calls.size()) {
      all.addFirst(calls.size() - right + " of " + calls.size() + " calls went otherwise");
    }
    DrillCall waited = Collections.max(calls, Comparator.comparing(DrillCall::longestWait));
    Duration longest = waited.longestWait();
    List<String> told = new ArrayList<>(List.of(details));
    told.add("the phone that waited longest: " + waited);
    String text =
        "| %s | %d | %d | %s | %s | %.1f s | %s | %s |"
            .formatted(
                name,
                calls.size(),
                right,
                kinds.isEmpty() ? "-" : byTheirNumber(kinds),
                recovered,
                longest.toMillis() / 1_000.0,
                left,
                replay);
    return new DrillRow(text, all, told, examples.values().stream().limit(MOST_EXAMPLES).toList());
  }

  private static String byTheirNumber(Map<String, Integer> kinds) {
    return String.join(
        "; ",
        kinds.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .toList());
  }

  /// Prints the row, adds it to `target/drills.md`, and fails where something is wrong.
  void assertAllIsWell() {
    examples.forEach(example -> System.out.println("otherwise: " + example));
    System.out.println(HEAD + text);
    details.forEach(System.out::println);
    try {
      boolean fresh = !Files.exists(FILE);
      Files.writeString(
          FILE,
          (fresh ? HEAD : "") + text + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(findings).as(text).isEmpty();
  }
}
