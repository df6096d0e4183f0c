package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.MediaDescription;
import io.switchlog.wire.sdp.SessionDescription;
import io.switchlog.wire.sip.ContentType;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.MessageBuilder;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A phone's side of one call. What opens it is in the two subclasses, what happens in its dialog is
/// here:
///
///     caller: INVITE ─> 1xx ─> 2xx, ACK ─┐
///                                        ├─> steps, requests of the peer ─> BYE, either way
///     called: INVITE ─> 1xx ─> 2xx ─> ACK┘
public abstract sealed class PhoneCall permits OutgoingCall, IncomingCall {
  final ScriptedPhone phone;
  final VirtualTime time;
  final Transactions transactions;
  final Script script;
  final Dialog dialog;
  final Negotiation media;
  final PhoneLog log = new PhoneLog();
  private final OwnOffers offers;
  private final List<VirtualTime.Alarm> alarms = new ArrayList<>();
  private final Map<Long, SipRequest> acks = new HashMap<>();
  private @Nullable AwaitedAck awaitedAck;
  private boolean hangUpWanted;

  PhoneCall(ScriptedPhone phone, Script script, Dialog dialog, boolean ownsCallId) {
    this.phone = phone;
    this.time = phone.time();
    this.transactions = phone.transactions();
    this.script = script;
    this.dialog = dialog;
    this.offers = new OwnOffers(this, ownsCallId);
    this.media = new Negotiation(phone.settings().media(), phone.number(), this::complain);
  }

  public PhoneLog log() {
    return log;
  }

  public String callId() {
    return dialog.callId();
  }

  /// What a `Replaces` says to take this phone's place (RFC 3891 section 6.1): the dialog as the
  /// other side sees it. Null before there is one.
  public @Nullable String replaces() {
    String theirs = dialog.remoteTag();
    return theirs == null
        ? null
        : "%s;to-tag=%s;from-tag=%s".formatted(callId(), theirs, dialog.localTag());
  }

  /// Where this phone takes its RTP.
  public Address ownMedia() {
    return phone.settings().media();
  }

  /// Where the other side takes its RTP, null while that is not known or where it takes none.
  public @Nullable Address remoteMedia() {
    SessionDescription remote = media.remote();
    if (remote == null || remote.media().isEmpty()) {
      return null;
    }
    var medium = remote.media().getFirst();
    var connection = remote.connection(medium);
    boolean takes = !medium.isRejected() && remote.direction(medium).receives();
    return connection == null || !takes ? null : new Address(connection.address(), medium.port());
  }

  /// Whether the other side takes PCMU; what it takes else is PCMA.
  boolean remoteTakesPcmu() {
    SessionDescription remote = media.remote();
    return remote == null
        || remote.media().isEmpty()
        || remote.media().getFirst().codecs().stream().anyMatch(codec -> codec.isEncoding("PCMU"));
  }

  /// Ends the call, whatever state it is in.
  public void hangUp() {
    switch (log.state()) {
      case CALLING, RINGING -> giveUp();
      case ANSWERED -> hangUpWanted = true;
      case TALKING -> bye();
      case ENDING, ENDED -> {}
    }
  }

  /// Ends a call that has no confirmed dialog.
  abstract void giveUp();

  /// Whether a request of the peer's came before there is a dialog for it; then it is answered.
  abstract boolean isTooEarly(SipRequest request, ServerTransaction transaction);

  /// Progress of ours is acknowledged.
  abstract void prack(SipRequest request, ServerTransaction transaction);

  /// The call is over.
  abstract void over();

  // --- the dialog

  void talk() {
    log.state(time.now(), State.TALKING);
    for (Step step : script.steps()) {
      alarms.add(time.after(step.afterMillis(), () -> carryOut(step.deed())));
    }
    alarms.add(
        time.after(
            script.talkAtMostMillis(),
            () -> {
              log.tookTooLong();
              bye();
            }));
    if (hangUpWanted) {
      bye();
    }
  }

