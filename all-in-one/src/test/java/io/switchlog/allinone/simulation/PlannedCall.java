package io.switchlog.allinone.simulation;

import io.switchlog.schemas.CallId;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.ScriptedPhone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A call of a run and its phones.
final class PlannedCall {
  final int number;
  final Story story;
  final ScriptedPhone caller;
  final List<ScriptedPhone> callees;
  private final int fetchers;
  private final int newcomings;
  private final List<OutgoingCall> fetches = new ArrayList<>();
  private @Nullable OutgoingCall outgoing;
  private @Nullable CallId id;
  private final List<Newcomer> newcomers = new ArrayList<>();
  private final Set<CallId> asked = new HashSet<>();
  private int stayedAway;

  /// One who comes to take a party's place.
  ///
  /// @param side what it sees of it
  /// @param before whose place it is
  /// @param other whom it is to talk to
  record Newcomer(OutgoingCall side, PhoneCall before, PhoneCall other) {}

  /// @param fetchers how many of the callees come for the parked caller
  /// @param newcomings how many come to take a party's place
  PlannedCall(
      int number,
      Story story,
      ScriptedPhone caller,
      List<ScriptedPhone> callees,
      int fetchers,
      int newcomings) {
    this.number = number;
    this.story = story;
    this.caller = caller;
    this.callees = List.copyOf(callees);
    this.fetchers = fetchers;
    this.newcomings = newcomings;
  }

  void began(OutgoingCall call) {
    outgoing = call;
  }

  /// One comes for the parked caller.
  void fetches(OutgoingCall call) {
    fetches.add(call);
  }

  /// The sides of those who came for the parked caller.
  List<OutgoingCall> fetches() {
    return List.copyOf(fetches);
  }

  /// One comes to take a party's place.
  void comes(Newcomer newcomer) {
    newcomers.add(newcomer);
  }

  /// One does not come: there is no place to take.
  void staysAway() {
    stayedAway++;
  }

  List<Newcomer> newcomers() {
    return List.copyOf(newcomers);
  }

  /// Somebody asks for a call.
  void asksFor(CallId callId) {
    asked.add(callId);
  }

  void seenAs(CallId callId) {
    id = callId;
  }

  /// Call control told that one of its calls is over.
  void ended(CallId callId) {
    asked.remove(callId);
  }

  /// Whether nobody calls, but somebody asks for the call: its first party is called like the
  /// others.
  boolean isOriginated() {
    return story.kind() == Story.Kind.ORIGINATED;
  }

  @Nullable CallId id() {
    return id;
  }

  /// The caller's side, null before it began.
  @Nullable OutgoingCall outgoing() {
    return outgoing;
  }

  /// The called phones' sides: one of each at the most, unless something is wrong.
  List<PhoneCall> incoming() {
    Stream<ScriptedPhone> called =
        isOriginated() ? Stream.concat(Stream.of(caller), callees.stream()) : callees.stream();
    return called
        .flatMap(callee -> callee.calls().stream())
        .filter(side -> !(side instanceof OutgoingCall))
        .toList();
  }

  boolean isOver() {
    OutgoingCall call = outgoing;
    boolean over = isOriginated() || (call != null && call.log().state() == State.ENDED);
    return over
        && asked.isEmpty()
        && newcomers.size() + stayedAway == newcomings
        && newcomers.stream().allMatch(one -> one.side().log().state() == State.ENDED)
        && fetches.size() == fetchers
        && fetches.stream().allMatch(fetch -> fetch.log().state() == State.ENDED)
        && incoming().stream().allMatch(incoming -> incoming.log().state() == State.ENDED);
  }
}
