package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.transaction.InviteServer;
import io.switchlog.wire.sip.transaction.NonInviteServer;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.ServerInput;
import io.switchlog.wire.sip.transaction.Step;
import io.switchlog.wire.sip.transaction.Timer;
import org.jspecify.annotations.Nullable;

/// A server transaction: who is to be answered, and the machine that sees to it.
abstract sealed class ServerEntry extends Transaction {
  private final ServerSide side;
  private final SipRequest request;
  private final ServerTransaction described;
  private final CallId call;
  private final int leg;
  private final Target target;
  private int finalStatus;

  private ServerEntry(
      WakeUps wakeUps,
      ServerSide side,
      SipRequest request,
      ServerTransaction described,
      CallId call,
      int leg,
      Target target) {
    super(wakeUps);
    this.side = side;
    this.request = request;
    this.described = described;
    this.call = call;
    this.leg = leg;
    this.target = target;
  }

  /// Hands the machine its request.
  abstract void start(long nowMillis, byte[] bytes);

  /// Hands the machine an input.
  abstract void step(long nowMillis, ServerInput<byte[]> input);

  /// Sends a response by way of the machine, which may know that it is too late for it.
  ///
  /// @return whether a response could still be sent
  final boolean respond(long nowMillis, int status, byte[] response) {
    if (finalStatus != 0 || isOver()) {
      return false;
    }
    if (status >= 200) {
      finalStatus = status;
      giveUpAt(WakeUps.NEVER);
    }
    step(nowMillis, ServerInput.send(status, response));
    return true;
  }

  final String key() {
    return described.key();
  }

  final SipRequest request() {
    return request;
  }

  final ServerTransaction described() {
    return described;
  }

  final CallId call() {
    return call;
  }

  /// The leg it belongs to; that of the caller for what opens a call.
  final int leg() {
    return leg;
  }

  final Target target() {
    return target;
  }

  /// 0 before a final response.
  final int finalStatus() {
    return finalStatus;
  }

  final boolean isInvite() {
    return request.isMethod(Methods.INVITE);
  }

  @Override
  final void fired(long nowMillis, Timer timer) {
    step(nowMillis, new ServerInput.Fired<>(timer));
  }

  @Override
  final void giveUp(long nowMillis) {
    side.giveUp(nowMillis, this);
  }

  @Override
  final void carryOut(long nowMillis, Output<byte[]> output) {
    side.carryOut(nowMillis, this, output);
  }

  @Override
  final void ended() {
    side.ended(this);
  }

  /// An INVITE's.
  static final class Invite extends ServerEntry {
    private final InviteServer<byte[]> machine;
    private InviteServer.@Nullable State<byte[]> state;

    Invite(
        WakeUps wakeUps,
        ServerSide side,
        InviteServer<byte[]> machine,
        SipRequest request,
        ServerTransaction described,
        CallId call,
        int leg,
        Target target) {
      super(wakeUps, side, request, described, call, leg, target);
      this.machine = machine;
    }

    @Override
    void start(long nowMillis, byte[] bytes) {
      take(nowMillis, machine.start(bytes));
    }

    @Override
    void step(long nowMillis, ServerInput<byte[]> input) {
      if (state != null) {
        take(nowMillis, machine.on(state, input));
      }
    }

    private void take(long nowMillis, Step<InviteServer.State<byte[]>, byte[]> step) {
      state = step.next();
      carryOut(nowMillis, step.outputs());
    }
  }

  /// Any other method's.
  static final class Other extends ServerEntry {
    private final NonInviteServer<byte[]> machine;
    private NonInviteServer.@Nullable State<byte[]> state;

    Other(
        WakeUps wakeUps,
        ServerSide side,
        NonInviteServer<byte[]> machine,
        SipRequest request,
        ServerTransaction described,
        CallId call,
        int leg,
        Target target) {
      super(wakeUps, side, request, described, call, leg, target);
      this.machine = machine;
    }

    @Override
    void start(long nowMillis, byte[] bytes) {
      take(nowMillis, machine.start(bytes));
    }

    @Override
    void step(long nowMillis, ServerInput<byte[]> input) {
      if (state != null) {
        take(nowMillis, machine.on(state, input));
      }
    }

    private void take(long nowMillis, Step<NonInviteServer.State<byte[]>, byte[]> step) {
      state = step.next();
      carryOut(nowMillis, step.outputs());
    }
  }
}
