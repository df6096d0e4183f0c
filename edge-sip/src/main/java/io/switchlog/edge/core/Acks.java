package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.wire.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/// The ACKs that call control ordered: sent at once, and again whenever their responses come again
/// (RFC 3261 section 13.2.2.4). They are found by the INVITE's branch, the final response's To-tag,
/// and whether it is a failure: an INVITE that an heir sends again may fail that was answered.
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
  void send(long nowMillis, SendAck order, Hop hop) {
    RequestPattern request = order.request();
    Listener listener = kit.listeners().towards(hop, request.destination().along());
    if (listener == null) {
      kit.count(Counter.COMMANDS_MOOT);
      return;
    }
    Ack ack =
        new Ack(
            order.call(),
            order.leg(),
            kit.text().request(request, listener),
            kit.target(listener, hop, request.destination().flow()));
    boolean ofFailure = request.branch().equals(order.inviteBranch());
    ordered.put(nowMillis, key(order.inviteBranch(), order.toTag(), ofFailure), ack);
    kit.outbox().send(ack.call, ack.leg.value(), ack.message, ack.target, null);
  }

  /// Whether a final response was acknowledged.
  boolean knows(String branch, SipResponse response) {
    return find(branch, response) != null;
  }

  /// Sends the ACK to a final response again.
  void sendAgain(String branch, SipResponse response) {
    Ack ack = find(branch, response);
    if (ack != null) {
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
      kit.outbox().resend(ack.call, ack.leg.value(), ack.message, ack.target, null);
    }
  }

  private @Nullable Ack find(String branch, SipResponse response) {
    return ordered.get(key(branch, response.to().tag(), response.status() >= 300));
  }

  /// RFC 3261 section 17.1.1.3: the ACK to a failure has the INVITE's branch, that to a 2xx one of
  /// its own.
  private static String key(String branch, @Nullable String toTag, boolean ofFailure) {
    return branch + (ofFailure ? "|failure|" : "|2xx|") + toTag;
  }
}