  private void carryOut(Step.Deed deed) {
    if (log.state() != State.TALKING) {
      return;
    }
    switch (deed) {
      case HANG_UP -> bye();
      case HOLD -> offers.make(Methods.INVITE, Direction.SENDONLY);
      case RESUME -> offers.make(Methods.INVITE, Direction.SENDRECV);
      case UPDATE -> offers.make(Methods.UPDATE, Direction.SENDRECV);
      case INFO -> info();
    }
  }

  boolean isAwaitingAck() {
    return awaitedAck != null;
  }

  private void info() {
    MessageBuilder<SipRequest> request = dialog.request(Methods.INFO);
    request.body(
        ContentType.parse("application/dtmf-relay"),
        "Signal=5\r\nDuration=160\r\n".getBytes(StandardCharsets.US_ASCII));
    send(
        request,
        (_, response) -> {
          if (response == null || response.isFinal()) {
            int status = response == null ? 408 : response.status();
            remark("INFO: " + status);
            if (status == 481 || status == 408) {
              // RFC 3261 section 12.2.1.2: the dialog is gone.
              bye();
            }
          }
        });
  }

  void bye() {
    if (log.state() == State.ENDED || log.state() == State.ENDING) {
      return;
    }
    log.state(time.now(), State.ENDING);
    stopAll();
    send(
        dialog.request(Methods.BYE),
        (_, response) -> {
          if (response == null || response.isFinal()) {
            remark("BYE: " + (response == null ? 408 : response.status()));
            end(Outcome.HUNG_UP, 0);
          }
        });
  }

  // --- requests of the peer

  /// A request inside the dialog.
  void receive(SipRequest request, ServerTransaction transaction) {
    if (isTooEarly(request, transaction)) {
      return;
    }
    String wrong = dialog.wrongIn(request);
    if (wrong != null) {
      complain(wrong);
      transaction.respond(SipResponse.to(request, 481, "Call/Transaction Does Not Exist"));
    } else if (log.state() == State.ENDED) {
      transaction.respond(SipResponse.to(request, 481, "Call/Transaction Does Not Exist"));
    } else if (!dialog.take(request)) {
      // Section 12.2.2: a request that a later one overtook.
      remark(request.method() + " came after one with a higher CSeq");
      transaction.respond(SipResponse.to(request, 500, "Out Of Order"));
    } else {
      switch (request.method()) {
        case Methods.BYE -> byePeer(request, transaction);
        case Methods.INVITE, Methods.UPDATE -> offerOfPeer(request, transaction);
        case Methods.INFO -> {
          log.infoTaken();
          respond(transaction, 200);
        }
        case Methods.OPTIONS -> respond(transaction, 200);
        case Methods.PRACK -> prack(request, transaction);
        default -> respond(transaction, 405);
      }
    }
  }

  private void byePeer(SipRequest request, ServerTransaction transaction) {
    remark(
        "BYE came"
            + (request.header(HeaderName.REASON) == null
                ? ""
                : ", " + request.header(HeaderName.REASON)));
    respond(transaction, 200);
    stopAll();
    end(log.state() == State.ENDING ? Outcome.HUNG_UP : Outcome.PEER_HUNG_UP, 0);
  }

  private void offerOfPeer(SipRequest request, ServerTransaction transaction) {
    SessionDescription offer = media.in(request);
    AwaitedAck awaited = awaitedAck;
    boolean invite = request.method().equals(Methods.INVITE);
    boolean race =
        (invite && offers.isReinviting())
            || (awaited != null && awaited.isWithAnswer())
            || (offer != null && media.isOffering());
    if (race) {
      remark("race: 491 to " + request.method());
      respond(transaction, 491);
      return;
    }
    dialog.retarget(request);
    if (invite) {
      accept(transaction, offer);
    } else {
      MessageBuilder<SipResponse> answer = response(request, 200);
      if (offer != null) {
        remark("answers an UPDATE");
        answer.body(ContentType.SDP, media.answer(offer));
      }
      transaction.respond(answer.build());
    }
  }

  /// Answers an INVITE and resends the answer until its ACK comes.
  void accept(ServerTransaction transaction, @Nullable SessionDescription offer) {
    MessageBuilder<SipResponse> answer = response(transaction.request(), 200);
    answer.body(
        ContentType.SDP, offer == null ? media.offer(Direction.SENDRECV) : media.answer(offer));
    transaction.respond(answer.build());
    if (awaitedAck != null) {
      awaitedAck.resent().off();
    }
    awaitedAck =
        new AwaitedAck(
            transaction.request().cseq().number(),
            offer == null,
            new Resent(time, transaction, Transactions.T2, this::ackMissing));
  }

