package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.testkit.page.GeneratedPage;
import io.switchlog.testkit.page.Kinds;
import io.switchlog.testkit.page.Untaken;
import io.switchlog.testkit.page.Ways;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the plans of one table were asked, what they told and what led the call then, drawn, and
/// compared with `docs/states/plan-NAME.md`. `-Dupdate.diagrams=true` writes the page anew.
final class PlanPage {
  private final String name;
  private final Class<?> table;
  private final Set<Class<? extends Plan>> plans;
  private final Ways ways = new Ways();
  private final Untaken untaken = new Untaken(Kinds.of(PlanInput.class));

  /// By plan, input and next plan.
  private final Map<String, Set<String>> told = new TreeMap<>();

  PlanPage(String name, Class<?> table, Set<Class<? extends Plan>> plans) {
    this.name = name;
    this.table = table;
    this.plans = Set.copyOf(plans);
  }

  Set<Class<? extends Plan>> plans() {
    return plans;
  }

  boolean isOf(Plan plan) {
    return plans.contains(plan.getClass());
  }

  void record(Plan before, PlanInput input, List<CallEvent> events, Plan after) {
    String from = kind(before);
    String to = kind(after);
    untaken.take(from, kind(input));
    told.computeIfAbsent("%s | %s | %s".formatted(from, kind(input), to), _ -> new TreeSet<>())
        .add(inShort(events));
    if (!from.equals(to)) {
      ways.add(from, to, kind(input));
    }
  }

  private static String kind(Object value) {
    return value.getClass().getSimpleName();
  }

  /// However many parties are rung or passed over: each name once.
  private static String inShort(List<CallEvent> events) {
    return events.isEmpty()
        ? "nothing"
        : events.stream().map(PlanPage::kind).distinct().collect(Collectors.joining(", "));
  }

  /// Fails where the committed page differs from what was seen.
  void check() {
    GeneratedPage.check(Path.of("..", "docs", "states", "plan-" + name + ".md"), page());
  }

  private String page() {
    String rows =
        told.entrySet().stream()
            .map(row -> "| %s | %s |".formatted(row.getKey(), String.join("; ", row.getValue())))
            .collect(Collectors.joining("\n"));
    return """
    # The %s plan

    Generated from what the plans of `RandomInputTest` were asked; do not edit. `core.call.decide.%s` says what comes of each
    input (`PlanInput`), and why; [call.md](call.md) has all plans.

    ```mermaid
    stateDiagram-v2
    %s
    ```

    What is told is in order; an event that is told more than once is named where it is the first time.

    | plan | asked | next plan | told |
    |---|---|---|---|
    %s

    What a plan was not asked, for nobody asks it that or the walk did not find it:

    | plan | input |
    |---|---|
    %s
    """
        .formatted(
            name,
            table.getSimpleName(),
            ways.drawnWithCauses(),
            rows,
            untaken.rows(plans.stream().map(Class::getSimpleName).sorted().toList()));
  }
}
