package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.HostText;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.token.SessionToken;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests that call control orders, and the responses to them.
final class ClientSide {
  /// How long a place may say nothing at all where there is another one: three resends (RFC 3261
  /// section 17.1.1.2), not the 32 s after which a transaction gives up.
  static final long ELSEWHERE_MILLIS = 4_000;

  private final Kit kit;
  private final Map<String, ClientEntry> entries = new HashMap<>();

  private final Acks acks;

  /// Responses passed on whose transaction is not here.
  private final Memory<Boolean> strays;

  private final LargeRequests large;

  /// Requests whose places are being looked up, by the branch that was ordered and the method.
  private final Map<String, Journey> locating = new HashMap<>();

  /// The transaction that an ordered request is in now, where it is not the first.
  private final Map<String, String> moved = new HashMap<>();

  private final Admission admission;
  private final Effects effects;

  /// INVITEs that have no final response yet.
  private int unanswered;

  ClientSide(Kit kit, LargeRequests large, Admission admission, Effects effects) {
    this.kit = kit;
    this.admission = admission;
    this.large = large;
    this.effects = effects;
    this.acks = new Acks(kit);
    this.strays = new Memory<>(kit.wakeUps(), Kit.REPEATS_MILLIS);
  }

  int size() {
    return entries.size() + acks.size() + strays.size() + large.size() + locating.size();
  }

  int unanswered() {
    return unanswered + locating.size();
  }

  /// The transaction that an ordered request is in.
  private @Nullable ClientEntry find(String orderedKey) {
    return entries.get(moved.getOrDefault(orderedKey, orderedKey));
  }

  void send(long nowMillis, SendRequest order, CommandOutcome outcome) {
    send(nowMillis, new Journey(order.call(), order.leg(), order.request(), outcome));
  }

  private void send(long nowMillis, Journey journey) {
    RequestPattern request = journey.request();
    String key = ClientEntry.Order.key(request.branch(), request.method());
    if (find(key) != null || locating.containsKey(key)) {
      kit.count(Counter.COMMANDS_MOOT);
      return;
    }
    if (isKnown(request.destination())) {
      begin(nowMillis, journey, List.of(Hop.of(request.destination())), "");
      return;
    }
    locating.put(key, journey);
    kit.locator()
        .locate(
            nowMillis,
            request.destination(),
            journey.call().value(),
            (now, hops, trouble) -> {
              if (locating.remove(key, journey)) {
                begin(now, journey, hops, trouble);
              }
            });
  }

  /// Whether nobody has to be asked where a destination is: it is an address, or at the end of a
  /// connection that is open.
  private boolean isKnown(Destination to) {
    return HostText.isNumeric(to.host()) || (!to.flow().isEmpty() && effects.isOpen(to.flow()));
  }

  private boolean isAllowed(Destination to, Hop hop) {
    return kit.egress().allows(hop.host()) || (!to.flow().isEmpty() && effects.isOpen(to.flow()));
  }

  private void begin(long nowMillis, Journey journey, List<Hop> hops, String trouble) {
    if (hops.isEmpty()) {
      fail(nowMillis, journey, RequestFailed.Reason.UNREACHABLE, trouble);
      return;
    }
    if (journey.isCalledOff()) {
      // Nobody has heard of it, and nobody is to.
      fail(
          nowMillis,
          journey,
          RequestFailed.Reason.UNREACHABLE,
          "it was called off before it was known where it goes");
      return;
    }
    journey.goes(hops);
    goOn(nowMillis, journey);
  }

  /// Tries the next place.
  private void goOn(long nowMillis, Journey journey) {
    String trouble = "";
    while (journey.hasNext()) {
      Hop hop = journey.next();
      if (!isAllowed(journey.request().destination(), hop)) {
        kit.count(Counter.EGRESS_DENIED);
        trouble = "expected a target that this edge may send to, found " + hop.host();
        continue;
      }
      Listener listener = kit.listeners().towards(hop, journey.request().destination().along());
      if (listener != null) {
        tryAt(nowMillis, journey, hop, listener);
        return;
      }
      trouble =
          "expected a listener that speaks "
              + hop.transport()
              + " to "
              + hop.host()
              + ", found none";
    }
    fail(nowMillis, journey, RequestFailed.Reason.UNREACHABLE, trouble);
  }

