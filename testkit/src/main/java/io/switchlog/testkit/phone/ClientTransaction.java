package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/// A request of ours and what becomes of it (RFC 3261 section 17.1).
final class ClientTransaction {
  private final Transactions all;
  private final SipRequest request;
  private final Address to;
  private final Listener listener;
  private final Runnable forget;
  private final boolean invite;
  private VirtualTime.@Nullable Alarm repeat;
  private VirtualTime.@Nullable Alarm giveUp;
  private boolean proceeding;
  private boolean failed;
  private boolean accepted;
  private boolean over;

  /// Who is told of the responses.
  interface Listener {
    /// Every provisional; a final once, but every 2xx to an INVITE as often as it comes.
    void response(SipResponse response);

    /// Nothing came for 64*T1.
    void timedOut();
  }

  ClientTransaction(
      Transactions all, SipRequest request, Address to, Listener listener, Runnable forget) {
    this.all = all;
    this.request = request;
    this.to = to;
    this.listener = listener;
    this.forget = forget;
    this.invite = request.method().equals(Methods.INVITE);
  }

  SipRequest request() {
    return request;
  }

  Address to() {
    return to;
  }

  boolean isProceeding() {
    return proceeding;
  }

  /// No final response came yet.
  boolean isOpen() {
    return !failed && !accepted && !over;
  }

  void start() {
    send();
    if (!all.reliable) {
      repeatAfter(Transactions.T1);
    }
    giveUp = all.time.after(Transactions.GIVE_UP, this::timeOut);
  }

  private void send() {
    all.outlet.send(request.toBytes(), to);
  }

  /// Timers A and E.
  private void repeatAfter(long millis) {
    repeat =
        all.time.after(
            millis,
            () -> {
              send();
              long next = proceeding ? Transactions.T2 : 2 * millis;
              repeatAfter(invite ? next : Math.min(Transactions.T2, next));
            });
  }

  void receive(SipResponse response) {
    if (!response.isFinal()) {
      if (isOpen()) {
        provisional(response);
      }
    } else if (invite && response.isSuccess()) {
      if (!failed) {
        accept();
        listener.response(response);
      }
    } else if (invite) {
      // Section 17.1.1.3: every copy of a failure is acknowledged, one is told of.
      acknowledge(response);
      if (isOpen()) {
        failed = true;
        stay(all.reliable ? 0 : Transactions.GIVE_UP);
        listener.response(response);
      }
    } else if (isOpen()) {
      accepted = true;
      stay(all.reliable ? 0 : 10 * Transactions.T1);
      listener.response(response);
    }
  }

  private void provisional(SipResponse response) {
    proceeding = true;
    if (invite) {
      // Section 17.1.1.2: neither timer A nor timer B runs while proceeding.
      off();
    }
    listener.response(response);
  }

  private void accept() {
    if (!accepted) {
      accepted = true;
      stay(Transactions.GIVE_UP);
    }
  }

  private void acknowledge(SipResponse response) {
    SipRequest ack =
        SipRequest.builder(Methods.ACK, request.uri())
            .header(HeaderName.VIA, request.via())
            .copy(request, HeaderName.ROUTE)
            .copy(request, HeaderName.FROM)
            .copy(response, HeaderName.TO)
            .copy(request, HeaderName.CALL_ID)
            .header(HeaderName.CSEQ, request.cseq().number() + " " + Methods.ACK)
            .header(HeaderName.MAX_FORWARDS, 70)
            .build();
    all.outlet.send(ack.toBytes(), to);
  }

  private void timeOut() {
    off();
    over = true;
    forget.run();
    listener.timedOut();
  }

  private void stay(long millis) {
    off();
    giveUp =
        all.time.after(
            millis,
            () -> {
              over = true;
              forget.run();
            });
  }

  private void off() {
    if (repeat != null) {
      repeat.off();
    }
    if (giveUp != null) {
      giveUp.off();
    }
  }
}
