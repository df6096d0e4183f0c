package io.switchlog.wire.sip.transaction;

import io.switchlog.wire.sip.transaction.ClientInput.Failure;
import io.switchlog.wire.sip.transaction.ClientInput.Fired;
import io.switchlog.wire.sip.transaction.ClientInput.Provisional;
import io.switchlog.wire.sip.transaction.ClientInput.Success;
import io.switchlog.wire.sip.transaction.ClientInput.TransportFailed;
import io.switchlog.wire.sip.transaction.NonInviteClient.State.Completed;
import io.switchlog.wire.sip.transaction.NonInviteClient.State.Proceeding;
import io.switchlog.wire.sip.transaction.NonInviteClient.State.Terminated;
import io.switchlog.wire.sip.transaction.NonInviteClient.State.Trying;
import java.time.Duration;
import java.util.List;

/// The client transaction of every method but INVITE and ACK (RFC 3261 section 17.1.2).
///
/// Immutable and shared like [InviteClient]; the diagram is `docs/states/non-invite-client.md`.
public final class NonInviteClient<M>
    implements Machine<NonInviteClient.State<M>, ClientInput<M>, M> {
  /// Where the transaction is.
  public sealed interface State<M> {
    /// Waiting while the message is resent.
    ///
    /// @param resendAfter what timer E was last set to
    record Trying<M>(M request, Duration resendAfter) implements State<M> {}

    record Proceeding<M>(M request) implements State<M> {}

    record Completed<M>() implements State<M> {}

    record Terminated<M>() implements State<M> {}
  }

  private final Timers timers;
  private final boolean reliable;
  private final Output<M> stopE = new Output.StopTimer<>(Timer.E);
  private final Output<M> stopF = new Output.StopTimer<>(Timer.F);
  private final Output<M> startE;
  private final Output<M> startEAtT2;
  private final Output<M> startF;
  private final Output<M> startK;
  private final Output<M> ended = new Output.Terminated<>();
  private final Completed<M> completed = new Completed<>();
  private final Terminated<M> terminated = new Terminated<>();
  private final Step<State<M>, M> end = new Step<>(terminated, List.of(ended));
  private final Step<State<M>, M> timedOut =
      new Step<>(terminated, List.of(stopE, new Output.PassTimeout<>(), ended));
  private final Step<State<M>, M> failed =
      new Step<>(terminated, List.of(stopE, stopF, new Output.PassTransportError<>(), ended));

  public NonInviteClient(Timers timers, Transport transport) {
    this.timers = timers;
    this.reliable = transport == Transport.RELIABLE;
    this.startE = new Output.SetTimer<>(Timer.E, timers.t1());
    this.startEAtT2 = new Output.SetTimer<>(Timer.E, timers.t2());
    this.startF = new Output.SetTimer<>(Timer.F, timers.timeout());
    this.startK = new Output.SetTimer<>(Timer.K, timers.t4());
  }

  /// The user hands over its request.
  @Override
  public Step<State<M>, M> start(M request) {
    Output<M> send = new Output.Send<>(request);
    // 17.1.2.2: timer F runs at 64*T1 on every transport, timer E at T1 only where messages get
    // lost.
    return new Step<>(
        new Trying<>(request, timers.t1()),
        reliable ? List.of(send, startF) : List.of(send, startE, startF));
  }

  @Override
  public Step<State<M>, M> on(State<M> state, ClientInput<M> input) {
    return switch (state) {
      case Trying<M>(M request, Duration resendAfter) -> {
        if (input instanceof Fired<M>(Timer timer) && timer == Timer.E) {
          // 17.1.2.2: resend, and double timer E each time up to T2.
          Duration next = timers.doubled(resendAfter);
          yield new Step<>(
              new Trying<>(request, next),
              List.of(new Output.Resend<>(request), new Output.SetTimer<>(Timer.E, next)));
        }
        yield onPending(state, request, input);
      }
      case Proceeding<M>(M request) -> {
        if (input instanceof Fired<M>(Timer timer) && timer == Timer.E) {
          // 17.1.2.2: after a provisional the request is still resent, every T2.
          yield new Step<>(state, List.of(new Output.Resend<>(request), startEAtT2));
        }
        yield onPending(state, request, input);
      }
      case Completed<M> _ ->
          // 17.1.2.2: timer K ends the wait for resent responses; these are absorbed.
          input instanceof Fired<M>(Timer timer) && timer == Timer.K ? end : Step.stay(state);
      case Terminated<M> _ -> Step.stay(state);
    };
  }

  /// What Trying and Proceeding have in common.
  private Step<State<M>, M> onPending(State<M> state, M request, ClientInput<M> input) {
    return switch (input) {
      case Provisional<M>(M response) ->
          // 17.1.2.2: passed up; timers E and F run on.
          new Step<>(new Proceeding<>(request), List.of(new Output.PassResponse<>(response)));
      case Success<M>(M response) -> answered(response);
      case Failure<M>(M response) -> answered(response);
      // 17.1.2.2 and 17.1.4: a request that cannot be sent ends the transaction, and the user is
      // told.
      case TransportFailed<M> _ -> failed;
      // 17.1.2.2: no final answer within timer F is a timeout for the user.
      case Fired<M>(Timer timer) when timer == Timer.F -> timedOut;
      case Fired<M> _ -> Step.stay(state);
    };
  }

  /// 17.1.2.2: a final response is passed up. Timer K is T4 where resent responses may follow, and
  /// zero on reliable transports: the end comes at once.
  private Step<State<M>, M> answered(M response) {
    Output<M> pass = new Output.PassResponse<>(response);
    return reliable
        ? new Step<>(terminated, List.of(stopF, pass, ended))
        : new Step<>(completed, List.of(stopE, stopF, pass, startK));
  }
}