  private void tryAt(long nowMillis, Journey journey, Hop hop, Listener listener) {
    RequestPattern tried = journey.tried();
    byte[] message = kit.text().request(tried, listener);
    Hop stream = hop.over(Transport.TCP);
    Listener streamed =
        large.isStreamed(hop, tried, message)
            ? kit.listeners().towards(stream, journey.request().destination().along())
            : null;
    if (streamed == null) {
      Target target = kit.target(listener, hop, journey.request().destination().flow());
      ClientMessage.Sent sent = new ClientMessage.Sent(message, tried, listener);
      start(nowMillis, journey, hop, sent, target, false);
    } else {
      Target target =
          new Target(
              streamed.name(),
              stream.transport(),
              hop.host(),
              hop.port(),
              "",
              true,
              hop.domain(),
              false);
      byte[] bytes = kit.text().request(tried, streamed);
      ClientMessage.Sent sent = new ClientMessage.Sent(bytes, tried, streamed);
      start(nowMillis, journey, hop, sent, target, true);
    }
  }

  private void start(
      long nowMillis,
      Journey journey,
      Hop hop,
      ClientMessage.Sent message,
      Target target,
      boolean orElse) {
    ClientEntry.Order order =
        new ClientEntry.Order(journey, journey.tried().branch(), hop, target, orElse);
    ClientEntry entry =
        new ClientEntry(
            kit.wakeUps(),
            this,
            Machines.over(target.transport()).client(order.method()),
            order,
            message);
    entries.put(order.key(), entry);
    if (entry.isInvite()) {
      unanswered++;
    }
    if (!order.key().equals(order.orderedKey())) {
      moved.put(order.orderedKey(), order.key());
    }
    entry.start(nowMillis);
    if (journey.hasNext()) {
      entry.giveUpAt(nowMillis + ELSEWHERE_MILLIS);
    }
  }

  /// RFC 3263 section 4.3: the place does not take the request, so the next one is asked.
  private void goElsewhere(long nowMillis, ClientEntry entry) {
    kit.count(Counter.FAILED_OVER);
    kit.locator().failed(nowMillis, entry.order().hop());
    entry.abandon();
    answered(entry);
    goOn(nowMillis, entry.order().journey());
  }

  /// RFC 3261 section 13.2.2.4: the ACK is sent now, and again whenever its response comes again.
  void acknowledge(long nowMillis, SendAck order) {
    Destination to = order.request().destination();
    if (isKnown(to)) {
      acknowledge(nowMillis, order, Hop.of(to));
    } else {
      kit.locator()
          .locate(
              nowMillis,
              to,
              order.call().value(),
              (now, hops, _) -> {
                if (hops.isEmpty()) {
                  kit.count(Counter.COMMANDS_MOOT);
                } else {
                  acknowledge(now, order, hops.getFirst());
                }
              });
    }
    ClientEntry invite = find(ClientEntry.Order.key(order.inviteBranch(), Methods.INVITE));
    if (invite != null && !invite.isCompleted() && !invite.isAbandoned()) {
      // The response reached an earlier life of this edge, or another one, before the INVITE was
      // sent again from here. Its sender takes no more notice of it, and would ring anew in the
      // end.
      invite.end();
    }
  }

  private void acknowledge(long nowMillis, SendAck order, Hop hop) {
    if (isAllowed(order.request().destination(), hop)) {
      acks.send(nowMillis, order, hop);
    } else {
      kit.count(Counter.EGRESS_DENIED);
    }
  }

