package io.switchlog.wire.sip.transaction;

import io.switchlog.wire.sip.transaction.ClientInput.Failure;
import io.switchlog.wire.sip.transaction.ClientInput.Fired;
import io.switchlog.wire.sip.transaction.ClientInput.Provisional;
import io.switchlog.wire.sip.transaction.ClientInput.Success;
import io.switchlog.wire.sip.transaction.ClientInput.TransportFailed;
import io.switchlog.wire.sip.transaction.InviteClient.State.Accepted;
import io.switchlog.wire.sip.transaction.InviteClient.State.Calling;
import io.switchlog.wire.sip.transaction.InviteClient.State.Completed;
import io.switchlog.wire.sip.transaction.InviteClient.State.Proceeding;
import io.switchlog.wire.sip.transaction.InviteClient.State.Terminated;
import java.time.Duration;
import java.util.List;

/// The INVITE client transaction (RFC 3261 section 17.1.1 as changed by RFC 6026 section 7.2).
///
/// The machine itself is immutable and shared by all transactions with the same timers and kind of
/// transport; the diagram is `docs/states/invite-client.md`.
public final class InviteClient<M> implements Machine<InviteClient.State<M>, ClientInput<M>, M> {
  /// Where the transaction is.
  public sealed interface State<M> {
    /// Waiting while the message is resent.
    ///
    /// @param resendAfter what timer A was last set to
    record Calling<M>(M request, Duration resendAfter) implements State<M> {}

    record Proceeding<M>(M request) implements State<M> {}

    record Completed<M>(M request) implements State<M> {}

    record Accepted<M>() implements State<M> {}

    record Terminated<M>() implements State<M> {}
  }

  private final Timers timers;
  private final Duration timeout;
  private final boolean reliable;
  private final Output<M> stopA = new Output.StopTimer<>(Timer.A);
  private final Output<M> stopB = new Output.StopTimer<>(Timer.B);
  private final Output<M> stopD = new Output.StopTimer<>(Timer.D);
  private final Output<M> startA;
  private final Output<M> startB;
  private final Output<M> startD;
  private final Output<M> startM;
  private final Output<M> ended = new Output.Terminated<>();
  private final Terminated<M> terminated = new Terminated<>();
  private final Accepted<M> accepted = new Accepted<>();
  private final Step<State<M>, M> end = new Step<>(terminated, List.of(ended));
  private final Step<State<M>, M> timedOut =
      new Step<>(terminated, List.of(stopA, new Output.PassTimeout<>(), ended));
  private final Step<State<M>, M> failedCalling =
      new Step<>(terminated, List.of(stopA, stopB, new Output.PassTransportError<>(), ended));
  private final Step<State<M>, M> failedAck =
      new Step<>(terminated, List.of(stopD, new Output.PassTransportError<>(), ended));

  public InviteClient(Timers timers, Transport transport) {
    this.timers = timers;
    this.timeout = timers.timeout();
    this.reliable = transport == Transport.RELIABLE;
    this.startA = new Output.SetTimer<>(Timer.A, timers.t1());
    this.startB = new Output.SetTimer<>(Timer.B, timeout);
    this.startD = new Output.SetTimer<>(Timer.D, timers.d());
    this.startM = new Output.SetTimer<>(Timer.M, timeout);
  }

  /// The user hands over its INVITE.
  @Override
  public Step<State<M>, M> start(M request) {
    Output<M> send = new Output.Send<>(request);
    // 17.1.1.2: the request goes out at once; timer B runs on every transport, timer A at T1 only
    // where messages get lost.
    return new Step<>(
        new Calling<>(request, timers.t1()),
        reliable ? List.of(send, startB) : List.of(send, startA, startB));
  }

