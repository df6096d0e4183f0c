package io.switchlog.control.core.call;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.testkit.page.GeneratedPage;
import io.switchlog.testkit.page.Kinds;
import io.switchlog.testkit.page.Ways;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What led calls, and what they told meanwhile, drawn from event to event, and compared with
/// `docs/states/call.md`. `-Dupdate.diagrams=true` writes the page anew.
final class CallDiagram {
  private static final Path FILE = Path.of("..", "docs", "states", "call.md");
  private static final String BEGINNING = "[*]";
  private static final String END = "[*]";

  /// From plan to plan, and by which events.
  private final Ways ways = new Ways();

  /// What is told under a plan that goes on.
  private final Map<String, Set<String>> told = new TreeMap<>();

  void record(@Nullable Call before, CallEvent event, Call after) {
    String from = before == null ? BEGINNING : kind(before);
    String to = kind(after);
    String name = event.getClass().getSimpleName();
    if (from.equals(to)) {
      told.computeIfAbsent(from, _ -> new TreeSet<>()).add(name);
    } else {
      ways.add(from, to, name);
    }
  }

  private static String kind(Call call) {
    return call instanceof ActiveCall active ? active.plan().getClass().getSimpleName() : END;
  }

  /// Fails where the committed page differs from what was seen.
  void check() {
    GeneratedPage.check(FILE, page());
  }

  private String page() {
    String table =
        Kinds.of(Plan.class).stream()
            .map(plan ->
                "| %s | %s | %s |"
                    .formatted(
                        plan,
                        GeneratedPage.names(told.getOrDefault(plan, Set.of())),
                        GeneratedPage.names(never(plan))))
            .collect(Collectors.joining("\n"));
    return """
    # A call

    Generated from what the calls of `RandomInputTest` told; do not edit. What leads a call is its plan (`core.call.state.Plan`); a
    table of `core.call.decide` for each (`PlanTable` names them) says what comes next,
    and why.

    ```mermaid
    stateDiagram-v2
    %s
    ```

    | plan | told while it leads | never told while it does |
    |---|---|---|
    %s
    """
        .formatted(ways.drawnWithCauses(), table);
  }

  private Set<String> never(String plan) {
    Set<String> never = new TreeSet<>();
    told.values().forEach(never::addAll);
    never.removeAll(told.getOrDefault(plan, Set.of()));
    return never;
  }
}
