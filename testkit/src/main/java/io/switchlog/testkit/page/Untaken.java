package io.switchlog.testkit.page;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which inputs met a state in no test.
public final class Untaken {
  private final List<String> inputs;
  private final Map<String, Set<String>> taken = new TreeMap<>();

  /// Before any is taken.
  ///
  /// @param inputs all that there are; what is taken besides them is not told of
  public Untaken(List<String> inputs) {
    this.inputs = List.copyOf(inputs);
  }

  /// An input has met a state.
  public void take(String state, String input) {
    taken.computeIfAbsent(state, _ -> new TreeSet<>()).add(input);
  }

  /// The rows of a table: state, inputs.
  public String rows(List<String> states) {
    return states.stream()
        .map(state -> "| %s | %s |".formatted(state, GeneratedPage.names(left(state))))
        .collect(Collectors.joining("\n"));
  }

  private List<String> left(String state) {
    Set<String> met = taken.getOrDefault(state, Set.of());
    return inputs.stream().filter(input -> !met.contains(input)).toList();
  }
}
