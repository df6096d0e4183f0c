package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.inbox.FlowClosed;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.ServerInput;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Requests about addresses of record that come in, and the transactions that answer them.
///
/// ```
/// REGISTER --known key?--> the machine absorbs it or answers again
///    |------who is it?---> Refusal: 401, 403, 503
///    +------new----------> transaction, fact ──> call control ──> AnswerRequest: the answer
/// ```
///
/// What its sender repeats is not kept while the bus is away: it is refused with 503. That a
/// connection has ended which phones have registered over is kept.
final class AddressSide {
  /// How long call control is left to answer: less than whoever asks waits (timer F, 32 s), so that
  /// it tries again.
  static final long UNANSWERED_MILLIS = 10_000;

  /// Of so many phones the edge remembers that they have registered over a connection. Of more it
  /// is not known at once that they are gone.
  static final int MOST_WATCHED = 100_000;

  /// What the name of a request begins with whose connection is watched for an address; no client
  /// transaction's does.
  private static final String WATCH = "address ";

  private final Kit kit;
  private final Admission admission;
  private final Replies replies;
  private final Map<String, AddressEntry> entries = new HashMap<>();
  private final Set<String> watched = new HashSet<>();

  AddressSide(Kit kit, Admission admission) {
    this.kit = kit;
    this.admission = admission;
    this.replies = new Replies(kit);
  }

  /// How many transactions are under way or remembered. Connections that are watched are not
  /// counted: they are there for as long as phones are registered.
  int size() {
    return entries.size();
  }

  void onRequest(long nowMillis, Arrival.OfAddress arrival) {
    SipRequest request = arrival.request();
    String key = ServerKeys.of(request, request.method());
    AddressEntry known = entries.get(key);
    if (known != null) {
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
      known.step(nowMillis, new ServerInput.Repeated<>());
      return;
    }
    switch (admission.of(nowMillis, arrival, entries.size())) {
      case Admission.Verdict.Ignored _ -> {
        // Whoever sent it learns nothing of us.
      }
      case Admission.Verdict.Refused(Refusal refusal) -> replies.stateless(arrival, refusal);
      case Admission.Verdict.Admitted _ -> registered(nowMillis, arrival, key);
    }
  }

  private void registered(long nowMillis, Arrival.OfAddress arrival, String key) {
    switch (admission.whoRegisters(nowMillis, arrival)) {
      case Admission.Registrant.Unproven(Refusal refusal) -> replies.stateless(arrival, refusal);
      case Admission.Registrant.Known(UserAddress address, String user) ->
          publish(nowMillis, open(arrival, address.aggregate(), key), user, arrival.bytes());
    }
  }

  private AddressEntry open(Arrival.OfAddress arrival, AggregateId address, String key) {
    SipRequest request = arrival.request();
    AddressEntry entry =
        new AddressEntry(
            kit.wakeUps(),
            this,
            Machines.over(arrival.source().transport()).server(request.method()),
            address,
            Replies.described(kit.node(), key, request, arrival.source()),
            request,
            Stateless.target(request, arrival.source()));
    entries.put(key, entry);
    return entry;
  }

  private void publish(long nowMillis, AddressEntry entry, String user, byte[] message) {
    entry.start(nowMillis, message);
    entry.giveUpAt(nowMillis + UNANSWERED_MILLIS);
    kit.facts()
        .tell(
            nowMillis,
            entry.address(),
            new RegisterReceived(entry.described(), user, Bytes.of(message)),
            // Where the bus has it all the same, the next try finds the binding there.
            Facts.Fate.onLoss(laterMillis -> {
              kit.count(Counter.UNAVAILABLE);
              refuse(laterMillis, entry);
            }));
  }

  /// Nobody answers: whoever asked may try again later.
  void refuse(long nowMillis, AddressEntry entry) {
    SipRequest request = entry.request();
    if (request != null) {
      Refusal refusal = Refusal.UNAVAILABLE;
      kit.count(Counter.REFUSED);
      entry.respond(
          nowMillis,
          refusal.status(),
          kit.text()
              .response(
                  request,
                  entry.described().vias(),
                  refusal.status(),
                  refusal.reason(),
                  kit.tagOfNobody(request),
                  refusal.headers()));
    }
  }

  /// Call control has answered.
  void respond(long nowMillis, AnswerRequest order) {
    ServerTransaction transaction = order.transaction();
    AddressEntry entry = entries.get(transaction.key());
    byte[] response = kit.text().response(order);
    if (entry == null) {
      // The edge that held the transaction is gone, or it is over here.
      Listener listener = kit.listeners().of(transaction);
      Target target = listener == null ? null : OrderedAnswers.target(transaction, listener);
      if (target == null) {
        kit.count(Counter.COMMANDS_MOOT);
      } else {
        kit.outbox().send(null, 0, response, target, null);
      }
    } else if (entry.respond(nowMillis, order.status(), response)) {
      watch(order);
    } else {
      kit.count(Counter.COMMANDS_MOOT);
    }
  }

  /// What is sent with a name tells when its connection ends.
  private void watch(AnswerRequest order) {
    String connection = order.transaction().flow();
    String name = WATCH + connection + ' ' + order.about();
    if (order.method().equals(Methods.REGISTER)
        && order.status() == 200
        && !connection.isEmpty()
        && watched.size() < MOST_WATCHED
        && watched.add(name)) {
      kit.outbox().watch(connection, name);
    }
  }

  /// A connection has ended.
  ///
  /// @param name as its watch has it
  /// @return whether it is one of an address
  boolean onConnectionClosed(long nowMillis, String name) {
    if (!name.startsWith(WATCH)) {
      return false;
    }
    if (watched.remove(name)) {
      int at = name.indexOf(' ', WATCH.length());
      String connection = name.substring(WATCH.length(), at);
      kit.facts()
          .keep(
              nowMillis,
              new AggregateId(name.substring(at + 1)),
              new FlowClosed(kit.node(), connection),
              Facts.Fate.INDIFFERENT);
    }
    return true;
  }

  void carryOut(long nowMillis, AddressEntry entry, Output<byte[]> output) {
    switch (output) {
      case Output.Send<byte[]>(byte[] message) -> send(message, entry);
      case Output.Resend<byte[]>(byte[] message) -> send(message, entry);
      // RFC 4320 section 4.1.
      case Output.AnswerTrying<byte[]> _ -> trying(nowMillis, entry);
      case Output.PassRequest<byte[]> _,
          Output.PassResponse<byte[]> _,
          Output.SendAck<byte[]> _,
          Output.PassTimeout<byte[]> _,
          Output.PassTransportError<byte[]> _,
          Output.SetTimer<byte[]> _,
          Output.StopTimer<byte[]> _,
          Output.Terminated<byte[]> _ -> {}
    }
  }

  private void send(byte[] message, AddressEntry entry) {
    kit.outbox().send(null, 0, message, entry.target(), null);
  }

  private void trying(long nowMillis, AddressEntry entry) {
    SipRequest request = entry.request();
    if (request != null) {
      entry.respond(
          nowMillis,
          100,
          kit.text()
              .response(request, entry.described().vias(), 100, StatusCodes.reason(100), "", ""));
    }
  }

  void ended(AddressEntry entry) {
    entries.remove(entry.described().key(), entry);
  }

  /// The transaction of a key, which may have its answer; null where none is remembered.
  @Nullable AddressEntry find(String key) {
    return entries.get(key);
  }
}
