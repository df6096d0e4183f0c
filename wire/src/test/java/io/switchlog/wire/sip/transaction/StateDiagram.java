package io.switchlog.wire.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The transitions that tests took, drawn, and compared with the drawing in `docs/states`.
/// `-Dupdate.diagrams=true` writes the drawing anew.
final class StateDiagram {
  private final String name;
  private final String title;
  private final Map<String, Set<Transport>> edges = new TreeMap<>();

  StateDiagram(String name, String title) {
    this.name = name;
    this.title = title;
  }

  void begin(Transport transport, Step<?, ?> step) {
    add(transport, "[*] --> " + kind(step.next()) + ": start" + effects(step));
  }

  void record(Transport transport, Object from, Object input, Step<?, ?> step) {
    if (!step.outputs().isEmpty()) {
      String edge = kind(from) + " --> " + kind(step.next());
      add(transport, edge + ": " + label(input) + effects(step));
    }
  }

  private void add(Transport transport, String edge) {
    edges.computeIfAbsent(edge, _ -> new TreeSet<>()).add(transport);
  }

  /// Fails where the committed drawing differs from what was seen.
  void check() {
    Path file = Path.of("..", "docs", "states", name + ".md");
    try {
      if (Boolean.getBoolean("update.diagrams")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, drawn());
      }
      assertThat(Files.readString(file))
          .as("%s; run with -Dupdate.diagrams=true if the change is meant", file)
          .isEqualTo(drawn());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String drawn() {
    List<String> lines = new ArrayList<>();
    edges.forEach((edge, transports) ->
        lines.add(
            "    "
                + edge
                + (transports.size() == 2
                    ? ""
                    : " (" + kind(transports.iterator().next()) + " only)")));
    return """
    # %s

    Generated from the transitions that the tests take; do not edit. What is not drawn is absorbed.

    ```mermaid
    stateDiagram-v2
    %s
        Terminated --> [*]
    ```
    """
        .formatted(title, String.join("\n", lines))
        .replace("Terminated --> [*]", lastState() + " --> [*]");
  }

  private String lastState() {
    return edges.keySet().stream().anyMatch(edge -> edge.contains("--> Done"))
        ? "Done"
        : "Terminated";
  }

  private static String effects(Step<?, ?> step) {
    List<String> words = new ArrayList<>();
    step.outputs().forEach(output -> words.add(label(output)));
    words.remove("Terminated");
    return words.isEmpty() ? "" : " / " + String.join(", ", words);
  }

  private static String label(Object value) {
    return switch (value) {
      case ClientInput.Fired<?>(Timer timer) -> "timer " + timer;
      case ServerInput.Fired<?>(Timer timer) -> "timer " + timer;
      case Retransmission.Input.Fired<?>(Timer timer) -> "timer " + timer;
      case Output.SetTimer<?>(Timer timer, _) -> "set " + timer;
      case Output.StopTimer<?>(Timer timer) -> "stop " + timer;
      default -> kind(value);
    };
  }

  private static String kind(Object value) {
    return value instanceof Transport transport
        ? transport.name().toLowerCase(java.util.Locale.ROOT)
        : value.getClass().getSimpleName();
  }
}
