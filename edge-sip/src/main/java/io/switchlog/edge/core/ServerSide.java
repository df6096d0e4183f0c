package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.ServerInput;
import io.switchlog.wire.token.SessionToken;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests that come in, and the transactions that answer them.
///
/// ```
/// request --known key?--> the machine absorbs it or answers again
///    |----ACK-----------> its INVITE's machine (a failure's), else Answers (a 2xx's)
///    |-CANCEL,BYE,PRACK-> AlwaysTaken
///    |----forbidden?----> Refusal
///    +----new-----------> transaction, 100 to an INVITE, fact
/// ```
///
/// While the bus takes no facts, what can be tried again is refused so that no dialog dies; a BYE,
/// a PRACK and a CANCEL are always taken ([AlwaysTaken]).
final class ServerSide {
  /// No call rings for longer than ten minutes (RoutingTable); an INVITE that nobody has answered
  /// by then is nobody's.
  static final long UNANSWERED_MILLIS = 660_000;

  private final Kit kit;
  private final Admission admission;
  private final Answers answers;
  private final Progress progress;
  private final Replies replies;
  private final AnsweredAlone answeredAlone;
  private final AlwaysTaken alwaysTaken;
  private final Map<String, ServerEntry> entries = new HashMap<>();

  /// The transaction that holds what merged requests have in common.
  private final Map<String, String> merges = new HashMap<>();

  private final RefusedInvites refused = new RefusedInvites();

  private int unanswered;

  ServerSide(Kit kit, Admission admission, Answers answers, Progress progress) {
    this.kit = kit;
    this.admission = admission;
    this.answers = answers;
    this.progress = progress;
    this.replies = new Replies(kit);
    this.answeredAlone = new AnsweredAlone(kit.wakeUps());
    this.alwaysTaken = new AlwaysTaken(kit, replies, answeredAlone);
  }

  int size() {
    return entries.size() + answeredAlone.size();
  }

  /// INVITEs that have no final response yet.
  int unanswered() {
    return unanswered;
  }

  @Nullable ServerEntry find(String key) {
    return entries.get(key);
  }

  /// Whether a transaction, which may be over, was answered without call control.
  boolean wasAnsweredAlone(String key) {
    return answeredAlone.contains(key);
  }

  void onRequest(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    switch (request.method()) {
      case Methods.ACK -> onAck(nowMillis, arrival, request);
      case Methods.CANCEL -> onCancel(nowMillis, arrival, request);
      default -> {
        String key = ServerKeys.of(request, request.method());
        ServerEntry known = entries.get(key);
        if (known != null) {
          absorb(nowMillis, known, arrival);
        } else {
          onNew(nowMillis, arrival, request, key);
        }
      }
    }
  }

  private void absorb(long nowMillis, ServerEntry entry, Arrival.OfCall arrival) {
    if (entry.mayTrace()) {
      heard(arrival);
    }
    kit.count(Counter.RETRANSMISSIONS_ABSORBED);
    entry.step(nowMillis, new ServerInput.Repeated<>());
  }

  private void onNew(long nowMillis, Arrival.OfCall arrival, SipRequest request, String key) {
    boolean merged = arrival.token() == null && merges.containsKey(ServerKeys.merge(request));
    switch (admission.of(
        nowMillis, arrival, request, isAlwaysTaken(request), entries.size(), merged)) {
      case Admission.Verdict.Ignored _ -> {
        // Whoever sent it learns nothing of us.
      }
      case Admission.Verdict.Refused(Refusal refusal) ->
          refuse(nowMillis, arrival, request, key, refusal);
      case Admission.Verdict.Admitted _ -> {
        if (arrival.token() == null && refused.contains(nowMillis, key)) {
          refuse(nowMillis, arrival, request, key, Refusal.UNAVAILABLE);
        } else {
          heard(arrival);
          admit(nowMillis, arrival, request, key);
        }
      }
    }
  }

  /// What is let in is traced where it is of a call; what is not costs nothing, however much of it
  /// there is.
  private void heard(Arrival.OfCall arrival) {
    boolean opens =
        arrival.message() instanceof SipRequest request
            && (request.isMethod(Methods.INVITE) || request.isMethod(Methods.CANCEL));
    if (arrival.token() != null || opens) {
      kit.outbox().received(arrival);
    }
  }

