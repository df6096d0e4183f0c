package io.switchlog.wire.sip.transaction;

import io.switchlog.wire.sip.transaction.NonInviteServer.State.Completed;
import io.switchlog.wire.sip.transaction.NonInviteServer.State.Overdue;
import io.switchlog.wire.sip.transaction.NonInviteServer.State.Proceeding;
import io.switchlog.wire.sip.transaction.NonInviteServer.State.Terminated;
import io.switchlog.wire.sip.transaction.NonInviteServer.State.Trying;
import io.switchlog.wire.sip.transaction.ServerInput.AckReceived;
import io.switchlog.wire.sip.transaction.ServerInput.Fired;
import io.switchlog.wire.sip.transaction.ServerInput.Repeated;
import io.switchlog.wire.sip.transaction.ServerInput.SendFailure;
import io.switchlog.wire.sip.transaction.ServerInput.SendProvisional;
import io.switchlog.wire.sip.transaction.ServerInput.SendSuccess;
import io.switchlog.wire.sip.transaction.ServerInput.TransportFailed;
import java.util.List;

/// The server transaction of every method but INVITE and ACK (RFC 3261 section 17.2.2 as restrained
/// by RFC 4320).
///
/// The RFC's Trying is two states here: Trying while a 100 would only add traffic, Overdue from the
/// moment that one is owed. A user that answers nothing at all loses the transaction when the
/// client must have given up. Immutable and shared; the diagram is
/// `docs/states/non-invite-server.md`.
public final class NonInviteServer<M>
    implements Machine<NonInviteServer.State<M>, ServerInput<M>, M> {
  /// Where the transaction is.
  public sealed interface State<M> {
    record Trying<M>(M request) implements State<M> {}

    record Overdue<M>() implements State<M> {}

    record Proceeding<M>(M latest) implements State<M> {}

    record Completed<M>(M response) implements State<M> {}

    record Terminated<M>() implements State<M> {}
  }

  private static final int TRYING = 100;
  private static final int REQUEST_TIMEOUT = 408;

  private final boolean reliable;
  private final Output<M> startTrying;
  private final Output<M> startF;
  private final Output<M> startJ;
  private final Output<M> stopTrying = new Output.StopTimer<>(Timer.TRYING);
  private final Output<M> stopF = new Output.StopTimer<>(Timer.F);
  private final Output<M> stopJ = new Output.StopTimer<>(Timer.J);
  private final Output<M> passTransportError = new Output.PassTransportError<>();
  private final Output<M> ended = new Output.Terminated<>();
  private final Overdue<M> overdue = new Overdue<>();
  private final Terminated<M> terminated = new Terminated<>();
  private final Step<State<M>, M> end = new Step<>(terminated, List.of(ended));
  private final Step<State<M>, M> unanswered =
      new Step<>(terminated, List.of(stopTrying, new Output.PassTimeout<>(), ended));
  private final Step<State<M>, M> failedPending =
      new Step<>(terminated, List.of(stopF, passTransportError, ended));
  private final Step<State<M>, M> failedCompleted =
      new Step<>(terminated, List.of(stopJ, passTransportError, ended));

  public NonInviteServer(Timers timers, Transport transport) {
    this.reliable = transport == Transport.RELIABLE;
    this.startTrying = new Output.SetTimer<>(Timer.TRYING, timers.untilT2());
    this.startF = new Output.SetTimer<>(Timer.F, timers.timeout());
    this.startJ = new Output.SetTimer<>(Timer.J, timers.timeout());
  }

  /// A request came that matches no transaction.
  @Override
  public Step<State<M>, M> start(M request) {
    // 17.2.2: the request goes up. RFC 4320 4.1 and 4.2: by then a 100 is owed, and by then the
    // client has given up.
    return new Step<>(
        new Trying<>(request), List.of(new Output.PassRequest<>(request), startTrying, startF));
  }

  @Override
  public Step<State<M>, M> on(State<M> state, ServerInput<M> input) {
    return switch (state) {
      case Trying<M> trying -> onTrying(trying, input);
      case Overdue<M> _ -> onOverdue(state, input);
      case Proceeding<M>(M latest) -> {
        // 17.2.2: a repeated request gets the latest provisional again.
        yield input instanceof Repeated<M>
            ? new Step<>(state, List.of(new Output.Resend<>(latest)))
            : onOverdue(state, input);
      }
      case Completed<M>(M response) -> onCompleted(state, response, input);
      case Terminated<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onTrying(Trying<M> state, ServerInput<M> input) {
    return switch (input) {
      // RFC 4320 4.1: only a 100 may be sent, and over an unreliable transport not this early.
      case SendProvisional<M>(int status, M response) when status == TRYING && reliable ->
          new Step<>(new Proceeding<>(response), List.of(stopTrying, new Output.Send<>(response)));
      // RFC 4320 4.1: without an answer by now, a 100 is owed on every transport.
      case Fired<M>(Timer timer) when timer == Timer.TRYING ->
          new Step<>(overdue, List.of(new Output.AnswerTrying<>(state.request())));
      case Fired<M>(Timer timer) when timer == Timer.F -> unanswered;
      case SendSuccess<M>(_, M response) -> answered(response, true);
      case SendFailure<M>(int status, M response) when status != REQUEST_TIMEOUT ->
          answered(response, true);
      // 17.2.2: repeated requests are absorbed while nothing was sent. RFC 4320 4.2: never a 408.
      case Repeated<M> _, SendProvisional<M> _, SendFailure<M> _ -> Step.stay(state);
      // Nothing was sent yet that could have failed; an ACK does not belong here.
      case AckReceived<M> _, TransportFailed<M> _, Fired<M> _ -> Step.stay(state);
    };
  }

  /// Overdue, and Proceeding but for its repeated requests.
  private Step<State<M>, M> onOverdue(State<M> state, ServerInput<M> input) {
    return switch (input) {
      // 17.2.2 with RFC 4320 4.1: of provisionals only a 100, and now it may leave on any
      // transport.
      case SendProvisional<M>(int status, M response) when status == TRYING ->
          new Step<>(new Proceeding<>(response), List.of(new Output.Send<>(response)));
      case SendSuccess<M>(_, M response) -> answered(response, false);
      case SendFailure<M>(int status, M response) when status != REQUEST_TIMEOUT ->
          answered(response, false);
      // 17.2.2: a response that cannot be sent ends the transaction, and the user is told.
      case TransportFailed<M> _ -> failedPending;
      // RFC 4320 4.2: the client has given up, so no final response is sent any more.
      case Fired<M>(Timer timer) when timer == Timer.F -> unanswered;
      // RFC 4320 4.2: never a 408.
      case Repeated<M> _, SendProvisional<M> _, SendFailure<M> _ -> Step.stay(state);
      case AckReceived<M> _, Fired<M> _ -> Step.stay(state);
    };
  }

  /// 17.2.2: a final response is sent. Timer J, which answers repeated requests, is 64*T1, and zero
  /// on reliable transports: the end comes at once.
  private Step<State<M>, M> answered(M response, boolean trying) {
    Output<M> send = new Output.Send<>(response);
    if (reliable) {
      return new Step<>(
          terminated,
          trying ? List.of(stopTrying, stopF, send, ended) : List.of(stopF, send, ended));
    }
    return new Step<>(
        new Completed<>(response),
        trying ? List.of(stopTrying, stopF, send, startJ) : List.of(stopF, send, startJ));
  }

  private Step<State<M>, M> onCompleted(State<M> state, M response, ServerInput<M> input) {
    return switch (input) {
      // 17.2.2: a repeated request gets the final response again.
      case Repeated<M> _ -> new Step<>(state, List.of(new Output.Resend<>(response)));
      // 17.2.2: timer J ends the transaction.
      case Fired<M>(Timer timer) when timer == Timer.J -> end;
      // 17.2.2: a response that cannot be sent ends the transaction, and the user is told.
      case TransportFailed<M> _ -> failedCompleted;
      // 17.2.2: the first final response stands, others of the user's are dropped.
      case SendProvisional<M> _, SendSuccess<M> _, SendFailure<M> _ -> Step.stay(state);
      case AckReceived<M> _, Fired<M> _ -> Step.stay(state);
    };
  }
}
