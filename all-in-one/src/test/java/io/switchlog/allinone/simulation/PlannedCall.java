package io.switchlog.allinone.simulation;

import io.switchlog.schemas.CallId;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.ScriptedPhone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A call of a run and its phones.
final class PlannedCall {
  final int number;
  final Story story;
  final ScriptedPhone caller;
  final List<ScriptedPhone> callees;
  private final int fetchers;
  private final List<OutgoingCall> fetches = new ArrayList<>();
  private @Nullable OutgoingCall outgoing;
  private @Nullable CallId id;
  private boolean ended;

  /// @param fetchers how many of the callees come for the parked caller
  PlannedCall(
      int number, Story story, ScriptedPhone caller, List<ScriptedPhone> callees, int fetchers) {
    this.number = number;
    this.story = story;
    this.caller = caller;
    this.callees = List.copyOf(callees);
    this.fetchers = fetchers;
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

  void seenAs(CallId callId) {
    id = callId;
  }

  /// Call control told that it is over.
  void ended() {
    ended = true;
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
    boolean over = isOriginated() ? ended : call != null && call.log().state() == State.ENDED;
    return over
        && fetches.size() == fetchers
        && fetches.stream().allMatch(fetch -> fetch.log().state() == State.ENDED)
        && incoming().stream().allMatch(incoming -> incoming.log().state() == State.ENDED);
  }
}
