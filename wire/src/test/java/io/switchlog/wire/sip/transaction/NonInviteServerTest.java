package io.switchlog.wire.sip.transaction;

import static io.switchlog.wire.sip.transaction.Walk.end;
import static io.switchlog.wire.sip.transaction.Walk.resend;
import static io.switchlog.wire.sip.transaction.Walk.send;
import static io.switchlog.wire.sip.transaction.Walk.serverInputs;
import static io.switchlog.wire.sip.transaction.Walk.set;
import static io.switchlog.wire.sip.transaction.Walk.stop;
import static io.switchlog.wire.sip.transaction.Walk.timeout;
import static io.switchlog.wire.sip.transaction.Walk.transportError;

import io.switchlog.wire.sip.transaction.NonInviteServer.State;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NonInviteServerTest {
  private static final StateDiagram DIAGRAM =
      new StateDiagram("non-invite-server", "Non-INVITE server transaction");

  private static Walk<State<String>, ServerInput<String>> asked(Transport transport) {
    NonInviteServer<String> machine = new NonInviteServer<>(Timers.DEFAULT, transport);
    return new Walk<>(DIAGRAM, transport, machine, "BYE");
  }

  private static Walk<State<String>, ServerInput<String>> udp() {
    return asked(Transport.UNRELIABLE);
  }

  private static Walk<State<String>, ServerInput<String>> tcp() {
    return asked(Transport.RELIABLE);
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
            State.class, State.Terminated.class, Set.of(State.Completed.class), serverInputs());
    DIAGRAM.check();
  }

  @Test
  void anAnsweredRequestOverUdp() {
    udp()
        .gives(new Output.PassRequest<>("BYE"), set(Timer.TRYING, 3_500), set(Timer.F, 32_000))
        .isIn(State.Trying.class)
        .on(again())
        .absorbs()
        .on(ack())
        .absorbs()
        .on(broken())
        .absorbs()
        .on(say(200))
        .gives(stop(Timer.TRYING), stop(Timer.F), send("200"), set(Timer.J, 32_000))
        .isIn(State.Completed.class)
        .on(again())
        .gives(resend("200"))
        .on(say(481))
        .absorbs()
        .on(say(100))
        .absorbs()
        .on(fired(Timer.J))
        .gives(end())
        .isIn(State.Terminated.class);
  }

  @Test
  void a100OverUdpWaitsUntilItIsOwed() {
    udp()
        .on(say(100))
        .absorbs()
        .isIn(State.Trying.class)
        .on(fired(Timer.TRYING))
        .gives(new Output.AnswerTrying<>("BYE"))
        .isIn(State.Overdue.class)
        .on(again())
        .absorbs()
        .on(say(180))
        .absorbs()
        .on(say(100))
        .gives(send("100"))
        .isIn(State.Proceeding.class)
        .on(again())
        .gives(resend("100"))
        .on(say(183))
        .absorbs()
        .on(say(481))
        .gives(stop(Timer.F), send("481"), set(Timer.J, 32_000))
        .isIn(State.Completed.class);
  }

  @Test
  void a100OverTcpMayLeaveAtOnceButNoOtherProvisional() {
    tcp()
        .on(say(180))
        .absorbs()
        .on(say(100))
        .gives(stop(Timer.TRYING), send("100"))
        .isIn(State.Proceeding.class)
        .on(say(200))
        .gives(stop(Timer.F), send("200"), end())
        .isIn(State.Terminated.class);
    tcp().on(say(481)).gives(stop(Timer.TRYING), stop(Timer.F), send("481"), end());
  }

  @Test
  void a408NeverLeaves() {
    udp()
        .on(say(408))
        .absorbs()
        .isIn(State.Trying.class)
        .on(fired(Timer.TRYING))
        .on(say(408))
        .absorbs()
        .on(say(100))
        .on(say(408))
        .absorbs()
        .isIn(State.Proceeding.class);
  }

  @Test
  void aUserThatNeverAnswersLosesTheTransaction() {
    udp()
        .on(fired(Timer.F))
        .gives(stop(Timer.TRYING), timeout(), end())
        .isIn(State.Terminated.class);
    udp().on(fired(Timer.TRYING)).on(fired(Timer.F)).gives(stop(Timer.TRYING), timeout(), end());
  }

  @Test
  void aResponseThatCannotBeSentEndsTheTransaction() {
    tcp()
        .on(say(100))
        .on(broken())
        .gives(stop(Timer.F), transportError(), end())
        .isIn(State.Terminated.class);
    udp()
        .on(say(200))
        .on(broken())
        .gives(stop(Timer.J), transportError(), end())
        .isIn(State.Terminated.class);
  }
}
