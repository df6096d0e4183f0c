package io.switchlog.allinone.simulation;

import io.switchlog.schemas.CallId;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.ScriptedPhone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a run and its phones.
final class PlannedCall {
  final int number;
  final Story story;
  final ScriptedPhone caller;
  final List<ScriptedPhone> callees;
  private @Nullable OutgoingCall outgoing;
  private @Nullable CallId id;

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

  @Nullable CallId id() {
    return id;
  }

  /// The caller's side, null before it began.
  @Nullable OutgoingCall outgoing() {
    return outgoing;
  }

  /// The called phones' sides: one of each at the most, unless something is wrong.
  List<PhoneCall> incoming() {
    return callees.stream().flatMap(callee -> callee.calls().stream()).toList();
  }

  boolean isOver() {
    OutgoingCall call = outgoing;
    return call != null
        && call.log().state() == State.ENDED
        && incoming().stream().allMatch(incoming -> incoming.log().state() == State.ENDED);
  }
}
