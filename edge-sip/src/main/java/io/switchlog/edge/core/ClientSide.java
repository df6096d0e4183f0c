package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.token.SessionToken;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests that call control orders, and the responses to them.
final class ClientSide {
  private final Kit kit;
  private final Map<String, ClientEntry> entries = new HashMap<>();

  private final Acks acks;

  /// Responses passed on whose transaction is not here.
  private final Memory<Boolean> strays;

  private final LargeRequests large;

  ClientSide(Kit kit, LargeRequests large) {
    this.kit = kit;
    this.large = large;
    this.acks = new Acks(kit);
    this.strays = new Memory<>(kit.wakeUps(), Kit.REPEATS_MILLIS);
  }

  int size() {
    return entries.size() + acks.size() + strays.size() + large.size();
  }

  void send(long nowMillis, SendRequest order, CommandOutcome outcome) {
    send(nowMillis, order.call(), order.leg(), order.request(), outcome);
  }

  private void send(
      long nowMillis, CallId call, LegId leg, RequestPattern request, CommandOutcome outcome) {
    String key = ClientEntry.Order.key(request.branch(), request.method());
    if (entries.containsKey(key)) {
      kit.count(Counter.COMMANDS_MOOT);
      return;
    }
    Destination to = request.destination();
    Listener listener = kit.listeners().towards(to);
    if (listener == null) {
      fail(
          nowMillis,
          call,
          new RequestFailed(
              leg,
              request.branch(),
              request.method(),
              RequestFailed.Reason.UNREACHABLE,
              "expected a listener that speaks "
                  + to.transport()
                  + " to "
                  + to.host()
                  + ", found none",
              kit.node()),
          outcome);
      return;
    }
    byte[] message = kit.text().request(request, listener);
    Destination instead = large.instead(request, message);
    Listener stream = instead == null ? null : kit.listeners().towards(instead);
    if (instead == null || stream == null) {
      start(nowMillis, call, leg, request, message, target(listener, to), outcome, null);
    } else {
      Target target =
          new Target(stream.name(), instead.transport(), to.host(), to.port(), "", true, to.host());
      byte[] streamed = kit.text().request(request, stream);
      start(nowMillis, call, leg, request, streamed, target, outcome, request);
    }
  }

  /// @param orElse what to send as it was ordered where there is no connection
  private void start(
      long nowMillis,
      CallId call,
      LegId leg,
      RequestPattern request,
      byte[] message,
      Target target,
      CommandOutcome outcome,
      @Nullable RequestPattern orElse) {
    ClientEntry.Order order =
        new ClientEntry.Order(
            call, leg, request.branch(), request.method(), target, outcome, orElse);
    ClientEntry entry =
        new ClientEntry(
            kit.wakeUps(), this, Machines.over(target.transport()).client(request.method()), order);
    entries.put(order.key(), entry);
    entry.start(nowMillis, message);
  }

  /// RFC 3261 section 13.2.2.4: the ACK is sent now, and again whenever its response comes again.
  void acknowledge(long nowMillis, SendAck order) {
    if (!acks.send(nowMillis, order)) {
      return;
    }
    ClientEntry invite = entries.get(ClientEntry.Order.key(order.inviteBranch(), Methods.INVITE));
    if (invite != null && !invite.isCompleted()) {
      // The response reached an earlier life of this edge, or another one, before the INVITE was
      // sent again from here. Its sender takes no more notice of it, and would ring anew in the
      // end.
      invite.end();
    }
  }

  /// RFC 3261 section 9.1: a CANCEL waits for a provisional response, and is pointless after a
  /// final one. For an INVITE of another edge's it leaves at once: that one cannot be asked.
  void cancel(long nowMillis, SendCancel order) {
    ClientEntry invite =
        entries.get(ClientEntry.Order.key(order.request().branch(), Methods.INVITE));
    if (invite == null || (invite.hasProvisional() && !invite.isCompleted())) {
      sendCancel(nowMillis, order, invite);
    } else if (invite.isCompleted()) {
      kit.count(Counter.COMMANDS_MOOT);
    } else {
      invite.letCancelWait(order);
    }
  }

  private void sendCancel(long nowMillis, SendCancel order, @Nullable ClientEntry invite) {
    RequestPattern cancel =
        invite == null ? order.request() : alongside(order.request(), invite.order().target());
    send(nowMillis, order.call(), order.leg(), cancel, new CommandOutcome());
    if (invite != null) {
      // RFC 3261 section 9.1: without a final response 64*T1 after the CANCEL, the INVITE is over.
      invite.cancelled(nowMillis + Kit.REPEATS_MILLIS);
    }
  }

