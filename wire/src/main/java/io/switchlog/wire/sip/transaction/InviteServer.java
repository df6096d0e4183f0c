package io.switchlog.wire.sip.transaction;

import io.switchlog.wire.sip.transaction.InviteServer.State.Accepted;
import io.switchlog.wire.sip.transaction.InviteServer.State.Completed;
import io.switchlog.wire.sip.transaction.InviteServer.State.Confirmed;
import io.switchlog.wire.sip.transaction.InviteServer.State.Proceeding;
import io.switchlog.wire.sip.transaction.InviteServer.State.Received;
import io.switchlog.wire.sip.transaction.InviteServer.State.Terminated;
import io.switchlog.wire.sip.transaction.ServerInput.AckReceived;
import io.switchlog.wire.sip.transaction.ServerInput.Fired;
import io.switchlog.wire.sip.transaction.ServerInput.Repeated;
import io.switchlog.wire.sip.transaction.ServerInput.SendFailure;
import io.switchlog.wire.sip.transaction.ServerInput.SendProvisional;
import io.switchlog.wire.sip.transaction.ServerInput.SendSuccess;
import io.switchlog.wire.sip.transaction.ServerInput.TransportFailed;
import java.time.Duration;
import java.util.List;

/// The INVITE server transaction (RFC 3261 section 17.2.1 as changed by RFC 6026 section 7.1).
///
/// The RFC's Proceeding is two states here: Received until a first response was sent, Proceeding
/// after it, since only then is there something to resend. A user that answers 100 at once never
/// sees the TRYING timer fire. Immutable and shared; the diagram is `docs/states/invite-server.md`.
public final class InviteServer<M> implements Machine<InviteServer.State<M>, ServerInput<M>, M> {
  /// Where the transaction is.
  public sealed interface State<M> {
    record Received<M>(M request) implements State<M> {}

    record Proceeding<M>(M latest) implements State<M> {}

    /// Waiting while the message is resent.
    ///
    /// @param resendAfter what timer G was last set to
    record Completed<M>(M response, Duration resendAfter) implements State<M> {}

    record Confirmed<M>() implements State<M> {}

    record Accepted<M>() implements State<M> {}

    record Terminated<M>() implements State<M> {}
  }

  private final Timers timers;
  private final boolean reliable;
  private final Output<M> stopTrying = new Output.StopTimer<>(Timer.TRYING);
  private final Output<M> startTrying =
      new Output.SetTimer<>(Timer.TRYING, Timers.TRYING_TO_INVITE);
  private final Output<M> startG;
  private final Output<M> startH;
  private final Output<M> startL;
  private final Output<M> ended = new Output.Terminated<>();
  private final Accepted<M> accepted = new Accepted<>();
  private final Terminated<M> terminated = new Terminated<>();
  private final List<Output<M>> transportError = List.of(new Output.PassTransportError<>());
  private final Step<State<M>, M> end = new Step<>(terminated, List.of(ended));
  private final Step<State<M>, M> unacknowledged;
  private final Step<State<M>, M> acknowledged;

  public InviteServer(Timers timers, Transport transport) {
    this.timers = timers;
    this.reliable = transport == Transport.RELIABLE;
    this.startG = new Output.SetTimer<>(Timer.G, timers.t1());
    this.startH = new Output.SetTimer<>(Timer.H, timers.timeout());
    this.startL = new Output.SetTimer<>(Timer.L, timers.timeout());
    Output<M> stopG = new Output.StopTimer<>(Timer.G);
    Output<M> stopH = new Output.StopTimer<>(Timer.H);
    this.unacknowledged = new Step<>(terminated, List.of(stopG, new Output.PassTimeout<>(), ended));
    this.acknowledged =
        reliable
            ? new Step<>(terminated, List.of(stopH, ended))
            : new Step<>(
                new Confirmed<>(),
                List.of(stopG, stopH, new Output.SetTimer<>(Timer.I, timers.t4())));
  }

  /// An INVITE came that matches no transaction.
  @Override
  public Step<State<M>, M> start(M request) {
    // 17.2.1: the request goes up; a 100 is due unless the user answers within 200 ms.
    return new Step<>(
        new Received<>(request), List.of(new Output.PassRequest<>(request), startTrying));
  }

