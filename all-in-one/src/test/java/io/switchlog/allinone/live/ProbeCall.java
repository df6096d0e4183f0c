package io.switchlog.allinone.live;

import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;

/// A call to nobody: 404 where somebody decides it, 503 where nobody can.
final class ProbeCall {
  private final DrillPhones.Phone phone;

  ProbeCall(DrillPhones phones, int edgePort) {
    phone = phones.phone("probe", Script.PLAIN);
    phone.call("nobody", edgePort);
  }

  boolean isAnswered() {
    return phone.calls().stream().anyMatch(call -> call.log().state() == State.ENDED);
  }

  boolean isDecided() {
    return isAnswered()
        && phone.calls().stream()
            .map(call -> call.log())
            .map(PhoneLog::status)
            .allMatch(status -> status == 404);
  }
}
