package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.transaction.ClientInput;
import io.switchlog.wire.sip.transaction.InviteClient;
import io.switchlog.wire.sip.transaction.NonInviteClient;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.Step;
import io.switchlog.wire.sip.transaction.Timer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client transaction: a request of call control's, what came back so far, and the machine.
abstract sealed class ClientEntry extends Transaction {
  /// More different provisionals than this are not passed on.
  private static final int MOST_RESPONSES = 64;

  /// The machine never looks into a response; the entry holds the one at hand.
  private static final byte[] NOT_LOOKED_AT = new byte[0];

  private final ClientSide side;
  private final Order order;
  private final byte[] request;
  private final Set<String> passed = new HashSet<>(4);
  private boolean provisional;
  private boolean completed;
  private boolean cancelled;
  private @Nullable SipResponse current;
  private @Nullable SendCancel waitingCancel;
  private String trouble = "";
  private boolean unreachable;

  /// What was ordered.
  ///
  /// @param outcome where a failure is kept for the command's repeats
  record Order(
      CallId call, LegId leg, String branch, String method, Target target, Outcome outcome) {
    String key() {
      return key(branch, method);
    }

    static String key(String branch, String method) {
      return branch + '|' + method;
    }
  }

  private ClientEntry(WakeUps wakeUps, ClientSide side, Order order, byte[] request) {
    super(wakeUps);
    this.side = side;
    this.order = order;
    this.request = request;
  }

  abstract void start(long nowMillis);

  abstract void step(long nowMillis, ClientInput<byte[]> input);

  final Order order() {
    return order;
  }

  final byte[] request() {
    return request;
  }

  final boolean isInvite() {
    return order.method.equals(Methods.INVITE);
  }

  /// Hands the machine a response; it may call back with what is to be passed on.
  final void onResponse(long nowMillis, SipResponse response) {
    current = response;
    step(nowMillis, ClientInput.received(response.status(), NOT_LOOKED_AT));
    current = null;
  }

  /// The response that the machine works on.
  final @Nullable SipResponse current() {
    return current;
  }

  /// Notes a response that goes up; false where one like it went before.
  final boolean isNew(SipResponse response) {
    if (response.status() >= 200) {
      completed = true;
    } else {
      provisional = true;
    }
    return (completed || passed.size() < MOST_RESPONSES)
        && passed.add(ClientSide.likeness(response));
  }

  final boolean hasProvisional() {
    return provisional;
  }

  final boolean isCompleted() {
    return completed;
  }

  final void letCancelWait(SendCancel cancel) {
    waitingCancel = cancel;
  }

  final @Nullable SendCancel takeWaitingCancel() {
    SendCancel cancel = waitingCancel;
    waitingCancel = null;
    return cancel;
  }

  /// The CANCEL left: the INVITE is waited for until then, and no provisional puts that off.
  final void cancelled(long untilMillis) {
    cancelled = true;
    giveUpAt(untilMillis);
  }

  final boolean isCancelled() {
    return cancelled;
  }

  /// The transport could not send the request.
  final void transportFailed(long nowMillis, boolean noWay, String detail) {
    unreachable = noWay;
    trouble = detail;
    step(nowMillis, new ClientInput.TransportFailed<>());
  }

  final String trouble() {
    return trouble;
  }

  final boolean isUnreachable() {
    return unreachable;
  }

  @Override
  final void fired(long nowMillis, Timer timer) {
    step(nowMillis, new ClientInput.Fired<>(timer));
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
  static final class Invite extends ClientEntry {
    private final InviteClient<byte[]> machine;
    private InviteClient.@Nullable State<byte[]> state;

    Invite(
        WakeUps wakeUps,
        ClientSide side,
        InviteClient<byte[]> machine,
        Order order,
        byte[] request) {
      super(wakeUps, side, order, request);
      this.machine = machine;
    }

    @Override
    void start(long nowMillis) {
      take(nowMillis, machine.start(request()));
    }

    @Override
    void step(long nowMillis, ClientInput<byte[]> input) {
      if (state != null) {
        take(nowMillis, machine.on(state, input));
      }
    }

    private void take(long nowMillis, Step<InviteClient.State<byte[]>, byte[]> step) {
      state = step.next();
      carryOut(nowMillis, step.outputs());
    }
  }

  /// Any other method's.
  static final class Other extends ClientEntry {
    private final NonInviteClient<byte[]> machine;
    private NonInviteClient.@Nullable State<byte[]> state;

    Other(
        WakeUps wakeUps,
        ClientSide side,
        NonInviteClient<byte[]> machine,
        Order order,
        byte[] request) {
      super(wakeUps, side, order, request);
      this.machine = machine;
    }

    @Override
    void start(long nowMillis) {
      take(nowMillis, machine.start(request()));
    }

    @Override
    void step(long nowMillis, ClientInput<byte[]> input) {
      if (state != null) {
        take(nowMillis, machine.on(state, input));
      }
    }

    private void take(long nowMillis, Step<NonInviteClient.State<byte[]>, byte[]> step) {
      state = step.next();
      carryOut(nowMillis, step.outputs());
    }
  }
}