  private void ackMissing() {
    awaitedAck = null;
    log.neverAcknowledged();
    remark("no ACK for 64*T1");
    bye();
  }

  void acknowledged(SipRequest ack) {
    AwaitedAck awaited = awaitedAck;
    if (awaited == null || ack.cseq().number() != awaited.cseq()) {
      return;
    }
    String wrong = dialog.wrongIn(ack);
    if (wrong != null) {
      complain(wrong);
    }
    awaited.resent().off();
    awaitedAck = null;
    SessionDescription answer = media.in(ack);
    if (awaited.isWithAnswer()) {
      if (answer == null) {
        // RFC 3261 section 13.2.2.4 wants one even where a BYE follows at once.
        complain("the ACK to an offer in a 2xx has no answer");
        media.dropOffer();
      } else if (answer.media().stream().allMatch(MediaDescription::isRejected)) {
        remark("the ACK refuses every stream");
        media.dropOffer();
        later(
            Transactions.GIVE_UP,
            () -> complain("the ACK refuses every stream, and no BYE followed"));
      } else {
        media.accept(answer);
      }
    } else if (answer != null) {
      complain("an ACK has a session description although the INVITE had the offer");
    }
    if (log.state() == State.ANSWERED) {
      talk();
    }
    offers.nowFree();
  }

  // --- sending

  interface Answer {
    /// A response came, or none will.
    ///
    /// @param response null where none came
    void came(SipRequest request, @Nullable SipResponse response);
  }

  ClientTransaction send(MessageBuilder<SipRequest> builder, Answer answer) {
    SipRequest request = builder.build();
    return transactions.start(
        request,
        dialog.nextHop(),
        new ClientTransaction.Listener() {
          @Override
          public void response(SipResponse response) {
            String wrong = dialog.wrongIn(request, response);
            if (wrong != null) {
              complain(wrong);
            }
            answer.came(request, response);
          }

          @Override
          public void timedOut() {
            answer.came(request, null);
          }
        });
  }

  /// Acknowledges a 2xx (section 13.2.2.4).
  void acknowledge(SipRequest invite, byte @Nullable [] answer) {
    MessageBuilder<SipRequest> builder = dialog.numbered(Methods.ACK, invite.cseq().number());
    if (answer != null) {
      builder.body(ContentType.SDP, answer);
    }
    SipRequest ack = builder.build();
    acks.put(invite.cseq().number(), ack);
    transactions.outlet.send(ack.toBytes(), dialog.nextHop());
  }

  /// Whether that INVITE had been acknowledged; then its ACK left again.
  boolean acknowledgeAgain(SipRequest invite) {
    SipRequest ack = acks.get(invite.cseq().number());
    if (ack == null) {
      return false;
    }
    transactions.outlet.send(ack.toBytes(), dialog.nextHop());
    return true;
  }

  MessageBuilder<SipResponse> response(SipRequest request, int status) {
    return SipResponse.builder(request, status, StatusCodes.reason(status), dialog.localTag())
        .header(HeaderName.CONTACT, phone.identities().contact());
  }

  void respond(ServerTransaction transaction, int status) {
    transaction.respond(response(transaction.request(), status).build());
  }

  // --- the end

  void end(Outcome outcome, int status) {
    stopAll();
    log.ended(time.now(), outcome, status);
    over();
  }

  private void stopAll() {
    alarms.forEach(VirtualTime.Alarm::off);
    alarms.clear();
    offers.drop();
    if (awaitedAck != null) {
      awaitedAck.resent().off();
      awaitedAck = null;
    }
  }

  /// A deed that is forgotten when the call ends.
  void later(long millis, Runnable deed) {
    alarms.add(time.after(millis, deed));
  }

  void remark(String text) {
    log.add(time.now(), text);
  }

  void complain(String what) {
    log.complain(time.now(), what);
  }
}