  @Override
  public Step<State<M>, M> on(State<M> state, ServerInput<M> input) {
    return switch (state) {
      case Received<M> received -> onReceived(received, input);
      case Proceeding<M> proceeding -> onProceeding(proceeding, input);
      case Completed<M> completed -> onCompleted(completed, input);
      // 17.2.1: timer I ends the absorbing of resent ACKs; all else is absorbed.
      case Confirmed<M> _ ->
          input instanceof Fired<M>(Timer timer) && timer == Timer.I ? end : Step.stay(state);
      case Accepted<M> _ -> onAccepted(input);
      case Terminated<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onReceived(Received<M> state, ServerInput<M> input) {
    return switch (input) {
      // 17.2.1: the latest provisional is kept for resending.
      case SendProvisional<M>(_, M response) ->
          new Step<>(new Proceeding<>(response), List.of(stopTrying, new Output.Send<>(response)));
      // RFC 6026 7.1: a 2xx leads to Accepted with timer L at 64*T1.
      case SendSuccess<M>(_, M response) ->
          new Step<>(accepted, List.of(stopTrying, new Output.Send<>(response), startL));
      case SendFailure<M>(_, M response) ->
          refused(
              response,
              reliable
                  ? List.of(stopTrying, new Output.Send<>(response), startH)
                  : List.of(stopTrying, new Output.Send<>(response), startG, startH));
      // 17.2.1: nobody answered in 200 ms, the 100 is due.
      case Fired<M>(Timer timer) when timer == Timer.TRYING ->
          new Step<>(state, List.of(new Output.AnswerTrying<>(state.request())));
      // 17.2.1: a repeated request gets the latest provisional, and there is none yet. An ACK to
      // nothing is absorbed, and nothing was sent that could have failed.
      case Repeated<M> _, AckReceived<M> _, TransportFailed<M> _, Fired<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onProceeding(Proceeding<M> state, ServerInput<M> input) {
    return switch (input) {
      // 17.2.1: every provisional of the user's is sent; none is resent by a timer.
      case SendProvisional<M>(_, M response) ->
          new Step<>(new Proceeding<>(response), List.of(new Output.Send<>(response)));
      // 17.2.1: a repeated request gets the latest provisional again.
      case Repeated<M> _ -> new Step<>(state, List.of(new Output.Resend<>(state.latest())));
      // RFC 6026 7.1: as from Received.
      case SendSuccess<M>(_, M response) ->
          new Step<>(accepted, List.of(new Output.Send<>(response), startL));
      case SendFailure<M>(_, M response) ->
          refused(
              response,
              reliable
                  ? List.of(new Output.Send<>(response), startH)
                  : List.of(new Output.Send<>(response), startG, startH));
      // RFC 6026 section 8 on 17.2.4: the user is told, the state stays.
      case TransportFailed<M> _ -> new Step<>(state, transportError);
      // An ACK before any final response acknowledges nothing.
      case AckReceived<M> _, Fired<M> _ -> Step.stay(state);
    };
  }

  /// 17.2.1: a failure is sent and leads to Completed; timer H runs on every transport, timer G at
  /// T1 only where messages get lost.
  private Step<State<M>, M> refused(M response, List<Output<M>> outputs) {
    return new Step<>(new Completed<>(response, timers.t1()), outputs);
  }

  private Step<State<M>, M> onCompleted(Completed<M> state, ServerInput<M> input) {
    return switch (input) {
      // 17.2.1: the ACK stops resending. Timer I, which absorbs resent ACKs, is T4, and zero on
      // reliable transports: the end comes at once.
      case AckReceived<M> _ -> acknowledged;
      // 17.2.1: a repeated request gets the response again.
      case Repeated<M> _ -> new Step<>(state, List.of(new Output.Resend<>(state.response())));
      case Fired<M>(Timer timer) ->
          switch (timer) {
            case G -> {
              // 17.2.1: resend, and double timer G each time up to T2.
              Duration next = timers.doubled(state.resendAfter());
              yield new Step<>(
                  new Completed<>(state.response(), next),
                  List.of(
                      new Output.Resend<>(state.response()), new Output.SetTimer<>(Timer.G, next)));
            }
            // 17.2.1: no ACK within timer H is a failure the user is told of.
            case H -> unacknowledged;
            default -> Step.stay(state);
          };
      // RFC 6026 section 8 on 17.2.4: the user is told, the state stays.
      case TransportFailed<M> _ -> new Step<>(state, transportError);
      // 17.2.1: the first final response stands.
      case SendProvisional<M> _, SendSuccess<M> _, SendFailure<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onAccepted(ServerInput<M> input) {
    return switch (input) {
      // RFC 6026 7.1: the user resends its 2xx through here, see [Retransmission].
      case SendSuccess<M>(_, M response) ->
          new Step<>(accepted, List.of(new Output.Send<>(response)));
      // RFC 6026 7.1: the ACK to a 2xx is the user's.
      case AckReceived<M>(M ack) -> new Step<>(accepted, List.of(new Output.PassRequest<>(ack)));
      // RFC 6026 7.1: timer L ends the transaction.
      case Fired<M>(Timer timer) when timer == Timer.L -> end;
      // RFC 6026 7.1: the user is told, the state stays.
      case TransportFailed<M> _ -> new Step<>(accepted, transportError);
      // RFC 6026 7.1: repeated requests are absorbed here and not passed up; after a 2xx no other
      // response may leave.
      case Repeated<M> _, SendProvisional<M> _, SendFailure<M> _, Fired<M> _ -> Step.stay(accepted);
    };
  }
}