  @Override
  public Step<State<M>, M> on(State<M> state, ClientInput<M> input) {
    return switch (state) {
      case Calling<M> calling -> onCalling(calling, input);
      case Proceeding<M> proceeding -> onProceeding(proceeding, input);
      case Completed<M> completed -> onCompleted(completed, input);
      case Accepted<M> _ -> onAccepted(input);
      case Terminated<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onCalling(Calling<M> state, ClientInput<M> input) {
    return switch (input) {
      case Provisional<M>(M response) ->
          // 17.1.1.2: a provisional ends the resending and the timeout, and is passed up.
          new Step<>(
              new Proceeding<>(state.request()),
              List.of(stopA, stopB, new Output.PassResponse<>(response)));
      case Success<M>(M response) ->
          // RFC 6026 7.2: a 2xx is passed up and leads to Accepted with timer M at 64*T1.
          new Step<>(accepted, List.of(stopA, stopB, new Output.PassResponse<>(response), startM));
      case Failure<M>(M response) ->
          reliable
              ? failed(
                  state.request(),
                  List.of(
                      stopB,
                      new Output.PassResponse<>(response),
                      new Output.SendAck<>(state.request(), response),
                      ended))
              : failed(
                  state.request(),
                  List.of(
                      stopA,
                      stopB,
                      new Output.PassResponse<>(response),
                      new Output.SendAck<>(state.request(), response),
                      startD));
      // 17.1.4: a request that cannot be sent ends the transaction, and the user is told.
      case TransportFailed<M> _ -> failedCalling;
      case Fired<M>(Timer timer) ->
          switch (timer) {
            case A -> {
              // 17.1.1.2: resend, and double timer A each time, without T2's limit; timer B comes
              // first in any case once it would be longer than that.
              Duration twice = state.resendAfter().plus(state.resendAfter());
              Duration next = twice.compareTo(timeout) < 0 ? twice : timeout;
              yield new Step<>(
                  new Calling<>(state.request(), next),
                  List.of(
                      new Output.Resend<>(state.request()), new Output.SetTimer<>(Timer.A, next)));
            }
            // 17.1.1.2: no answer within timer B is a timeout for the user; no ACK is made.
            case B -> timedOut;
            default -> Step.stay(state);
          };
    };
  }

  private Step<State<M>, M> onProceeding(Proceeding<M> state, ClientInput<M> input) {
    return switch (input) {
      case Provisional<M>(M response) ->
          // 17.1.1.2: every further provisional is passed up.
          new Step<>(state, List.of(new Output.PassResponse<>(response)));
      case Success<M>(M response) ->
          // RFC 6026 7.2: as from Calling.
          new Step<>(accepted, List.of(new Output.PassResponse<>(response), startM));
      case Failure<M>(M response) ->
          failed(
              state.request(),
              List.of(
                  new Output.PassResponse<>(response),
                  new Output.SendAck<>(state.request(), response),
                  reliable ? ended : startD));
      // Nothing is being sent here, so a failure concerns an earlier resend; the answer that came
      // proves the peer reachable. A timer stopped too late to be held back is absorbed alike.
      case TransportFailed<M> _, Fired<M> _ -> Step.stay(state);
    };
  }

  /// 17.1.1.2: a failure is passed up and acknowledged by the transaction itself. Timer D, which
  /// waits for resent failures, is zero on reliable transports: the end comes at once.
  private Step<State<M>, M> failed(M request, List<Output<M>> outputs) {
    return new Step<>(reliable ? terminated : new Completed<>(request), outputs);
  }

  private Step<State<M>, M> onCompleted(Completed<M> state, ClientInput<M> input) {
    return switch (input) {
      case Failure<M>(M response) ->
          // 17.1.1.2: a resent failure is acknowledged again and not passed up.
          new Step<>(state, List.of(new Output.SendAck<>(state.request(), response)));
      // 17.1.1.2: an ACK that cannot be sent is reported, and ends the transaction.
      case TransportFailed<M> _ -> failedAck;
      // 17.1.1.2: timer D ends the transaction.
      case Fired<M>(Timer timer) when timer == Timer.D -> end;
      // A late 1xx or 2xx after a failure has no place in figure 5.
      case Fired<M> _, Provisional<M> _, Success<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onAccepted(ClientInput<M> input) {
    return switch (input) {
      case Success<M>(M response) ->
          // RFC 6026 7.2: resent 2xx, and those of other branches of a fork, go up; the user
          // acknowledges.
          new Step<>(accepted, List.of(new Output.PassResponse<>(response)));
      // RFC 6026 7.2: timer M ends the transaction.
      case Fired<M>(Timer timer) when timer == Timer.M -> end;
      // RFC 6026 7.2: only 2xx are of interest now; the ACK is the user's, so no failure is ours.
      case Fired<M> _, Provisional<M> _, Failure<M> _, TransportFailed<M> _ -> Step.stay(accepted);
    };
  }
}
