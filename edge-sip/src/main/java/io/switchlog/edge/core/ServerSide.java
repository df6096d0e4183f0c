package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.sip.Via;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.ServerInput;
import io.switchlog.wire.token.SessionToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests that come in, and the transactions that answer them.
///
/// ```
/// request --known key?--> the machine absorbs it or answers again
///    |----ACK-----------> its INVITE's machine (a failure's), else Answers (a 2xx's)
///    |----CANCEL--------> 200, CancelReceived; unanswered where the INVITE is elsewhere
///    |----forbidden?----> Refusal
///    +----new-----------> transaction, 100 to an INVITE, fact
/// ```
final class ServerSide {
  /// No call rings for longer than ten minutes (RoutingTable); an INVITE that nobody has answered
  /// by then is nobody's.
  static final long UNANSWERED_MILLIS = 660_000;

  private final Kit kit;
  private final Answers answers;
  private final Map<String, ServerEntry> entries = new HashMap<>();

  /// The transaction that holds what merged requests have in common.
  private final Map<String, String> merges = new HashMap<>();

  private boolean draining;
  private int invites;

  ServerSide(Kit kit, Answers answers) {
    this.kit = kit;
    this.answers = answers;
  }

  void drain() {
    draining = true;
  }

  int size() {
    return entries.size();
  }

  int invites() {
    return invites;
  }

  @Nullable ServerEntry find(String key) {
    return entries.get(key);
  }

  void onRequest(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    switch (request.method()) {
      case Methods.ACK -> onAck(nowMillis, arrival, request);
      case Methods.CANCEL -> onCancel(nowMillis, arrival, request);
      default -> {
        String key = ServerKeys.of(request, request.method());
        ServerEntry known = entries.get(key);
        if (known != null) {
          absorb(nowMillis, known);
        } else {
          onNew(nowMillis, arrival, request, key);
        }
      }
    }
  }

  private void absorb(long nowMillis, ServerEntry entry) {
    kit.count(Counter.RETRANSMISSIONS_ABSORBED);
    entry.step(nowMillis, new ServerInput.Repeated<>());
  }

  private void onNew(long nowMillis, Arrival.OfCall arrival, SipRequest request, String key) {
    SessionToken token = arrival.token();
    boolean inDialog = token != null;
    Refusal refusal = refusal(nowMillis, request, inDialog);
    if (refusal != null && !request.isMethod(Methods.INVITE)) {
      refuseStateless(arrival, request, refusal);
      return;
    }
    ServerEntry entry = open(nowMillis, arrival, request, key);
    LegId leg = new LegId(entry.leg());
    if (refusal != null) {
      // An INVITE's failure is acknowledged, and only a transaction tells that ACK from others.
      refuse(nowMillis, entry, refusal);
      return;
    }
    if (entry.isInvite()) {
      entry.giveUpAt(nowMillis + UNANSWERED_MILLIS);
      entry.respond(nowMillis, 100, response(entry, 100, StatusCodes.reason(100), "", ""));
    }
    Bytes message = Bytes.of(arrival.bytes());
    kit.outbox()
        .publish(
            nowMillis,
            entry.call(),
            inDialog
                ? new RequestReceived(leg, entry.described(), message)
                : new InviteReceived(entry.described(), message),
            key);
  }

  private @Nullable Refusal refusal(long nowMillis, SipRequest request, boolean inDialog) {
    // RFC 3261 section 8.2.2.2: the same request over another path.
    if (!inDialog && merges.containsKey(ServerKeys.merge(request))) {
      return Refusal.MERGED;
    }
    Refusal refusal = Refusal.of(request, inDialog);
    if (refusal != null) {
      return refusal;
    }
    if (!inDialog && request.isMethod(Methods.OPTIONS)) {
      return Refusal.OPTIONS_ANSWER;
    }
    if (kit.outbox().isSlow(nowMillis) || (draining && !inDialog)) {
      kit.count(Counter.UNAVAILABLE);
      return Refusal.UNAVAILABLE;
    }
    return null;
  }

  private ServerEntry open(long nowMillis, Arrival.OfCall arrival, SipRequest request, String key) {
    Source source = arrival.source();
    List<String> vias = vias(request, source);
    ServerTransaction described =
        new ServerTransaction(
            kit.node(),
            key,
            source.listener(),
            source.transport(),
            source.host(),
            source.port(),
            source.flow(),
            vias);
    Target target = Stateless.target(request, source);
    SessionToken token = arrival.token();
    int leg = token == null ? LegId.CALLER.value() : token.leg();
    CallId call = new CallId(arrival.call());
    ServerEntry entry =
        new ServerEntry(
            kit.wakeUps(),
            this,
            Machines.over(source.transport()).server(request.method()),
            request,
            described,
            call,
            leg,
            target);
    entries.put(key, entry);
    if (token == null && !request.isMethod(Methods.CANCEL)) {
      merges.putIfAbsent(entry.merge(), key);
    }
    if (entry.isInvite()) {
      invites++;
    }
    entry.start(nowMillis, arrival.bytes());
    return entry;
  }

