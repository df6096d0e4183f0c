package io.switchlog.wire.sip.transaction;

import io.switchlog.wire.sip.transaction.Retransmission.State.Done;
import io.switchlog.wire.sip.transaction.Retransmission.State.Waiting;
import java.time.Duration;
import java.util.List;

/// The resending of a 2xx to INVITE until its ACK comes (RFC 3261 section 13.3.1.4), and of
/// reliable progress until its PRACK does (RFC 3262 section 3): the user's duty, beside the INVITE
/// server transaction, and on every transport.
///
/// Immutable and shared; the diagram is `docs/states/retransmission.md`.
public final class Retransmission<M>
    implements Machine<Retransmission.State<M>, Retransmission.Input<M>, M> {
  /// How far it is.
  public sealed interface State<M> {
    /// Waiting while the message is resent.
    ///
    /// @param resendAfter what the resend timer was last set to
    record Waiting<M>(M response, Duration resendAfter) implements State<M> {}

    record Done<M>() implements State<M> {}
  }

  /// What can happen to it.
  public sealed interface Input<M> {
    /// The ACK or PRACK came, or the session ended otherwise (a BYE proves the 2xx was received).
    record Acknowledged<M>() implements Input<M> {}

    /// A timer ran out.
    record Fired<M>(Timer timer) implements Input<M> {}
  }

  private final Timers timers;
  private final boolean slowsDownToT2;
  private final Output<M> startResend;
  private final Output<M> startWait;
  private final Step<State<M>, M> acknowledged;
  private final Step<State<M>, M> missing;

  private Retransmission(Timers timers, boolean slowsDownToT2) {
    this.timers = timers;
    this.slowsDownToT2 = slowsDownToT2;
    this.startResend = new Output.SetTimer<>(Timer.RESEND, timers.t1());
    this.startWait = new Output.SetTimer<>(Timer.AWAIT_ACK, timers.timeout());
    Done<M> done = new Done<>();
    Output<M> stopResend = new Output.StopTimer<>(Timer.RESEND);
    Output<M> ended = new Output.Terminated<>();
    this.acknowledged =
        new Step<>(done, List.of(stopResend, new Output.StopTimer<>(Timer.AWAIT_ACK), ended));
    this.missing = new Step<>(done, List.of(stopResend, new Output.PassTimeout<>(), ended));
  }

  /// Of a 2xx.
  public static <M> Retransmission<M> ofAnswer(Timers timers) {
    return new Retransmission<>(timers, /* slowsDownToT2= */ true);
  }

  /// Of progress.
  public static <M> Retransmission<M> ofProgress(Timers timers) {
    return new Retransmission<>(timers, /* slowsDownToT2= */ false);
  }

  /// It was sent for the first time.
  @Override
  public Step<State<M>, M> start(M response) {
    // 13.3.1.4: first again after T1.
    return new Step<>(new Waiting<>(response, timers.t1()), List.of(startResend, startWait));
  }

  @Override
  public Step<State<M>, M> on(State<M> state, Input<M> input) {
    return switch (state) {
      case Waiting<M>(M response, Duration resendAfter) ->
          onWaiting(state, response, resendAfter, input);
      case Done<M> _ -> Step.stay(state);
    };
  }

  private Step<State<M>, M> onWaiting(
      State<M> state, M response, Duration resendAfter, Input<M> input) {
    return switch (input) {
      // 13.3.1.4: resending ends with the ACK.
      case Input.Acknowledged<M> _ -> acknowledged;
      case Input.Fired<M>(Timer timer) ->
          switch (timer) {
            case RESEND -> {
              // 13.3.1.4: the interval doubles up to T2, whatever the transport. That of progress
              // doubles without end (RFC 3262 section 3).
              Duration next =
                  slowsDownToT2 ? timers.doubled(resendAfter) : resendAfter.plus(resendAfter);
              yield new Step<>(
                  new Waiting<>(response, next),
                  List.of(
                      new Output.Resend<>(response), new Output.SetTimer<>(Timer.RESEND, next)));
            }
            // 13.3.1.4: no ACK within 64*T1: the dialog stands, but the session should be ended by
            // BYE. RFC 3262 section 3: the INVITE is to be refused.
            case AWAIT_ACK -> missing;
            default -> Step.stay(state);
          };
    };
  }
}
