package io.switchlog.control.core.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage.OccupantWanted;
import io.switchlog.schemas.message.SlotMessage.SlotGivenBack;
import io.switchlog.schemas.message.SlotMessage.SlotWanted;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A place where one call at a time is parked.
///
/// Holds `Slot`, `SlotAggregate`, `AggregateState` and `Kinds`.
class SlotTest {
  private static final AggregateId SLOT = new ParkSlot("701").aggregate();
  private static final CallId A = new CallId("a");
  private static final CallId B = new CallId("b");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant UNTIL = NOON.plusSeconds(3_600);
  private static final PartitionView VIEW =
      new PartitionView(Collections.emptySortedMap(), RoutingTable.EMPTY, FreePorts.NONE);

  private final SlotAggregate slots = new SlotAggregate(6);
  private @Nullable Slot state;
  private long number;
  private List<Post> posts = List.of();
  private Decision decision = Decision.refused("", "");

  /// By the door for all kinds, which tells it by its id.
  private final Kinds kinds = Kinds.of(ClusterSecret.of("a secret that is long enough"));

  private void hears(CallId call, long life, Message message) {
    step(new MessageArrived(new Sender(AggregateId.of(call), life, 1), message));
  }

  private void step(InboxRecord input) {
    posts = new ArrayList<>();
    decision = slots.decide(state, SLOT, input, NOON, VIEW);
    assertThat(kinds.decide(state, SLOT, input, NOON, VIEW)).isEqualTo(decision);
    if (decision instanceof Decision.Accepted(List<AggregateEvent> events)) {
      for (AggregateEvent event : events) {
        EventHead head = new EventHead(++number, 0, 0, NOON);
        state = slots.evolve(state, head, event);
        posts.addAll(slots.posts(state, head, event));
        assertThat(slots.react(state, head, event)).isEmpty();
      }
    }
  }

  private static Post to(CallId call, CallMessage message) {
    return new Post(AggregateId.of(call), message);
  }

  private @Nullable Instant overSince() {
    return state == null ? null : slots.endedUntil(state);
  }

  @Test
  void aFreeSlotIsGivenToTheCallThatWantsIt() {
    hears(A, 3, new SlotWanted(UNTIL));

    assertThat(posts).containsExactly(to(A, new CallMessage.SlotGranted(3)));
    assertThat(state).isEqualTo(new Slot.Taken(A, 3, UNTIL.plus(SlotAggregate.GRACE), 1));
    assertThat(overSince()).isNull();
  }

  @Test
  void anotherCallIsDeniedIt() {
    hears(A, 3, new SlotWanted(UNTIL));
    Slot before = state;

    hears(B, 3, new SlotWanted(UNTIL));

    assertThat(posts).containsExactly(to(B, new CallMessage.SlotDenied()));
    assertThat(state).isEqualTo(before);
  }

  @Test
  void theSameCallMayWantItAgain() {
    hears(A, 3, new SlotWanted(UNTIL));
    hears(A, 3, new SlotWanted(UNTIL.plusSeconds(60)));

    assertThat(posts).containsExactly(to(A, new CallMessage.SlotGranted(3)));
    assertThat(state)
        .isEqualTo(new Slot.Taken(A, 3, UNTIL.plusSeconds(60).plus(SlotAggregate.GRACE), 2));
  }

  @Test
  void whoeverAsksIsToldWhoIsThere() {
    hears(B, 1, new OccupantWanted());
    assertThat(posts).containsExactly(to(B, new CallMessage.OccupantTold(null)));
    assertThat(overSince()).isEqualTo(NOON);

    hears(A, 3, new SlotWanted(UNTIL));
    hears(B, 1, new OccupantWanted());
    assertThat(posts).containsExactly(to(B, new CallMessage.OccupantTold(A)));
    assertThat(overSince()).isNull();
  }

  @Test
  void aCallGivesItBackAndAnotherMayHaveIt() {
    hears(A, 3, new SlotWanted(UNTIL));
    hears(A, 3, new SlotGivenBack(3));
    assertThat(posts).isEmpty();
    assertThat(overSince()).isEqualTo(NOON);

    hears(B, 1, new SlotWanted(UNTIL));
    assertThat(posts).containsExactly(to(B, new CallMessage.SlotGranted(1)));
  }

  @Test
  void nobodyElseGivesItBackNorAnotherLifeOfTheCall() {
    hears(A, 3, new SlotWanted(UNTIL));
    Slot before = state;

    hears(B, 3, new SlotGivenBack(3));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    hears(A, 2, new SlotGivenBack(2));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    assertThat(state).isEqualTo(before);
  }

  @Test
  void aCallThatNeverGivesItBackLosesIt() {
    hears(A, 3, new SlotWanted(UNTIL));
    assertThat(slots.timers(Objects.requireNonNull(state)))
        .containsOnlyKeys("slot")
        .containsValue(new ArmedTimer(1, UNTIL.plus(SlotAggregate.GRACE)));

    step(new TimerFired("slot", 7));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    step(new TimerFired("slot", 1));
    assertThat(state).isEqualTo(new Slot.Free(NOON));
  }

  @Test
  void whatIsSaidToCallsIsNothingToASlot() {
    hears(A, 3, new CallMessage.SlotGranted(3));
    assertThat(decision).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void aQuarantinedSlotIsFree() {
    hears(A, 3, new SlotWanted(UNTIL));
    Slot taken = Objects.requireNonNull(state);

    List<AggregateEvent> events = slots.quarantine(taken, "a bug", NOON);
    assertThat(events).allMatch(slots::isQuarantine);
    Slot after = slots.evolve(taken, new EventHead(2, 0, 0, NOON), events.getFirst());
    assertThat(after).isEqualTo(new Slot.Free(NOON));
  }

  @Test
  void aNameIsWhatAPhoneCanDialOrAConfigurationCanSay() {
    assertThat(ParkSlot.isSlot("701")).isTrue();
    assertThat(ParkSlot.isSlot("*70#")).isTrue();
    assertThat(ParkSlot.isSlot("")).isFalse();
    assertThat(ParkSlot.isSlot("a b")).isFalse();
    assertThat(ParkSlot.isSlot("7".repeat(33))).isFalse();
    assertThat(ParkSlot.of(SLOT)).isEqualTo(new ParkSlot("701"));
  }
}
