package io.switchlog.allinone.demo;

import io.switchlog.testkit.phone.PhoneLog.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the two phones tell of their call.
public record DemoCall(PhoneReport caller, PhoneReport called) {
  /// What the called phone waits before it answers.
  private static final Duration RINGING = Duration.ofMillis(700);

  private static final Duration PATIENCE = Duration.ofSeconds(7);

  /// Two seconds and a half of audio.
  private static final long PACKETS = 125;

  /// One calls, the other answers, both talk until each has heard enough, and the caller hangs up.
  /// Each wait is bounded, whatever happens.
  ///
  /// @param exchange where the edge listens, `host:port`
  public static DemoCall run(DemoPhone caller, DemoPhone called, String exchange) {
    called.answerAfter(RINGING);
    caller.call("sip:" + called.name() + "@" + exchange, exchange);
    if (caller.awaitTalk(PATIENCE) && called.awaitTalk(PATIENCE)) {
      caller.awaitHeard(PACKETS, PATIENCE);
      called.awaitHeard(PACKETS, PATIENCE);
    }
    caller.hangUp();
    caller.awaitEnd(PATIENCE);
    PhoneReport first = caller.report();
    if (first.talked()) {
      called.awaitEnd(PATIENCE);
    }
    return new DemoCall(first, called.report());
  }

  /// Whether both talked.
  public boolean established() {
    return caller.talked() && called.talked();
  }

  /// All that went otherwise than it has to, a line each.
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    faults.addAll(caller.faultsOfCall(Outcome.HUNG_UP));
    faults.addAll(called.faultsOfCall(Outcome.PEER_HUNG_UP));
    if (established()) {
      faults.addAll(caller.faultsOfHearing(called));
      faults.addAll(called.faultsOfHearing(caller));
    }
    return faults;
  }
}