  /// RFC 3261 section 9.1: a CANCEL waits for a provisional response, and is pointless after a
  /// final one. For an INVITE of another edge's it leaves at once: that one cannot be asked.
  void cancel(long nowMillis, SendCancel order) {
    String key = ClientEntry.Order.key(order.request().branch(), Methods.INVITE);
    Journey waiting = locating.get(key);
    ClientEntry invite = find(key);
    if (waiting != null) {
      waiting.callOff();
    } else if (invite == null || (invite.hasProvisional() && !invite.isCompleted())) {
      sendCancel(nowMillis, order, invite);
    } else if (invite.isCompleted()) {
      kit.count(Counter.COMMANDS_MOOT);
    } else {
      invite.letCancelWait(order);
    }
  }

  private void sendCancel(long nowMillis, SendCancel order, @Nullable ClientEntry invite) {
    RequestPattern cancel =
        invite == null ? order.request() : alongside(order.request(), invite.order());
    send(nowMillis, new Journey(order.call(), order.leg(), cancel, new CommandOutcome()));
    if (invite != null) {
      // RFC 3261 section 9.1: without a final response 64*T1 after the CANCEL, the INVITE is over.
      invite.cancelled(nowMillis + Kit.REPEATS_MILLIS);
    }
  }

  /// RFC 3261 section 9.1: a CANCEL has the Via of its INVITE, and goes the same way.
  private static RequestPattern alongside(RequestPattern cancel, ClientEntry.Order invite) {
    Target target = invite.target();
    Destination to = cancel.destination();
    return cancel
        .under(invite.branch())
        .to(
            new Destination(
                target.transport(), target.host(), target.port(), to.flow(), to.along(), null));
  }

  /// Somebody rings where nobody waits for him any more: he is told so (RFC 3261 section 9.1).
  private void cancelAbandoned(long nowMillis, ClientEntry entry) {
    RequestPattern invite = entry.order().journey().request();
    RequestPattern cancel = OwnLines.follow(invite, Methods.CANCEL, null);
    sendCancel(nowMillis, new SendCancel(entry.order().call(), entry.order().leg(), cancel), entry);
  }

