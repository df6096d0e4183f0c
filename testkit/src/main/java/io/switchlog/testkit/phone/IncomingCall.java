package io.switchlog.testkit.phone;

import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.wire.sdp.SessionDescription;
import io.switchlog.wire.sip.ContentType;
import io.switchlog.wire.sip.MessageBuilder;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/// A call that comes to the phone.
public final class IncomingCall extends PhoneCall {
  private final ServerTransaction invite;
  private final @Nullable SessionDescription offer;

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
    }
    invite.respond(ringing.build());
  }

  /// Picks up now.
  public void answer() {
    if (!invite.isAnswered()) {
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
    media.dropOffer();
  }
}
