package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.Via;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The phone's transactions (RFC 3261 section 17, RFC 6026): finds the one a message belongs to, or
/// starts one.
final class Transactions {
  static final long T1 = 500;
  static final long T2 = 4_000;
  static final long GIVE_UP = 64 * T1;

  final VirtualTime time;
  final boolean reliable;
  final PhoneOutlet outlet;
  final Core core;
  private final Map<String, ClientTransaction> clients = new HashMap<>();
  private final Map<String, ServerTransaction> servers = new HashMap<>();

  /// What the transactions tell the phone.
  interface Core {
    void request(SipRequest request, ServerTransaction transaction);

    /// A CANCEL for an INVITE that is known; the CANCEL is answered.
    void cancelled(ServerTransaction invite);

    /// An ACK to a 2xx.
    void acknowledged(SipRequest ack);

    /// A failure of an INVITE was sent for 64*T1, and no ACK to it came.
    void unacknowledged(SipResponse failure);

    void stray(SipResponse response);
  }

  Transactions(VirtualTime time, boolean reliable, PhoneOutlet outlet, Core core) {
    this.time = time;
    this.reliable = reliable;
    this.outlet = outlet;
    this.core = core;
  }

  ClientTransaction start(SipRequest request, Address to, ClientTransaction.Listener listener) {
    String key = request.via().branch() + " " + request.method();
    ClientTransaction transaction =
        new ClientTransaction(this, request, to, listener, () -> clients.remove(key));
    clients.put(key, transaction);
    transaction.start();
    return transaction;
  }

  void response(SipResponse response) {
    String key = response.via().branch() + " " + response.cseq().method();
    ClientTransaction transaction = clients.get(key);
    if (transaction == null) {
      core.stray(response);
    } else {
      transaction.receive(response);
    }
  }

  void request(SipRequest request, Address from) {
    String method = request.method();
    String key = key(request, method.equals(Methods.ACK) ? Methods.INVITE : method);
    ServerTransaction known = servers.get(key);
    if (known != null) {
      known.again(request);
    } else if (method.equals(Methods.ACK)) {
      core.acknowledged(request);
    } else {
      ServerTransaction transaction =
          new ServerTransaction(this, request, from, () -> servers.remove(key));
      servers.put(key, transaction);
      if (method.equals(Methods.CANCEL)) {
        cancel(request, transaction);
      } else {
        core.request(request, transaction);
      }
    }
  }

  /// Whether the request is here already by another way (section 8.2.2.2): the same From-tag,
  /// Call-ID and CSeq in another transaction.
  boolean isMerged(ServerTransaction transaction) {
    return servers.values().stream()
        .anyMatch(
            ongoing -> ongoing != transaction && isSame(ongoing.request(), transaction.request()));
  }

  private static boolean isSame(SipRequest one, SipRequest other) {
    return one.method().equals(other.method())
        && one.callId().equals(other.callId())
        && one.cseq().number() == other.cseq().number()
        && Objects.equals(one.from().tag(), other.from().tag());
  }

  /// RFC 3261 section 9.2.
  private void cancel(SipRequest cancel, ServerTransaction transaction) {
    @Nullable ServerTransaction invite = servers.get(key(cancel, Methods.INVITE));
    if (invite == null) {
      transaction.respond(SipResponse.to(cancel, 481, "Call/Transaction Does Not Exist"));
    } else {
      transaction.respond(SipResponse.to(cancel, 200, "OK"));
      core.cancelled(invite);
    }
  }

  /// Section 17.2.3.
  private static String key(SipRequest request, String method) {
    Via via = request.via();
    return via.branch() + " " + via.host() + ":" + via.portOrDefault() + " " + method;
  }

  int live() {
    return clients.size() + servers.size();
  }
}
