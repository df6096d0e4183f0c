package io.switchlog.wire.sip.transaction;

import static io.switchlog.wire.sip.transaction.Walk.end;
import static io.switchlog.wire.sip.transaction.Walk.resend;
import static io.switchlog.wire.sip.transaction.Walk.send;
import static io.switchlog.wire.sip.transaction.Walk.serverInputs;
import static io.switchlog.wire.sip.transaction.Walk.set;
import static io.switchlog.wire.sip.transaction.Walk.stop;
import static io.switchlog.wire.sip.transaction.Walk.timeout;
import static io.switchlog.wire.sip.transaction.Walk.transportError;

import io.switchlog.wire.sip.transaction.InviteServer.State;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InviteServerTest {
  private static final StateDiagram DIAGRAM =
      new StateDiagram("invite-server", "INVITE server transaction");

  private static Walk<State<String>, ServerInput<String>> invited(Transport transport) {
    InviteServer<String> machine = new InviteServer<>(Timers.DEFAULT, transport);
    return new Walk<>(DIAGRAM, transport, machine, "INVITE");
  }

  private static Walk<State<String>, ServerInput<String>> udp() {
    return invited(Transport.UNRELIABLE);
  }

  private static Walk<State<String>, ServerInput<String>> tcp() {
    return invited(Transport.RELIABLE);
  }

  private static ServerInput<String> say(int status) {
    return ServerInput.send(status, String.valueOf(status));
  }

  private static ServerInput<String> fired(Timer timer) {
    return new ServerInput.Fired<>(timer);
  }

  private static ServerInput<String> again() {
    return new ServerInput.Repeated<>();
  }

  private static ServerInput<String> ack() {
    return new ServerInput.AckReceived<>("ACK");
  }

  private static ServerInput<String> broken() {
    return new ServerInput.TransportFailed<>();
  }

  @Test
  void everyInputInEveryStateHasAnAnswerAndTheDiagramShowsIt() {
    udp().everywhere(State.class, State.Terminated.class, Set.of(), serverInputs());
    tcp()
        .everywhere(
            State.class, State.Terminated.class, Set.of(State.Confirmed.class), serverInputs());
    DIAGRAM.check();
  }

  @Test
  void anAcceptedInvite() {
    udp()
        .gives(new Output.PassRequest<>("INVITE"), set(Timer.TRYING, 200))
        .isIn(State.Received.class)
        .on(again())
        .absorbs()
        .on(ack())
        .absorbs()
        .on(broken())
        .absorbs()
        .on(say(100))
        .gives(stop(Timer.TRYING), send("100"))
        .isIn(State.Proceeding.class)
        .on(again())
        .gives(resend("100"))
        .on(say(180))
        .gives(send("180"))
        .on(again())
        .gives(resend("180"))
        .on(ack())
        .absorbs()
        .on(say(200))
        .gives(send("200"), set(Timer.L, 32_000))
        .isIn(State.Accepted.class)
        .on(again())
        .absorbs()
        .on(say(200))
        .gives(send("200"))
        .on(say(486))
        .absorbs()
        .on(say(180))
        .absorbs()
        .on(ack())
        .gives(new Output.PassRequest<>("ACK"))
        .on(fired(Timer.L))
        .gives(end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aUserThatIsSilentFor200MillisOwesA100() {
    udp()
        .on(fired(Timer.TRYING))
        .gives(new Output.AnswerTrying<>("INVITE"))
        .isIn(State.Received.class)
        .on(say(100))
        .on(again())
        .gives(resend("100"))
        .on(fired(Timer.TRYING))
        .absorbs();
  }

  @Test
  void aRefusalIsResentUntilItsAck() {
    udp()
        .on(say(100))
        .on(say(486))
        .gives(send("486"), set(Timer.G, 500), set(Timer.H, 32_000))
        .isIn(State.Completed.class)
        .on(fired(Timer.G))
        .gives(resend("486"), set(Timer.G, 1_000))
        .on(fired(Timer.G))
        .gives(resend("486"), set(Timer.G, 2_000))
        .on(fired(Timer.G))
        .gives(resend("486"), set(Timer.G, 4_000))
        .on(fired(Timer.G))
        .gives(resend("486"), set(Timer.G, 4_000))
        .on(again())
        .gives(resend("486"))
        .on(say(200))
        .absorbs()
        .on(say(180))
        .absorbs()
        .on(say(500))
        .absorbs()
        .isIn(State.Completed.class)
        .on(ack())
        .gives(stop(Timer.G), stop(Timer.H), set(Timer.I, 5_000))
        .isIn(State.Confirmed.class)
        .on(ack())
        .absorbs()
        .on(again())
        .absorbs()
        .on(fired(Timer.G))
        .absorbs()
        .on(fired(Timer.I))
        .gives(end())
        .isIn(State.Terminated.class);
  }

  @Test
  void aRefusalWithoutAckIsReported() {
    udp()
        .on(say(486))
        .gives(stop(Timer.TRYING), send("486"), set(Timer.G, 500), set(Timer.H, 32_000))
        .on(fired(Timer.H))
        .gives(stop(Timer.G), timeout(), end())
        .isIn(State.Terminated.class);
  }

  @Test
  void overTcpARefusalIsSentOnceAndEndsWithItsAck() {
    tcp()
        .on(say(603))
        .gives(stop(Timer.TRYING), send("603"), set(Timer.H, 32_000))
        .on(ack())
        .gives(stop(Timer.H), end())
        .isIn(State.Terminated.class);
    tcp().on(say(180)).on(say(603)).gives(send("603"), set(Timer.H, 32_000));
  }

  @Test
  void anImmediateSuccess() {
    tcp()
        .on(say(200))
        .gives(stop(Timer.TRYING), send("200"), set(Timer.L, 32_000))
        .isIn(State.Accepted.class);
  }

  @Test
  void aResponseThatCannotBeSentIsReportedAndTheStateStays() {
    udp()
        .on(say(100))
        .on(broken())
        .gives(transportError())
        .isIn(State.Proceeding.class)
        .on(say(486))
        .on(broken())
        .gives(transportError())
        .isIn(State.Completed.class);
    udp().on(say(200)).on(broken()).gives(transportError()).isIn(State.Accepted.class);
  }
}
