package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.ServerInput;
import io.switchlog.wire.sip.transaction.Timer;
import org.jspecify.annotations.Nullable;

/// A server transaction: who is to be answered, and the machine that sees to it.
final class ServerEntry extends Transaction<ServerInput<byte[]>, byte[]> {
  static final long NO_FACT = 0;

  /// More copies than a patient peer sends in 64*T1.
  private static final int MOST_TRACED = 64;

  private boolean unanswered = true;
  private final ServerSide side;
  private final boolean invite;
  private final long cseq;
  private final String merge;
  private final ServerTransaction described;
  private final CallId call;
  private final int leg;
  private final Target target;
  private int finalStatus;
  private int traced;

  /// The fact that is to end the transaction, [#NO_FACT] for none.
  private long endingFact = NO_FACT;

  private long endingSinceMillis;

  /// The fact of the request itself, where it waits for a bus that is away, [#NO_FACT] for none.
  private long waitingFact = NO_FACT;

  /// Whether it counts among those of its source that wait for their answers.
  private boolean waits;

  /// Whether call control has ordered a response: it knows of the request.
  private boolean heardOf;

  /// What answers are made from; let go with the final one, half a minute before the transaction.
  private @Nullable SipRequest request;

  ServerEntry(
      WakeUps wakeUps,
      ServerSide side,
      Machine<?, ServerInput<byte[]>, byte[]> machine,
      SipRequest request,
      ServerTransaction described,
      CallId call,
      int leg,
      Target target) {
    this(
        wakeUps,
        side,
        machine,
        request.isMethod(Methods.INVITE),
        request.cseq().number(),
        ServerKeys.merge(request),
        described,
        call,
        leg,
        target);
    this.request = request;
  }

  /// A transaction whose request is not here: it can only be given a final response from elsewhere,
  /// and with an empty `merge` merges with nothing.
  ServerEntry(
      WakeUps wakeUps,
      ServerSide side,
      Machine<?, ServerInput<byte[]>, byte[]> machine,
      boolean invite,
      long cseq,
      String merge,
      ServerTransaction described,
      CallId call,
      int leg,
      Target target) {
    super(wakeUps, machine);
    this.side = side;
    this.invite = invite;
    this.cseq = cseq;
    this.merge = merge;
    this.described = described;
    this.call = call;
    this.leg = leg;
    this.target = target;
  }

  /// Sends a response by way of the machine, which may know that it is too late for it.
  ///
  /// @return whether a response could still be sent
  boolean respond(long nowMillis, int status, byte[] response) {
    if (finalStatus != 0 || isOver()) {
      return false;
    }
    if (status >= 200) {
      finalStatus = status;
      request = null;
      side.answered(this);
      giveUpAt(WakeUps.NEVER);
    }
    step(nowMillis, ServerInput.send(status, response));
    return true;
  }

  /// The transaction is over as soon as call control has read a fact, and answered. For how long
  /// that is waited for [#giveUpAt] says.
  void endsWith(long nowMillis, long fact) {
    endingSinceMillis = nowMillis;
    endingFact = fact;
  }

  /// The fact that is to end the transaction, [#NO_FACT] for none.
  long endingFact() {
    return endingFact;
  }

  /// Since when there is one.
  long endingSinceMillis() {
    return endingSinceMillis;
  }

  /// The request waits for the bus.
  void waitsWith(long fact) {
    waitingFact = fact;
  }

  /// The fact of the request itself, where it waits for the bus, [#NO_FACT] for none.
  long waitingFact() {
    return waitingFact;
  }

  /// It counts among those of its source that wait for their answers.
  void waits() {
    waits = true;
  }

  /// Notes that it has its final response, or is over; false where that was noted before.
  boolean takeUnanswered() {
    boolean first = unanswered;
    unanswered = false;
    return first;
  }

  /// Whether it did so until now.
  boolean takeWaits() {
    boolean did = waits;
    waits = false;
    return did;
  }

  /// Call control has ordered a response.
  void heardOf() {
    heardOf = true;
  }

  boolean isHeardOf() {
    return heardOf;
  }

  String key() {
    return described.key();
  }

  /// The request, while there is no final response to it.
  SipRequest request() {
    if (request == null) {
      throw new IllegalStateException("no answer is made after the final one");
    }
    return request;
  }

  /// The number in its CSeq.
  long cseq() {
    return cseq;
  }

  /// What it has in common with the same request over another path ([ServerKeys#merge]).
  String merge() {
    return merge;
  }

  ServerTransaction described() {
    return described;
  }

  CallId call() {
    return call;
  }

  /// The leg it belongs to; that of the caller for what opens a call.
  int leg() {
    return leg;
  }

  Target target() {
    return target;
  }

  /// Whether one more copy of the request is traced, or of what ends it.
  boolean mayTrace() {
    traced++;
    return traced <= MOST_TRACED;
  }

  /// 0 before a final response.
  int finalStatus() {
    return finalStatus;
  }

  /// Whether somebody waits for a final response.
  boolean isOpen() {
    return finalStatus == 0 && !isOver();
  }

  /// Whether its request, to which there is no final response, came inside a dialog.
  boolean isInDialog() {
    return request().to().tag() != null;
  }

  boolean isInvite() {
    return invite;
  }

  @Override
  ServerInput<byte[]> fired(Timer timer) {
    return new ServerInput.Fired<>(timer);
  }

  @Override
  void giveUp(long nowMillis) {
    side.giveUp(nowMillis, this);
  }

  @Override
  void carryOut(long nowMillis, Output<byte[]> output) {
    side.carryOut(nowMillis, this, output);
  }

  @Override
  void ended() {
    side.ended(this);
  }
}
