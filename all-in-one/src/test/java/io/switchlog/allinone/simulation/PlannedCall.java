package io.switchlog.allinone.simulation;

import io.switchlog.schemas.CallId;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.ScriptedPhone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a run and its two phones.
final class PlannedCall {
  final int number;
  final Story story;
  final ScriptedPhone caller;
  final ScriptedPhone callee;
  private @Nullable OutgoingCall outgoing;
  private @Nullable CallId id;

  PlannedCall(int number, Story story, ScriptedPhone caller, ScriptedPhone callee) {
    this.number = number;
    this.story = story;
    this.caller = caller;
    this.callee = callee;
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

  /// The called phone's sides: one, unless something is wrong.
  List<PhoneCall> incoming() {
    return callee.calls();
  }

  boolean isOver() {
    OutgoingCall call = outgoing;
    return call != null
        && call.log().state() == State.ENDED
        && incoming().stream().allMatch(incoming -> incoming.log().state() == State.ENDED);
  }
}
