package io.switchlog.wire.sip.transaction;

import static io.switchlog.wire.sip.transaction.Walk.clientInputs;
import static io.switchlog.wire.sip.transaction.Walk.end;
import static io.switchlog.wire.sip.transaction.Walk.pass;
import static io.switchlog.wire.sip.transaction.Walk.resend;
import static io.switchlog.wire.sip.transaction.Walk.send;
import static io.switchlog.wire.sip.transaction.Walk.set;
import static io.switchlog.wire.sip.transaction.Walk.stop;
import static io.switchlog.wire.sip.transaction.Walk.timeout;
import static io.switchlog.wire.sip.transaction.Walk.transportError;

import io.switchlog.wire.sip.transaction.NonInviteClient.State;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NonInviteClientTest {
  private static final StateDiagram DIAGRAM =
      new StateDiagram("non-invite-client", "Non-INVITE client transaction");

  private static Walk<State<String>, ClientInput<String>> requesting(Transport transport) {
    NonInviteClient<String> machine = new NonInviteClient<>(Timers.DEFAULT, transport);
    return new Walk<>(DIAGRAM, transport, machine, "BYE");
  }

  private static Walk<State<String>, ClientInput<String>> udp() {
    return requesting(Transport.UNRELIABLE);
  }

  private static Walk<State<String>, ClientInput<String>> tcp() {
    return requesting(Transport.RELIABLE);
  }

  private static ClientInput<String> got(int status) {
    return ClientInput.received(status, String.valueOf(status));
  }

  private static ClientInput<String> fired(Timer timer) {
    return new ClientInput.Fired<>(timer);
  }

  private static ClientInput<String> broken() {
    return new ClientInput.TransportFailed<>();
  }

  @Test
  void everyInputInEveryStateHasAnAnswerAndTheDiagramShowsIt() {
    udp().everywhere(State.class, State.Terminated.class, Set.of(), clientInputs());
    tcp()
        .everywhere(
            State.class, State.Terminated.class, Set.of(State.Completed.class), clientInputs());
    DIAGRAM.check();
  }

  @Test
  void anAnsweredRequestOverUdp() {
    udp()
        .gives(send("BYE"), set(Timer.E, 500), set(Timer.F, 32_000))
        .isIn(State.Trying.class)
        .on(got(200))
        .gives(stop(Timer.E), stop(Timer.F), pass("200"), set(Timer.K, 5_000))
        .isIn(State.Completed.class)
        .on(got(200))
        .absorbs()
        .on(got(481))
        .absorbs()
        .on(fired(Timer.K))
        .gives(end())
        .isIn(State.Terminated.class);
  }

  @Test
  void resendsSlowDownToT2() {
    udp()
        .on(fired(Timer.E))
        .gives(resend("BYE"), set(Timer.E, 1_000))
        .on(fired(Timer.E))
        .gives(resend("BYE"), set(Timer.E, 2_000))
        .on(fired(Timer.E))
        .gives(resend("BYE"), set(Timer.E, 4_000))
        .on(fired(Timer.E))
        .gives(resend("BYE"), set(Timer.E, 4_000))
        .on(fired(Timer.F))
        .gives(stop(Timer.E), timeout(), end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aProvisionalMakesResendsRare() {
    udp()
        .on(got(100))
        .gives(pass("100"))
        .isIn(State.Proceeding.class)
        .on(fired(Timer.E))
        .gives(resend("BYE"), set(Timer.E, 4_000))
        .on(got(100))
        .gives(pass("100"))
        .on(got(481))
        .gives(stop(Timer.E), stop(Timer.F), pass("481"), set(Timer.K, 5_000));
    udp().on(got(100)).on(fired(Timer.F)).gives(stop(Timer.E), timeout(), end());
  }

  @Test
  void overTcpNothingIsResentAndTheAnswerEndsIt() {
    tcp()
        .gives(send("BYE"), set(Timer.F, 32_000))
        .on(got(200))
        .gives(stop(Timer.F), pass("200"), end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aMessageThatCannotBeSentIsReported() {
    tcp().on(broken()).gives(stop(Timer.E), stop(Timer.F), transportError(), end());
    udp().on(got(100)).on(broken()).gives(stop(Timer.E), stop(Timer.F), transportError(), end());
  }
}