  /// RFC 3261 section 9.1: a CANCEL has the Via of its INVITE, and goes the same way.
  private static RequestPattern alongside(RequestPattern cancel, Target invite) {
    Destination to = cancel.destination();
    return to.transport() == invite.transport()
        ? cancel
        : cancel.to(new Destination(invite.transport(), to.host(), to.port(), ""));
  }

  void onResponse(
      long nowMillis, SipResponse response, Source source, String branch, SessionToken token) {
    Flow over = source.over(kit.node());
    String method = response.cseq().method();
    if (method.equals(Methods.INVITE)
        && response.status() >= 200
        && acks.sendAgain(branch, response)) {
      return;
    }
    ClientEntry entry = entries.get(ClientEntry.Order.key(branch, method));
    if (entry != null) {
      if (response.status() == 100 || kit.facts().hasRoom()) {
        entry.onResponse(nowMillis, new ClientEntry.Heard(response, over));
      }
      return;
    }
    // Another edge's, or one that is over: call control may still want it, once.
    String likeness = ServerKeys.bounded(branch + '|' + method + '|' + likeness(response));
    boolean seen = strays.contains(likeness) && !waitsForPrack(response);
    if (method.equals(Methods.CANCEL) || response.status() == 100 || seen) {
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
      return;
    }
    if (kit.facts().hasRoom()) {
      strays.put(nowMillis, likeness, true);
      publish(
          nowMillis,
          new CallId(token.call()),
          new LegId(token.leg()),
          branch,
          new ClientEntry.Heard(response, over),
          true,
          Facts.Fate.onLoss(_ -> strays.remove(likeness)));
    }
  }

  /// Whether it comes again until a PRACK came, which call control may not have ordered: what
  /// overtook another waits for that one (RFC 3262 section 4). It comes half a dozen times in all.
  static boolean waitsForPrack(SipResponse response) {
    return response.status() > 100 && response.status() < 200 && response.has(HeaderName.RSEQ);
  }

  /// What repeats of a response have in common: all that a reader could tell them apart by.
  static String likeness(SipResponse response) {
    if (response.status() >= 200) {
      return ServerKeys.bounded(
          (response.status() < 300 ? "2xx|" : "failure|") + response.to().tag());
    }
    return ServerKeys.bounded(
        response.status()
            + "|"
            + response.to().tag()
            + '|'
            + response.header(HeaderName.RSEQ)
            + '|'
            + (response.bodyLength() == 0 ? 0 : Arrays.hashCode(response.body())));
  }

  private void publish(
      long nowMillis,
      CallId call,
      LegId leg,
      String branch,
      ClientEntry.Heard heard,
      boolean stray,
      Facts.Fate fate) {
    SipResponse response = heard.response();
    kit.facts()
        .keep(
            nowMillis,
            call,
            new ResponseReceived(
                leg,
                kit.node(),
                branch,
                response.cseq().method(),
                response.status(),
                stray,
                Bytes.of(response.toBytes()),
                heard.over()),
            fate);
  }

  void carryOut(long nowMillis, ClientEntry entry, Output<byte[]> output) {
    ClientEntry.Order order = entry.order();
    switch (output) {
      case Output.Send<byte[]>(byte[] message) ->
          kit.outbox()
              .send(order.call(), order.leg().value(), message, order.target(), order.key());
      case Output.Resend<byte[]>(byte[] message) ->
          kit.outbox()
              .resend(order.call(), order.leg().value(), message, order.target(), order.key());
      case Output.SendAck<byte[]>(byte[] request, _) -> acknowledgeFailure(entry, request);
      case Output.PassResponse<byte[]> _ -> pass(nowMillis, entry);
      case Output.PassTimeout<byte[]> _ ->
          fail(nowMillis, entry, RequestFailed.Reason.TIMEOUT, "expected a response, found none");
      case Output.PassTransportError<byte[]> _ ->
          fail(
              nowMillis,
              entry,
              entry.isUnreachable()
                  ? RequestFailed.Reason.UNREACHABLE
                  : RequestFailed.Reason.TRANSPORT,
              entry.trouble());
      case Output.PassRequest<byte[]> _, Output.AnswerTrying<byte[]> _ -> {}
      case Output.SetTimer<byte[]> _, Output.StopTimer<byte[]> _, Output.Terminated<byte[]> _ -> {}
    }
  }

