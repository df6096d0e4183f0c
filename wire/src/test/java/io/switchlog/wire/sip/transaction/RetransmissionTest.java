package io.switchlog.wire.sip.transaction;

import static io.switchlog.wire.sip.transaction.Walk.end;
import static io.switchlog.wire.sip.transaction.Walk.resend;
import static io.switchlog.wire.sip.transaction.Walk.set;
import static io.switchlog.wire.sip.transaction.Walk.stop;
import static io.switchlog.wire.sip.transaction.Walk.timeout;

import io.switchlog.wire.sip.transaction.Retransmission.Input;
import io.switchlog.wire.sip.transaction.Retransmission.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetransmissionTest {
  private static final StateDiagram DIAGRAM =
      new StateDiagram("retransmission", "Resending a 2xx to INVITE, or reliable progress");

  private static Walk<State<String>, Input<String>> sent(Transport transport) {
    Retransmission<String> machine = Retransmission.ofAnswer(Timers.DEFAULT);
    return new Walk<>(DIAGRAM, transport, machine, "200");
  }

  private static Walk<State<String>, Input<String>> sent() {
    return sent(Transport.UNRELIABLE);
  }

  private static Input<String> fired(Timer timer) {
    return new Input.Fired<>(timer);
  }

  @Test
  void everyInputInEveryStateHasAnAnswerAndTheDiagramShowsIt() {
    List<Input<String>> inputs = new ArrayList<>(List.of(new Input.Acknowledged<>()));
    for (Timer timer : Timer.values()) {
      inputs.add(fired(timer));
    }
    for (Transport transport : Transport.values()) {
      sent(transport).everywhere(State.class, State.Done.class, Set.of(), inputs);
    }
    DIAGRAM.check();
  }

  @Test
  void resendingSlowsDownToT2AndEndsWithTheAck() {
    sent()
        .gives(set(Timer.RESEND, 500), set(Timer.AWAIT_ACK, 32_000))
        .on(fired(Timer.RESEND))
        .gives(resend("200"), set(Timer.RESEND, 1_000))
        .on(fired(Timer.RESEND))
        .gives(resend("200"), set(Timer.RESEND, 2_000))
        .on(fired(Timer.RESEND))
        .gives(resend("200"), set(Timer.RESEND, 4_000))
        .on(fired(Timer.RESEND))
        .gives(resend("200"), set(Timer.RESEND, 4_000))
        .on(new Input.Acknowledged<>())
        .gives(stop(Timer.RESEND), stop(Timer.AWAIT_ACK), end())
        .isIn(State.Done.class)
        .on(fired(Timer.RESEND))
        .absorbs();
  }

  @Test
  void aMissingAckIsReported() {
    sent()
        .on(fired(Timer.AWAIT_ACK))
        .gives(stop(Timer.RESEND), timeout(), end())
        .isIn(State.Done.class);
  }

  @Test
  void ofProgressItSlowsDownForAsLongAsItGoesOn() {
    Retransmission<String> machine = Retransmission.ofProgress(Timers.DEFAULT);
    Walk<State<String>, Input<String>> walk =
        new Walk<>(DIAGRAM, Transport.UNRELIABLE, machine, "183");
    for (int millis = 1_000; millis <= 32_000; millis *= 2) {
      walk.on(fired(Timer.RESEND)).gives(resend("183"), set(Timer.RESEND, millis));
    }
    walk.on(fired(Timer.AWAIT_ACK))
        .gives(stop(Timer.RESEND), timeout(), end())
        .isIn(State.Done.class);
  }
}
