package io.switchlog.testkit.phone;

import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.wire.sdp.SessionDescription;
import io.switchlog.wire.sip.ContentType;
import io.switchlog.wire.sip.Extensions;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.MessageBuilder;
import io.switchlog.wire.sip.RAck;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/// A call that comes to the phone.
public final class IncomingCall extends PhoneCall {
  private final ServerTransaction invite;
  private final @Nullable SessionDescription offer;
  private @Nullable AwaitedPrack awaitedPrack;
  private boolean answerWanted;

  IncomingCall(ScriptedPhone phone, Script script, Dialog dialog, ServerTransaction invite) {
    super(phone, script, dialog, false);
    this.invite = invite;
    this.offer = media.in(invite.request());
  }

  void start() {
    remark("is called" + (offer == null ? " without an offer" : ""));
    if (invite.request().contact() == null) {
      complain("an INVITE without Contact");
    }
    // Section 8.2.6.1: 100 is for hops; the phone is the last, and rings soon.
    if (script.ringAfterMillis() != Script.NEVER) {
      later(script.ringAfterMillis(), this::ring);
    }
    if (script.answerAfterMillis() != Script.NEVER) {
      later(script.answerAfterMillis(), this::answer);
    }
    if (script.refuseAfterMillis() != Script.NEVER) {
      later(script.refuseAfterMillis(), () -> refuse(script.refuseWith()));
    }
  }

  private void ring() {
    if (invite.isAnswered()) {
      return;
    }
    log.state(time.now(), State.RINGING);
    MessageBuilder<SipResponse> ringing =
        response(invite.request(), script.earlyMedia() ? 183 : 180);
    if (script.earlyMedia() && offer != null) {
      ringing.body(ContentType.SDP, media.answer(offer));
      if (invite.request().hasToken(HeaderName.SUPPORTED, Extensions.RELIABLE)) {
        long rseq = 1L + phone.number();
        ringing
            .header(HeaderName.REQUIRE, Extensions.RELIABLE)
            .header(HeaderName.RSEQ, Long.toString(rseq));
        awaitedPrack =
            new AwaitedPrack(
                rseq, new Resent(time, invite, Transactions.GIVE_UP, this::prackMissing));
      }
    }
    invite.respond(ringing.build());
  }

  private void prackMissing() {
    awaitedPrack = null;
    remark("no PRACK for 64*T1");
    refuse(504);
  }

  @Override
  void prack(SipRequest request, ServerTransaction transaction) {
    RAck rack = request.rack();
    AwaitedPrack awaited = awaitedPrack;
    if (rack == null
        || awaited == null
        || rack.rseq() != awaited.rseq()
        || rack.cseq() != invite.request().cseq().number()) {
      respond(transaction, 481);
      return;
    }
    awaited.resent().off();
    awaitedPrack = null;
    respond(transaction, 200);
    if (answerWanted) {
      answer();
    }
  }

  /// Picks up now; RFC 3262 section 3: not before the PRACK to a description.
  public void answer() {
    answerWanted = true;
    if (!invite.isAnswered() && awaitedPrack == null) {
      remark("answers");
      log.state(time.now(), State.ANSWERED);
      accept(invite, offer);
    }
  }

  /// Refuses now.
  public void refuse(int status) {
    if (!invite.isAnswered()) {
      respond(invite, status);
      end(Outcome.REFUSED, status);
    }
  }

  void cancelled(ServerTransaction cancelledInvite) {
    // Section 9.2: without effect once a final response is out.
    if (!cancelledInvite.isAnswered()) {
      respond(cancelledInvite, 487);
      end(Outcome.CANCELLED, 487);
    }
  }

  boolean isOpenedBy(ServerTransaction transaction) {
    return invite.equals(transaction);
  }

  @Override
  void giveUp() {
    refuse(486);
  }

  @Override
  boolean isTooEarly(SipRequest request, ServerTransaction transaction) {
    return false;
  }

  @Override
  void over() {
    if (awaitedPrack != null) {
      awaitedPrack.resent().off();
      awaitedPrack = null;
    }
    media.dropOffer();
  }
}