  private void pass(long nowMillis, ClientEntry entry) {
    ClientEntry.Heard heard = entry.current();
    if (heard == null) {
      return;
    }
    SipResponse response = heard.response();
    boolean news = entry.isNew(response);
    ClientEntry.Order order = entry.order();
    if (response.status() >= 200) {
      entry.takeWaitingCancel();
      entry.giveUpAt(WakeUps.NEVER);
    } else if (entry.isInvite() && !entry.isCancelled()) {
      entry.giveUpAt(nowMillis + ServerSide.UNANSWERED_MILLIS);
      SendCancel cancel = entry.takeWaitingCancel();
      if (cancel != null) {
        sendCancel(nowMillis, cancel, entry);
      }
    }
    if (!news) {
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
    } else if (response.status() > 100 && !order.method().equals(Methods.CANCEL)) {
      String likeness = likeness(response);
      publish(
          nowMillis,
          order.call(),
          order.leg(),
          order.branch(),
          heard,
          false,
          Facts.Fate.onLoss(_ -> entry.forget(likeness)));
    }
  }

  private void acknowledgeFailure(ClientEntry entry, byte[] request) {
    ClientEntry.Heard failure = entry.current();
    if (failure != null
        && SipParser.parse(request) instanceof ParseResult.Parsed(SipMessage message)
        && message instanceof SipRequest invite
        && invite.validate() == null) {
      ClientEntry.Order order = entry.order();
      byte[] ack = kit.text().ack(invite, failure.response());
      if (entry.isFirstAck()) {
        kit.outbox().send(order.call(), order.leg().value(), ack, order.target(), null);
      } else {
        kit.outbox().resend(order.call(), order.leg().value(), ack, order.target(), null);
      }
    }
  }

  void transportFailed(long nowMillis, String key, boolean unreachable, String detail) {
    ClientEntry entry = entries.get(key);
    if (entry != null) {
      kit.count(Counter.TRANSPORT_FAILURES);
      RequestPattern orElse = entry.order().orElse();
      if (orElse == null) {
        entry.transportFailed(nowMillis, unreachable, detail);
      } else {
        sendAsOrdered(nowMillis, entry, orElse);
      }
    }
  }

  /// RFC 3261 section 18.1.1: a request that went over a stream for its size alone is tried as a
  /// datagram where there is no connection. Nobody has seen the first one, so its branch is free.
  private void sendAsOrdered(long nowMillis, ClientEntry entry, RequestPattern request) {
    ClientEntry.Order order = entry.order();
    SendCancel cancel = entry.takeWaitingCancel();
    entry.end();
    large.failed(nowMillis, request.destination());
    send(nowMillis, order.call(), order.leg(), request, order.outcome());
    if (cancel != null) {
      cancel(nowMillis, cancel);
    }
  }

  /// Nothing came after a CANCEL, or nobody cares any longer.
  void giveUp(long nowMillis, ClientEntry entry) {
    fail(
        nowMillis,
        entry,
        RequestFailed.Reason.TIMEOUT,
        "expected a final response, found none but provisional ones");
    entry.end();
  }

  void ended(ClientEntry entry) {
    entries.remove(entry.order().key());
  }

  private void fail(long nowMillis, ClientEntry entry, RequestFailed.Reason reason, String detail) {
    ClientEntry.Order order = entry.order();
    if (!entry.isCompleted()) {
      fail(
          nowMillis,
          order.call(),
          new RequestFailed(
              order.leg(), order.branch(), order.method(), reason, detail, kit.node()),
          order.outcome());
    }
  }

  /// A failed CANCEL is nobody's news: the INVITE's outcome is.
  private void fail(long nowMillis, CallId call, RequestFailed failure, CommandOutcome outcome) {
    outcome.fail(failure);
    if (!failure.method().equals(Methods.CANCEL)) {
      kit.facts().keep(nowMillis, call, failure, Facts.Fate.INDIFFERENT);
    }
  }

  /// A command came too late to be carried out.
  void late(long nowMillis, SendRequest order, CommandOutcome outcome) {
    fail(
        nowMillis,
        order.call(),
        new RequestFailed(
            order.leg(),
            order.request().branch(),
            order.request().method(),
            RequestFailed.Reason.LATE,
            "the command came past its deadline",
            kit.node()),
        outcome);
  }

  static Target target(Listener listener, Destination to) {
    return new Target(listener.name(), to.transport(), to.host(), to.port(), to.flow());
  }
}
