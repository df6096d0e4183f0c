package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.Via;
import org.jspecify.annotations.Nullable;

/// A request that came and our answer to it (RFC 3261 section 17.2). A 2xx to an INVITE is repeated
/// by the call, not here.
final class ServerTransaction {
  private final Transactions all;
  private final SipRequest request;
  private final Address replyTo;
  private final Runnable forget;
  private final boolean invite;
  private VirtualTime.@Nullable Alarm repeat;
  private byte @Nullable [] last;
  private boolean answered;
  private boolean acknowledged;

  ServerTransaction(Transactions all, SipRequest request, Address from, Runnable forget) {
    this.all = all;
    this.request = request;
    this.forget = forget;
    this.invite = request.method().equals(Methods.INVITE);
    Via via = request.via();
    // Section 18.2.2 and RFC 3581: over a stream, or where asked to, back to where it came from.
    this.replyTo =
        all.reliable || via.wantsRport() ? from : new Address(from.host(), via.portOrDefault());
  }

  SipRequest request() {
    return request;
  }

  boolean isAnswered() {
    return answered;
  }

  void respond(SipResponse response) {
    if (answered) {
      throw new IllegalStateException("answered twice: " + request);
    }
    last = response.toBytes();
    send();
    if (!response.isFinal()) {
      return;
    }
    answered = true;
    if (invite && !response.isSuccess() && !all.reliable) {
      repeatAfter(Transactions.T1);
    }
    all.time.after(
        Transactions.GIVE_UP,
        () -> {
          hush();
          forget.run();
          if (invite && !response.isSuccess() && !all.reliable && !acknowledged) {
            // Timer H. Over a stream a failure is not sent again, and neither is its ACK.
            all.core.unacknowledged(response);
          }
        });
  }

  /// Sends the answer once more.
  void send() {
    if (last != null) {
      all.outlet.send(last, replyTo);
    }
  }

  /// The request came again, or the ACK to our failure came.
  void again(SipRequest repeated) {
    if (repeated.method().equals(Methods.ACK)) {
      acknowledged = true;
      hush();
    } else {
      send();
    }
  }

  /// Timer G.
  private void repeatAfter(long millis) {
    repeat =
        all.time.after(
            millis,
            () -> {
              send();
              repeatAfter(Math.min(2 * millis, Transactions.T2));
            });
  }

  private void hush() {
    if (repeat != null) {
      repeat.off();
    }
  }
}
