package io.switchlog.control.core.call.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What plans were asked and what they made of it: a [PlanPage] for each table that decides.
///
/// What a plan is asked stands in no record and no event, so each decision is taken once more, step
/// by step. It has to come out as it was.
public final class PlanDiagram {
  /// Those that lead nobody any more, and make nothing of what they are asked.
  private static final Set<Class<? extends Plan>> WITHOUT_TABLE =
      Set.of(Plan.None.class, Plan.HandedOver.class, Plan.Ending.class);

  /// As in [PlanTable].
  private final List<PlanPage> pages =
      List.of(
          new PlanPage("ring", RingPlan.class, Set.of(Plan.Ring.class)),
          new PlanPage("connected", ConnectedPlan.class, Set.of(Plan.Connected.class)),
          new PlanPage("built-in", BuiltInPlan.class, Set.of(Plan.BuiltIn.class)),
          new PlanPage("originate", OriginatePlan.class, Set.of(Plan.Originate.class)),
          new PlanPage("park", ParkPlan.class, Set.of(Plan.SeekSlot.class, Plan.Parked.class)),
          new PlanPage("retrieve", RetrievePlan.class, Set.of(Plan.Retrieve.class)),
          new PlanPage("user", UserPlan.class, Set.of(Plan.SeekUser.class)));

  /// Takes a decision once more.
  ///
  /// @param turn as before the decision
  public void record(Turn turn, InboxRecord input, Decision.Accepted decided) {
    var _ = begun(turn, input);
    for (PlanInput asked = turn.nextAsked(); asked != null; asked = turn.nextAsked()) {
      Plan before = turn.call().plan();
      int told = turn.events().size();
      PlanTable.decide(turn, asked);
      List<CallEvent> events = turn.events().subList(told, turn.events().size());
      if (WITHOUT_TABLE.contains(before.getClass())) {
        assertThat(events).as("%s, asked %s", before, asked).isEmpty();
      } else {
        page(before).record(before, asked, events, turn.call().plan());
      }
    }
    assertThat(Consequences.of(turn)).isEqualTo(decided);
  }

  private static Decision begun(Turn turn, InboxRecord input) {
    if (turn.goesOn()) {
      return CallTable.decided(turn, input);
    }
    if (input instanceof InviteReceived invite) {
      return Offering.invited(turn, invite);
    }
    if (input instanceof ControlRequested(ControlRequest.Originate request, String key)) {
      return Origination.asked(turn, request, key);
    }
    throw new AssertionError("expected what begins a call, found " + input);
  }

  private PlanPage page(Plan plan) {
    return pages.stream().filter(page -> page.isOf(plan)).findFirst().orElseThrow();
  }

  /// Fails where a committed page differs from what was seen, or a plan is on none.
  public void check() {
    Stream<Class<? extends Plan>> known =
        Stream.concat(
            WITHOUT_TABLE.stream(), pages.stream().flatMap(page -> page.plans().stream()));
    assertThat(known).containsExactlyInAnyOrderElementsOf(all());
    pages.forEach(PlanPage::check);
  }

  private static List<Class<? extends Plan>> all() {
    return Stream.of(Plan.class.getPermittedSubclasses())
        .<Class<? extends Plan>>map(each -> each.asSubclass(Plan.class))
        .toList();
  }
}
