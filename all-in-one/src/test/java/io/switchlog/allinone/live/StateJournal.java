package io.switchlog.allinone.live;

import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.SlotFreed;
import io.switchlog.schemas.event.SlotTaken;
import io.switchlog.testkit.history.Legs;
import java.util.ArrayList;
import java.util.List;

/// What the journal says of the calls of a [StateDrill], and what is wrong with it.
final class StateJournal {
  private final BusConfig bus;

  StateJournal(String kafka) {
    bus = new BusConfig(kafka);
  }

  /// All calls.
  List<Recorded> calls() {
    try (TopicReader reader = TopicReader.connect(bus)) {
      return Recorded.find(reader, "");
    }
  }

  /// What is told of the call of a user so far.
  List<CallEvent> eventsOf(String user) {
    return of(calls(), user).stream().flatMap(call -> events(call).stream()).toList();
  }

  /// The calls of a user, each life of one by itself.
  static List<Recorded> of(List<Recorded> calls, String user) {
    return calls.stream()
        .filter(call -> call.summary().from().startsWith("sip:" + user + "@"))
        .toList();
  }

  static List<CallEvent> events(Recorded call) {
    return call.inOrder().stream().map(Envelope::body).toList();
  }

  /// Which stories are not where they should be.
  List<String> notReached(List<StateStory> stories) {
    List<Recorded> calls = calls();
    List<String> missing = new ArrayList<>();
    for (StateStory story : stories) {
      for (StateStory.Traced traced : story.calls()) {
        List<CallEvent> told =
            of(calls, traced.user()).stream().flatMap(call -> events(call).stream()).toList();
        if (!traced.isReachedBy(told)) {
          missing.add(story + ": " + traced.user() + " is at " + names(told));
        }
      }
    }
    return missing;
  }

  /// What is not as it would have been without the fault.
  List<String> findings(List<StateStory> stories) {
    List<Recorded> calls = calls();
    List<String> findings = new ArrayList<>();
    for (StateStory story : stories) {
      for (StateStory.Traced traced : story.calls()) {
        List<Recorded> found = of(calls, traced.user());
        if (found.size() != 1) {
          findings.add(story + ": " + found.size() + " calls of " + traced.user());
        }
        found.forEach(call -> judge(story, traced, events(call), findings));
      }
    }
    findings.addAll(slots());
    return findings;
  }

  private static void judge(
      StateStory story, StateStory.Traced traced, List<CallEvent> told, List<String> findings) {
    String who = story + ": " + traced.user() + " ";
    List<CallEnded> ends =
        told.stream().filter(CallEnded.class::isInstance).map(CallEnded.class::cast).toList();
    if (ends.size() != 1) {
      findings.add(who + "ended " + ends.size() + " times: " + names(told));
    } else if (ends.getFirst().outcome().cause() != traced.cause()) {
      findings.add(who + "ended with " + ends.getFirst().outcome());
    }
    if (!Legs.endedOnceEach(told)) {
      findings.add(who + "has legs that did not end once each: " + names(told));
    }
  }

  /// Nobody is in a slot any more, and nothing was given up as impossible.
  private List<String> slots() {
    List<String> findings = new ArrayList<>();
    long taken = 0;
    long freed = 0;
    try (TopicReader reader = TopicReader.connect(bus)) {
      for (var decision : reader.decisions(_ -> true)) {
        for (AggregateEvent event : decision.body().events()) {
          taken += event instanceof SlotTaken ? 1 : 0;
          freed += event instanceof SlotFreed ? 1 : 0;
          if (event.getClass().getSimpleName().contains("Quarantined")) {
            findings.add(decision.body().id() + ": " + event);
          }
        }
      }
    }
    if (taken != freed) {
      findings.add(taken + " slots taken, " + freed + " freed");
    }
    return findings;
  }

  private static List<String> names(List<CallEvent> events) {
    return events.stream().map(event -> event.getClass().getSimpleName()).toList();
  }
}
