package io.switchlog.allinone.simulation;

import io.switchlog.schemas.CallId;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.ScriptedPhone;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A call of a run and its phones.
final class PlannedCall {
  final int number;
  final Story story;
  final ScriptedPhone caller;
  final List<ScriptedPhone> callees;
  private @Nullable OutgoingCall outgoing;
  private @Nullable CallId id;
  private boolean ended;

  PlannedCall(int number, Story story, ScriptedPhone caller, List<ScriptedPhone> callees) {
    this.number = number;
    this.story = story;
    this.caller = caller;
    this.callees = List.copyOf(callees);
  }

  void began(OutgoingCall call) {
    outgoing = call;
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
    return called.flatMap(callee -> callee.calls().stream()).toList();
  }

  boolean isOver() {
    OutgoingCall call = outgoing;
    boolean over = isOriginated() ? ended : call != null && call.log().state() == State.ENDED;
    return over && incoming().stream().allMatch(incoming -> incoming.log().state() == State.ENDED);
  }
}
