package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.sip.Via;
import io.switchlog.wire.token.SessionToken;
import java.util.ArrayList;
import java.util.List;

/// The answers that an edge gives by itself, to transactions and without one.
final class Replies {
  private final Kit kit;

  Replies(Kit kit) {
    this.kit = kit;
  }

  void trying(long nowMillis, ServerEntry entry) {
    entry.respond(nowMillis, 100, response(entry, 100, StatusCodes.reason(100), "", ""));
  }

  /// Ends a transaction. Where the request had no To-tag, the answer has the one that call control
  /// would give.
  void end(long nowMillis, ServerEntry entry, Refusal answer) {
    if (answer.status() >= 300) {
      kit.count(Counter.REFUSED);
    }
    String tag = kit.tag(entry.call().value(), entry.leg());
    entry.respond(
        nowMillis,
        answer.status(),
        response(entry, answer.status(), answer.reason(), tag, answer.headers()));
  }

  /// The 200 to a CANCEL carries the tag that the INVITE's answer has or will have (RFC 3261
  /// section 9.2).
  void cancelled(long nowMillis, ServerEntry cancel, ServerEntry invite) {
    String tag = kit.tag(invite.call().value(), invite.leg());
    cancel.respond(nowMillis, 200, response(cancel, 200, "OK", tag, ""));
  }

  /// What a repeated request would be answered alike needs no transaction (RFC 3261 section 8.2.7).
  /// That holds for an INVITE as well: its failure leaves once for each time that it comes, and its
  /// ACK names by our tag that there is nothing to acknowledge.
  void stateless(Arrival.OfCall arrival, SipRequest request, Refusal refusal) {
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
                token == null ? kit.tagOfNobody(request) : "",
                refusal.headers());
    CallId call = token == null ? null : arrival.call();
    kit.outbox().send(call, leg, response, Stateless.target(request, source), null);
  }

  /// As above, for a request that is about no call.
  void stateless(Arrival.OfAddress arrival, Refusal refusal) {
    kit.count(Counter.REFUSED);
    SipRequest request = arrival.request();
    byte[] response =
        kit.text()
            .response(
                request,
                vias(request, arrival.source()),
                refusal.status(),
                refusal.reason(),
                kit.tagOfNobody(request),
                refusal.headers());
    kit.outbox().send(null, 0, response, Stateless.target(request, arrival.source()), null);
  }

  private byte[] response(
      ServerEntry entry, int status, String reason, String toTag, String extra) {
    return kit.text()
        .response(entry.request(), entry.described().vias(), status, reason, toTag, extra);
  }

  private static Via seen(Via via, Source source) {
    return via.seenFrom(source.host(), source.port());
  }

  /// RFC 6223 section 4.3: whoever would keep his way to us open is told how often to say something
  /// (RFC 5626 section 4.4): a NAT forgets datagrams soon.
  private static Via withKeepalives(Via via, Source source) {
    boolean asks = via.params().has("keep") && via.params().get("keep") == null;
    return asks
        ? via.withParams(via.params().with("keep", source.transport().isReliable() ? "120" : "30"))
        : via;
  }

  /// A transaction as another edge has to know it.
  static ServerTransaction described(NodeId edge, String key, SipRequest request, Source source) {
    return new ServerTransaction(
        edge,
        key,
        source.listener(),
        source.transport(),
        source.host(),
        source.port(),
        source.flow(),
        vias(request, source),
        source.verifiedName());
  }

  /// The Via values of an answer (RFC 3261 section 18.2.1, RFC 3581 section 4).
  static List<String> vias(SipRequest request, Source source) {
    List<Via> all = request.vias();
    List<String> vias = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Via via = all.get(i);
      vias.add((i == 0 ? withKeepalives(seen(via, source), source) : via).toString());
    }
    return vias;
  }
}