  void onResponse(
      long nowMillis,
      SipResponse response,
      Arrival.OfCall arrival,
      String branch,
      SessionToken token) {
    Flow over = arrival.source().over(kit.node());
    String method = response.cseq().method();
    String ordered = Journey.ordered(branch);
    if (method.equals(Methods.INVITE)
        && response.status() >= 200
        && acks.knows(ordered, response)) {
      // Who repeats its answer more often than anybody does gets no more of them: they go where its
      // Contact says.
      if (admission.hearsOf(nowMillis, token, method)) {
        kit.outbox().received(arrival);
        acks.sendAgain(ordered, response);
      }
      return;
    }
    ClientEntry entry = entries.get(ClientEntry.Order.key(branch, method));
    if (entry != null) {
      if (entry.mayTrace()) {
        kit.outbox().received(arrival);
      }
      if (response.status() == 100 || kit.facts().hasRoom()) {
        entry.onResponse(nowMillis, new ClientMessage.Heard(response, over));
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
    if (kit.facts().hasRoom() && admission.hearsOf(nowMillis, token, method)) {
      kit.outbox().received(arrival);
      strays.put(nowMillis, likeness, true);
      publish(
          nowMillis,
          new CallId(token.call()),
          new LegId(token.leg()),
          ordered,
          new ClientMessage.Heard(response, over),
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
      ClientMessage.Heard heard,
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

  /// What a transaction wants done, in one place.
  void carryOut(long nowMillis, ClientEntry entry, Output<ClientMessage> output) {
    switch (output) {
      case Output.Send<ClientMessage>(ClientMessage message) -> leave(entry, message, false);
      case Output.Resend<ClientMessage>(ClientMessage message) -> {
        if (!entry.isAbandoned()) {
          leave(entry, message, true);
        }
      }
      case Output.SendAck<ClientMessage>(ClientMessage request, ClientMessage response) ->
          acknowledgeFailure(entry, request, response);
      case Output.PassResponse<ClientMessage>(ClientMessage response) ->
          pass(nowMillis, entry, response);
      case Output.PassTimeout<ClientMessage> _ -> {
        if (entry.isSilent()) {
          goElsewhere(nowMillis, entry);
        } else {
          fail(nowMillis, entry, RequestFailed.Reason.TIMEOUT, "expected a response, found none");
        }
      }
      case Output.PassTransportError<ClientMessage> _ ->
          fail(
              nowMillis,
              entry,
              entry.isUnreachable()
                  ? RequestFailed.Reason.UNREACHABLE
                  : RequestFailed.Reason.TRANSPORT,
              entry.trouble());
      // A client owes nobody an answer.
      case Output.PassRequest<ClientMessage> _, Output.AnswerTrying<ClientMessage> _ -> {}
      // Transaction's.
      case Output.SetTimer<ClientMessage> _,
          Output.StopTimer<ClientMessage> _,
          Output.Terminated<ClientMessage> _ -> {}
    }
  }

  private void leave(ClientEntry entry, ClientMessage message, boolean again) {
    ClientEntry.Order order = entry.order();
    switch (message) {
      case ClientMessage.Sent(byte[] bytes, _, _) -> {
        int leg = order.leg().value();
        if (again) {
          kit.outbox().resend(order.call(), leg, bytes, order.target(), order.key());
        } else {
          kit.outbox().send(order.call(), leg, bytes, order.target(), order.key());
        }
      }
      case ClientMessage.Heard _ -> throw new IllegalStateException("a client sends no response");
    }
  }

  private void pass(long nowMillis, ClientEntry entry, ClientMessage message) {
    switch (message) {
      case ClientMessage.Heard heard -> pass(nowMillis, entry, heard);
      case ClientMessage.Sent _ -> throw new IllegalStateException("a client hears no request");
    }
  }

  private void pass(long nowMillis, ClientEntry entry, ClientMessage.Heard heard) {
    SipResponse response = heard.response();
    ClientEntry.Order order = entry.order();
    if (response.status() == 503 && entry.mayGoElsewhere()) {
      // RFC 3263 section 4.3.
      goElsewhere(nowMillis, entry);
      return;
    }
    if (entry.isAbandoned() && !passAbandoned(nowMillis, entry, response)) {
      return;
    }
    if (response.status() >= 200) {
      answered(entry);
    }
    boolean news = entry.isNew(response);
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
          order.orderedBranch(),
          heard,
          entry.isAbandoned(),
          Facts.Fate.onLoss(_ -> entry.forget(likeness)));
    }
  }

  /// What comes from a place that is not waited for any more: success counts wherever it was, and
  /// who rings is told to stop.
  private boolean passAbandoned(long nowMillis, ClientEntry entry, SipResponse response) {
    if (response.status() >= 300) {
      return false;
    }
    if (response.status() < 200 && entry.isInvite() && !entry.isCancelled()) {
      cancelAbandoned(nowMillis, entry);
    } else if (response.status() >= 200) {
      callOff(nowMillis, entries.get(moved.get(entry.order().orderedKey())));
    }
    return response.status() >= 200;
  }

  /// A place that was given up has answered all the same: the one that is tried in its stead is not
  /// waited for any more. It is told so now where it rings, else as soon as it does.
  private void callOff(long nowMillis, @Nullable ClientEntry other) {
    if (other == null || other.isCompleted() || other.isAbandoned()) {
      return;
    }
    other.abandon();
    answered(other);
    if (other.isInvite() && other.hasProvisional() && !other.isCancelled()) {
      cancelAbandoned(nowMillis, other);
    }
  }

  /// RFC 3261 section 17.1.1.3.
  private void acknowledgeFailure(
      ClientEntry entry, ClientMessage request, ClientMessage response) {
    if (request instanceof ClientMessage.Sent(_, RequestPattern invite, Listener listener)
        && response instanceof ClientMessage.Heard(SipResponse failure, _)) {
      ClientEntry.Order order = entry.order();
      RequestPattern ack = OwnLines.follow(invite, Methods.ACK, failure.header(HeaderName.TO));
      byte[] bytes = kit.text().request(ack, listener);
      if (entry.isFirstAck()) {
        kit.outbox().send(order.call(), order.leg().value(), bytes, order.target(), null);
      } else {
        kit.outbox().resend(order.call(), order.leg().value(), bytes, order.target(), null);
      }
    }
  }

  void transportFailed(long nowMillis, String key, boolean unreachable, String detail) {
    ClientEntry entry = entries.get(key);
    if (entry != null) {
      kit.count(Counter.TRANSPORT_FAILURES);
      if (entry.order().orElse()) {
        sendAsDatagram(nowMillis, entry);
      } else if (entry.isSilent()) {
        goElsewhere(nowMillis, entry);
        entry.end();
      } else {
        entry.transportFailed(nowMillis, unreachable, detail);
      }
    }
  }

  /// The connection of a request ended, so that no answer can come over it. The same leaves once
  /// more over another one: whoever has seen it takes it for a repeat (RFC 3261 section 17.2.3),
  /// and a CANCEL or a BYE that broke in the middle is not lost. Then it has failed (section
  /// 17.1.4). An INVITE that was heard of goes on: its final response comes over a connection that
  /// its sender opens (section 18.2.2).
  void connectionClosed(long nowMillis, String key, String detail) {
    ClientEntry entry = entries.get(key);
    if (entry == null || entry.isCompleted() || (entry.isInvite() && entry.hasProvisional())) {
      return;
    }
    kit.count(Counter.TRANSPORT_FAILURES);
    if (entry.order().orElse()) {
      sendAsDatagram(nowMillis, entry);
    } else if (entry.isSilent()) {
      goElsewhere(nowMillis, entry);
    } else if (!entry.isAbandoned() && entry.takeSecondTry()) {
      leave(entry, entry.message(), true);
    } else {
      entry.transportFailed(nowMillis, false, detail);
    }
  }

  /// RFC 3261 section 18.1.1: a request that went over a stream for its size alone is tried as a
  /// datagram where there is no connection. Under its branch it is the same request to whoever has
  /// seen it over one that ended (section 17.2.3).
  private void sendAsDatagram(long nowMillis, ClientEntry entry) {
    ClientEntry.Order order = entry.order();
    SendCancel cancel = entry.takeWaitingCancel();
    entry.end();
    large.failed(nowMillis, order.hop());
    Journey journey = order.journey();
    Listener listener =
        kit.listeners().towards(order.hop(), journey.request().destination().along());
    if (listener != null) {
      tryAt(nowMillis, journey, order.hop(), listener);
    }
    if (cancel != null) {
      cancel(nowMillis, cancel);
    }
  }

  /// Nothing came after a CANCEL, or nobody cares any longer.
  void giveUp(long nowMillis, ClientEntry entry) {
    if (entry.isSilent()) {
      goElsewhere(nowMillis, entry);
      return;
    }
    if (!entry.isInvite() || entry.hasWaitingCancel()) {
      // It has been heard of, or called off: how long it may take is the machine's.
      return;
    }
    fail(
        nowMillis,
        entry,
        RequestFailed.Reason.TIMEOUT,
        "expected a final response, found none but provisional ones");
    entry.end();
  }

  private void answered(ClientEntry entry) {
    if (entry.isInvite() && entry.takeUnanswered()) {
      unanswered--;
    }
  }

  void ended(ClientEntry entry) {
    answered(entry);
    entries.remove(entry.order().key());
    moved.remove(entry.order().orderedKey(), entry.order().key());
  }

  private void fail(long nowMillis, ClientEntry entry, RequestFailed.Reason reason, String detail) {
    if (!entry.isCompleted() && !entry.isAbandoned()) {
      fail(nowMillis, entry.order().journey(), reason, detail);
    }
  }

  private void fail(long nowMillis, Journey journey, RequestFailed.Reason reason, String detail) {
    RequestPattern request = journey.request();
    fail(
        nowMillis,
        journey.call(),
        new RequestFailed(
            journey.leg(),
            Journey.ordered(request.branch()),
            request.method(),
            reason,
            detail,
            kit.node()),
        journey.outcome());
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
}