  private void onAck(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    ServerEntry entry = entries.get(ServerKeys.of(request, Methods.INVITE));
    if (entry != null && entry.finalStatus() >= 300) {
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
      entry.step(nowMillis, new ServerInput.AckReceived<>(arrival.bytes()));
    } else if (arrival.token() != null) {
      answers.onAck(nowMillis, arrival.token(), request.cseq().number(), arrival.bytes());
    } else {
      kit.count(Counter.DROPPED);
    }
  }

  /// RFC 3261 section 9.2. The 200 carries the tag that the INVITE's answer has or will have.
  private void onCancel(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    String key = ServerKeys.of(request, Methods.CANCEL);
    ServerEntry known = entries.get(key);
    if (known != null) {
      absorb(nowMillis, known);
      return;
    }
    ServerEntry invite = entries.get(ServerKeys.of(request, Methods.INVITE));
    if (invite == null && kit.outbox().isSlow(nowMillis)) {
      kit.count(Counter.UNAVAILABLE);
      refuseStateless(arrival, request, Refusal.UNAVAILABLE);
      return;
    }
    ServerEntry cancel = open(nowMillis, arrival, request, key);
    Bytes message = Bytes.of(arrival.bytes());
    if (invite == null) {
      kit.outbox()
          .publish(nowMillis, cancel.call(), new CancelReceived(cancel.described(), message), key);
      return;
    }
    String tag = kit.tag(invite.call().value(), invite.leg());
    cancel.respond(nowMillis, 200, response(cancel, 200, "OK", tag, ""));
    if (invite.finalStatus() == 0) {
      kit.outbox().publish(nowMillis, invite.call(), new CancelReceived(null, message));
    }
  }

  /// The bus lost the fact that a transaction's answer depends on.
  void publishFailed(long nowMillis, String key) {
    ServerEntry entry = entries.get(key);
    if (entry != null && entry.finalStatus() == 0) {
      kit.count(Counter.UNAVAILABLE);
      refuse(nowMillis, entry, Refusal.UNAVAILABLE);
    }
  }

  private void refuse(long nowMillis, ServerEntry entry, Refusal refusal) {
    kit.count(Counter.REFUSED);
    String tag = kit.tag(entry.call().value(), entry.leg());
    entry.respond(
        nowMillis,
        refusal.status(),
        response(entry, refusal.status(), refusal.reason(), tag, refusal.headers()));
  }

  /// What a repeated request would be answered alike needs no transaction (RFC 3261 section 8.2.7).
  private void refuseStateless(Arrival.OfCall arrival, SipRequest request, Refusal refusal) {
    kit.count(refusal.status() == 200 ? Counter.OPTIONS_ANSWERED : Counter.REFUSED);
    Source source = arrival.source();
    SessionToken token = arrival.token();
    int leg = token == null ? LegId.CALLER.value() : token.leg();
    byte[] response =
        kit.text()
            .response(
                request,
                vias(request, source),
                refusal.status(),
                refusal.reason(),
                token == null ? kit.tag(arrival.call(), leg) : "",
                refusal.headers());
    CallId call = token == null ? null : new CallId(arrival.call());
    kit.outbox().send(call, leg, response, Stateless.target(request, source), null);
  }

  private byte[] response(
      ServerEntry entry, int status, String reason, String toTag, String extra) {
    return kit.text()
        .response(entry.request(), entry.described().vias(), status, reason, toTag, extra);
  }

  static List<String> vias(SipRequest request, Source source) {
    List<Via> all = request.vias();
    List<String> vias = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Via via = i == 0 ? all.get(i).seenFrom(source.host(), source.port()) : all.get(i);
      vias.add(via.toString());
    }
    return vias;
  }

  void carryOut(long nowMillis, ServerEntry entry, Output<byte[]> output) {
    switch (output) {
      case Output.Send<byte[]>(byte[] message) ->
          kit.outbox().send(entry.call(), entry.leg(), message, entry.target(), null);
      case Output.Resend<byte[]>(byte[] message) ->
          kit.outbox().resend(entry.call(), entry.leg(), message, entry.target(), null);
      // RFC 4320 section 4.1; an INVITE had its 100 at once.
      case Output.AnswerTrying<byte[]> _ ->
          entry.respond(nowMillis, 100, response(entry, 100, StatusCodes.reason(100), "", ""));
      // The request was published by who opened the transaction; an ACK to a 2xx under the INVITE's
      // branch is matched by token and CSeq like any other.
      case Output.PassRequest<byte[]> _,
          Output.PassResponse<byte[]> _,
          Output.SendAck<byte[]> _ -> {}
      // No ACK to a failure came, or no answer to another method: the peer has given up as well.
      case Output.PassTimeout<byte[]> _, Output.PassTransportError<byte[]> _ -> {}
      case Output.SetTimer<byte[]> _, Output.StopTimer<byte[]> _, Output.Terminated<byte[]> _ -> {}
    }
  }

  void giveUp(long nowMillis, ServerEntry entry) {
    refuse(nowMillis, entry, Refusal.TIMED_OUT);
  }

  void ended(ServerEntry entry) {
    entries.remove(entry.key());
    merges.remove(entry.merge(), entry.key());
    if (entry.isInvite()) {
      invites--;
    }
  }
}
