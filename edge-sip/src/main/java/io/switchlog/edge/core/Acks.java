package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.wire.sip.SipResponse;

/// The ACKs that call control ordered: sent at once, and again whenever their responses come again
/// (RFC 3261 section 13.2.2.4). They are found by the INVITE's branch and the final response's
/// To-tag.
final class Acks {
  private final Kit kit;
  private final Memory<Ack> ordered;

  @SuppressWarnings("ArrayRecordComponent") // never written to, never compared
  private record Ack(CallId call, LegId leg, byte[] message, Target target) {}

  Acks(Kit kit) {
    this.kit = kit;
    this.ordered = new Memory<>(kit.wakeUps(), Kit.REPEATS_MILLIS);
  }

  int size() {
    return ordered.size();
  }

  /// Sends an ACK for the first time.
  ///
  /// @return whether there is a listener that can
  boolean send(long nowMillis, SendAck order) {
    RequestPattern request = order.request();
    Listener listener = kit.listeners().towards(request.destination());
    if (listener == null) {
      kit.count(Counter.COMMANDS_MOOT);
      return false;
    }
    Ack ack =
        new Ack(
            order.call(),
            order.leg(),
            kit.text().request(request, listener),
            ClientSide.target(listener, request.destination()));
    ordered.put(nowMillis, order.inviteBranch() + '|' + order.toTag(), ack);
    kit.outbox().send(ack.call, ack.leg.value(), ack.message, ack.target, null);
    return true;
  }

  /// Sends the ACK to a final response again.
  ///
  /// @return whether there was one
  boolean sendAgain(String branch, SipResponse response) {
    Ack ack = ordered.get(branch + '|' + response.to().tag());
    if (ack == null) {
      return false;
    }
    kit.count(Counter.RETRANSMISSIONS_ABSORBED);
    kit.outbox().resend(ack.call, ack.leg.value(), ack.message, ack.target, null);
    return true;
  }
}