  private void refuse(
      long nowMillis, Arrival.OfCall arrival, SipRequest request, String key, Refusal refusal) {
    if (arrival.token() != null || !refusal.isOfAFlood()) {
      heard(arrival);
    } else if (refusal.status() == 503 && request.isMethod(Methods.INVITE)) {
      refused.add(nowMillis, key);
    }
    if (request.isMethod(Methods.INVITE) && arrival.token() != null) {
      // The ACK to the failure of a re-INVITE has the tags of the dialog: only a transaction tells
      // it from the ACK to a 2xx.
      replies.end(nowMillis, open(nowMillis, arrival, request, key), refusal);
    } else {
      replies.stateless(arrival, request, refusal);
    }
  }

  private void admit(long nowMillis, Arrival.OfCall arrival, SipRequest request, String key) {
    if (!isAlwaysTaken(request)) {
      publish(nowMillis, open(nowMillis, arrival, request, key), arrival);
    } else if (kit.facts().hasRoom()) {
      keep(nowMillis, open(nowMillis, arrival, request, key), arrival);
      if (request.isMethod(Methods.PRACK) && arrival.token() != null) {
        progress.onPrack(nowMillis, arrival.token(), request);
      }
    }
  }

  /// Whether a request is taken though the bus is slow: a BYE, and a PRACK, which is not sent again
  /// once it was refused (RFC 3262 section 4), while the call fails without it.
  private static boolean isAlwaysTaken(SipRequest request) {
    return request.isMethod(Methods.BYE) || request.isMethod(Methods.PRACK);
  }

  private ServerEntry open(long nowMillis, Arrival.OfCall arrival, SipRequest request, String key) {
    Source source = arrival.source();
    ServerTransaction described = Replies.described(kit.node(), key, request, source);
    Target target = Stateless.target(request, source);
    SessionToken token = arrival.token();
    int leg = token == null ? LegId.CALLER.value() : token.leg();
    CallId call = arrival.call();
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
    if (token == null && !request.isMethod(Methods.CANCEL)) {
      merges.putIfAbsent(entry.merge(), key);
    }
    if (token == null && entry.isInvite()) {
      entry.waits();
      admission.waits(nowMillis, source.host(), call);
    }
    add(entry);
    entry.start(nowMillis, arrival.bytes());
    return entry;
  }

  /// A transaction of a request that another edge received, or an earlier life of this one, or that
  /// is over here: what is ordered for it is repeated and acknowledged as it has to be. It is no
  /// reason to refuse the request where it comes over another path: the peer may have turned here
  /// because the other edge is gone.
  ServerEntry adopt(long nowMillis, SendResponse order, long cseq, Target target) {
    ServerTransaction described = order.transaction();
    ServerEntry entry =
        new ServerEntry(
            kit.wakeUps(),
            this,
            Machines.over(described.transport()).server(order.method()),
            order.method().equals(Methods.INVITE),
            cseq,
            "",
            described,
            order.call(),
            order.leg().value(),
            target);
    add(entry);
    entry.start(nowMillis, new byte[0]);
    return entry;
  }

  private void add(ServerEntry entry) {
    entries.put(entry.key(), entry);
    if (entry.isInvite()) {
      unanswered++;
    }
  }

  private void publish(long nowMillis, ServerEntry entry, Arrival.OfCall arrival) {
    boolean inDialog = arrival.token() != null;
    if (entry.isInvite()) {
      entry.giveUpAt(nowMillis + UNANSWERED_MILLIS);
      replies.trying(nowMillis, entry);
    }
    Bytes message = Bytes.of(arrival.bytes());
    AggregateInput fact =
        inDialog
            ? new RequestReceived(new LegId(entry.leg()), entry.described(), message)
            : new InviteReceived(entry.described(), message);
    Untold untold = new Untold(kit, replies, alwaysTaken, answeredAlone, entry, fact, inDialog);
    kit.facts().tell(nowMillis, AggregateId.of(entry.call()), fact, untold);
  }

  private void keep(long nowMillis, ServerEntry entry, Arrival.OfCall arrival) {
    RequestReceived fact =
        new RequestReceived(new LegId(entry.leg()), entry.described(), Bytes.of(arrival.bytes()));
    if (entry.request().isMethod(Methods.BYE)) {
      admission.hungUp(nowMillis, entry.call(), entry.key());
    }
    alwaysTaken.keep(nowMillis, entry, fact);
  }

  private void onAck(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    ServerEntry entry = entries.get(ServerKeys.of(request, Methods.INVITE));
    if (entry != null && entry.finalStatus() >= 300) {
      if (entry.mayTrace()) {
        heard(arrival);
      }
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
      entry.step(nowMillis, new ServerInput.AckReceived<>(arrival.bytes()));
    } else if (arrival.token() != null) {
      SessionToken token = arrival.token();
      long cseq = request.cseq().number();
      if (answers.isWaiting(token, cseq) || admission.hearsOf(nowMillis, token, Methods.ACK)) {
        heard(arrival);
        answers.onAck(nowMillis, token, cseq, arrival.bytes());
      }
    } else {
      kit.count(Counter.DROPPED);
    }
  }

