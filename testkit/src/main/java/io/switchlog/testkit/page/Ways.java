package io.switchlog.testkit.page;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What led from state to state, as tests saw it: the arrows of a drawing, by name.
public final class Ways {
  private final Map<String, Set<String>> ways = new TreeMap<>();

  /// One more, or one that was seen before.
  ///
  /// @param cause what led there
  public void add(String from, String to, String cause) {
    ways.computeIfAbsent(from + " --> " + to, _ -> new TreeSet<>()).add(cause);
  }

  /// The lines of a Mermaid state diagram.
  public String drawn() {
    return ways.keySet().stream().map(way -> "    " + way).collect(Collectors.joining("\n"));
  }

  /// The same, each with its causes.
  public String drawnWithCauses() {
    return ways.entrySet().stream()
        .map(way -> "    " + way.getKey() + ": " + String.join(", ", way.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /// The rows of a table: from, to, causes.
  public String rows() {
    return ways.entrySet().stream()
        .map(way ->
            "| %s | %s |"
                .formatted(way.getKey().replace(" --> ", " | "), String.join("; ", way.getValue())))
        .collect(Collectors.joining("\n"));
  }
}
