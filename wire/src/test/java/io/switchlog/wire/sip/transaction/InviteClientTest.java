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

import io.switchlog.wire.sip.transaction.InviteClient.State;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InviteClientTest {
  private static final StateDiagram DIAGRAM =
      new StateDiagram("invite-client", "INVITE client transaction");

  private static Walk<State<String>, ClientInput<String>> inviting(Transport transport) {
    InviteClient<String> machine = new InviteClient<>(Timers.DEFAULT, transport);
    return new Walk<>(DIAGRAM, transport, machine, "INVITE");
  }

  private static Walk<State<String>, ClientInput<String>> udp() {
    return inviting(Transport.UNRELIABLE);
  }

  private static Walk<State<String>, ClientInput<String>> tcp() {
    return inviting(Transport.RELIABLE);
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
  void anAnsweredInviteOverUdp() {
    udp()
        .gives(send("INVITE"), set(Timer.A, 500), set(Timer.B, 32_000))
        .isIn(State.Calling.class)
        .on(got(180))
        .gives(stop(Timer.A), stop(Timer.B), pass("180"))
        .isIn(State.Proceeding.class)
        .on(got(183))
        .gives(pass("183"))
        .on(fired(Timer.B))
        .absorbs()
        .on(broken())
        .absorbs()
        .isIn(State.Proceeding.class)
        .on(got(200))
        .gives(pass("200"), set(Timer.M, 32_000))
        .isIn(State.Accepted.class)
        .on(got(200))
        .gives(pass("200"))
        .on(got(180))
        .absorbs()
        .on(got(486))
        .absorbs()
        .on(broken())
        .absorbs()
        .isIn(State.Accepted.class)
        .on(fired(Timer.M))
        .gives(end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aRequestThatGetsNoAnswerIsResentEverMoreSeldomAndTimesOut() {
    udp()
        .on(fired(Timer.A))
        .gives(resend("INVITE"), set(Timer.A, 1_000))
        .on(fired(Timer.A))
        .gives(resend("INVITE"), set(Timer.A, 2_000))
        .on(fired(Timer.A))
        .gives(resend("INVITE"), set(Timer.A, 4_000))
        .on(fired(Timer.A))
        .gives(resend("INVITE"), set(Timer.A, 8_000))
        .on(fired(Timer.B))
        .gives(stop(Timer.A), timeout(), end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aFailureIsAcknowledgedAndPassedUpOnce() {
    udp()
        .on(got(100))
        .on(got(486))
        .gives(pass("486"), new Output.SendAck<>("INVITE", "486"), set(Timer.D, 32_000))
        .isIn(State.Completed.class)
        .on(got(486))
        .gives(new Output.SendAck<>("INVITE", "486"))
        .on(got(200))
        .absorbs()
        .on(got(180))
        .absorbs()
        .on(fired(Timer.D))
        .gives(end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aFailureAsFirstAnswerStopsBothTimers() {
    udp()
        .on(got(302))
        .gives(
            stop(Timer.A),
            stop(Timer.B),
            pass("302"),
            new Output.SendAck<>("INVITE", "302"),
            set(Timer.D, 32_000));
  }

  @Test
  void aSuccessAsFirstAnswerStopsBothTimers() {
    udp().on(got(200)).gives(stop(Timer.A), stop(Timer.B), pass("200"), set(Timer.M, 32_000));
  }

  @Test
  void overTcpNothingIsResentAndAFailureEndsAtOnce() {
    tcp()
        .gives(send("INVITE"), set(Timer.B, 32_000))
        .on(got(486))
        .gives(stop(Timer.B), pass("486"), new Output.SendAck<>("INVITE", "486"), end())
        .isIn(State.Terminated.class);
    tcp()
        .on(got(100))
        .on(got(603))
        .gives(pass("603"), new Output.SendAck<>("INVITE", "603"), end());
  }

  @Test
  void aMessageThatCannotBeSentIsReported() {
    udp()
        .on(broken())
        .gives(stop(Timer.A), stop(Timer.B), transportError(), end())
        .isIn(State.Terminated.class);
    udp()
        .on(got(486))
        .on(broken())
        .gives(stop(Timer.D), transportError(), end())
        .isIn(State.Terminated.class);
  }
}