  /// RFC 3261 section 9.2.
  private void onCancel(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    String key = ServerKeys.of(request, Methods.CANCEL);
    ServerEntry known = entries.get(key);
    if (known != null) {
      absorb(nowMillis, known, arrival);
      return;
    }
    ServerEntry invite = entries.get(ServerKeys.of(request, Methods.INVITE));
    if (invite == null && !admitsCancel(nowMillis, arrival, request)) {
      return;
    }
    if (invite == null || invite.mayTrace()) {
      heard(arrival);
    }
    if (invite == null && merges.containsKey(ServerKeys.merge(request, Methods.INVITE))) {
      // The INVITE is here, under another branch, and this branch's is not.
      replies.stateless(arrival, request, Refusal.NO_DIALOG);
    } else if (invite != null
        && (invite.finalStatus() != 0 || invite.endingFact() != ServerEntry.NO_FACT)) {
      // Too late, or over TCP the same once more: what follows of the first does not begin anew.
      replies.cancelled(nowMillis, open(nowMillis, arrival, request, key), invite);
    } else if (invite != null && kit.facts().hasRoom()) {
      replies.cancelled(nowMillis, open(nowMillis, arrival, request, key), invite);
      alwaysTaken.keep(nowMillis, invite, new CancelReceived(null, Bytes.of(arrival.bytes())));
    } else if (invite == null
        && alwaysTaken.takesCancelForOther(arrival.bytes().length)
        && kit.facts().hasRoom()) {
      // Its INVITE may be at another edge, or came to an earlier life of this one.
      alwaysTaken.keepForOther(nowMillis, open(nowMillis, arrival, request, key), arrival.bytes());
    }
  }

  /// Whether a CANCEL is looked at: that of an INVITE which is here is, for it passed when that
  /// did.
  private boolean admitsCancel(long nowMillis, Arrival.OfCall arrival, SipRequest request) {
    return switch (admission.ofCancel(nowMillis, arrival, request, entries.size())) {
      case Admission.Verdict.Admitted _ -> true;
      case Admission.Verdict.Ignored _ -> false;
      case Admission.Verdict.Refused(Refusal refusal) -> {
        replies.stateless(arrival, request, refusal);
        yield false;
      }
    };
  }

  void carryOut(long nowMillis, ServerEntry entry, Output<byte[]> output) {
    switch (output) {
      case Output.Send<byte[]>(byte[] message) ->
          kit.outbox().send(entry.call(), entry.leg(), message, entry.target(), null);
      case Output.Resend<byte[]>(byte[] message) ->
          kit.outbox().resend(entry.call(), entry.leg(), message, entry.target(), null);
      // RFC 4320 section 4.1; an INVITE had its 100 at once.
      case Output.AnswerTrying<byte[]> _ -> replies.trying(nowMillis, entry);
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

  /// Nobody has answered in time. What call control knows of, and has not answered, it still may.
  void giveUp(long nowMillis, ServerEntry entry) {
    if (entry.endingFact() == ServerEntry.NO_FACT) {
      if (kit.facts().isUnderWay(entry.waitingFact())) {
        answeredAlone.add(entry.key());
      } else {
        answeredAlone.addTold(nowMillis, entry.key());
      }
      replies.end(nowMillis, entry, entry.isInDialog() ? Refusal.TRY_AGAIN : Refusal.TIMED_OUT);
    } else {
      alwaysTaken.giveUp(nowMillis, entry);
    }
  }

  /// A final response leaves: nothing that came before it does any more.
  void answered(ServerEntry entry) {
    if (entry.isInvite() && entry.takeUnanswered()) {
      unanswered--;
    }
    waitsNoMore(entry);
    progress.over(entry.key());
  }

  private void waitsNoMore(ServerEntry entry) {
    if (entry.takeWaits()) {
      admission.waitsNoMore(entry.described().sourceAddress(), entry.call());
    }
  }

  void ended(ServerEntry entry) {
    waitsNoMore(entry);
    admission.over(entry.key());
    progress.over(entry.key());
    entries.remove(entry.key(), entry);
    merges.remove(entry.merge(), entry.key());
    if (entry.isInvite() && entry.takeUnanswered()) {
      unanswered--;
    }
  }
}
