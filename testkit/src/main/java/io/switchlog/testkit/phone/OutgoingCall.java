package io.switchlog.testkit.phone;

import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.SessionDescription;
import io.switchlog.wire.sip.ContentType;
import io.switchlog.wire.sip.Extensions;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.MessageBuilder;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.RAck;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call that the phone makes.
public final class OutgoingCall extends PhoneCall {
  private final @Nullable String replaces;
  private @Nullable ClientTransaction invite;
  private boolean givenUp;
  private boolean cancelSent;
  private boolean confirmed;
  private long heard;

  /// @param replaces as [ScriptedPhone#call]'s
  OutgoingCall(ScriptedPhone phone, Script script, Dialog dialog, @Nullable String replaces) {
    super(phone, script, dialog, true);
    this.replaces = replaces;
  }

  void start() {
    MessageBuilder<SipRequest> request = dialog.request(Methods.INVITE);
    request.header(HeaderName.ALLOW, ScriptedPhone.ALLOWED);
    request.header(HeaderName.SUPPORTED, Extensions.RELIABLE);
    if (replaces != null) {
      request.header(HeaderName.REPLACES, replaces);
    }
    if (!script.delayedOffer()) {
      request.body(ContentType.SDP, media.offer(Direction.SENDRECV));
    }
    remark("calls" + (script.delayedOffer() ? " without an offer" : ""));
    invite = send(request, this::answered);
    if (script.cancelAfterMillis() != Script.NEVER) {
      later(script.cancelAfterMillis(), this::giveUp);
    }
  }

  @Override
  void giveUp() {
    if (confirmed || givenUp || log.state() == State.ENDED) {
      return;
    }
    givenUp = true;
    remark("gives up");
    cancelIfPossible();
    // Section 9.1: who hears nothing for 64*T1 after a CANCEL takes the INVITE for cancelled.
    later(Transactions.GIVE_UP, () -> end(Outcome.CANCELLED, 0));
  }

  /// Section 9.1: not before a provisional response.
  private void cancelIfPossible() {
    ClientTransaction open = Objects.requireNonNull(invite, "set before anything comes back");
    if (!givenUp || cancelSent || !open.isProceeding() || !open.isOpen()) {
      return;
    }
    cancelSent = true;
    log.state(time.now(), State.ENDING);
    SipRequest request = open.request();
    SipRequest cancel =
        SipRequest.builder(Methods.CANCEL, request.uri())
            .header(HeaderName.VIA, request.via())
            .header(HeaderName.MAX_FORWARDS, 70)
            .copy(request, HeaderName.ROUTE)
            .copy(request, HeaderName.FROM)
            .copy(request, HeaderName.TO)
            .copy(request, HeaderName.CALL_ID)
            .header(HeaderName.CSEQ, request.cseq().number() + " " + Methods.CANCEL)
            .build();
    transactions.start(
        cancel,
        open.to(),
        new ClientTransaction.Listener() {
          @Override
          public void response(SipResponse response) {
            // RFC 4320 section 4.1 allows a 100 before the answer.
            if (response.isFinal()) {
              remark("CANCEL: " + response.status());
            }
          }

          @Override
          public void timedOut() {
            remark("CANCEL: 408");
          }
        });
  }

  private void answered(SipRequest request, @Nullable SipResponse response) {
    if (response == null) {
      end(givenUp ? Outcome.CANCELLED : Outcome.UNREACHABLE, 408);
    } else if (!response.isFinal()) {
      provisional(response);
    } else if (response.isSuccess()) {
      success(request, response);
    } else if (log.state() != State.ENDED) {
      media.dropOffer();
      end(givenUp ? Outcome.CANCELLED : Outcome.REFUSED, response.status());
    }
  }

  private void provisional(SipResponse response) {
    if (response.status() > 100 && !givenUp) {
      log.state(time.now(), State.RINGING);
      SessionDescription early = media.in(response);
      if (response.to().tag() == null) {
        complain("a " + response.status() + " has no To-tag");
      } else {
        dialog.earlyBy(response);
      }
      if (early != null && !script.delayedOffer()) {
        media.preview(early);
      }
      if (response.hasToken(HeaderName.REQUIRE, Extensions.RELIABLE)) {
        acknowledge(response);
      }
    }
    cancelIfPossible();
  }

  /// RFC 3262 section 4: what comes again has its PRACK, which its transaction sends again.
  private void acknowledge(SipResponse progress) {
    long rseq = progress.rseq().orElse(0);
    if (rseq == 0) {
      complain("progress that wants a PRACK has no RSeq");
    } else if (heard > 0 && rseq > heard + 1) {
      remark("progress " + rseq + " came before " + (heard + 1));
    } else if (rseq > heard) {
      heard = rseq;
      MessageBuilder<SipRequest> prack = dialog.request(Methods.PRACK);
      prack.header(
          HeaderName.RACK,
          new RAck(rseq, progress.cseq().number(), progress.cseq().method()).toString());
      send(
          prack,
          (_, response) -> {
            if (response == null || response.isFinal()) {
              remark("PRACK: " + (response == null ? 408 : response.status()));
            }
          });
    }
  }

  private void success(SipRequest request, SipResponse response) {
    if (confirmed) {
      if (Objects.equals(response.to().tag(), dialog.remoteTag())) {
        acknowledgeAgain(request);
      } else {
        complain("a second 2xx with another To-tag");
      }
      return;
    }
    String early = dialog.remoteTag();
    if (early != null && !early.equals(response.to().tag())) {
      complain("a 2xx with another To-tag than the provisional responses");
    }
    if (response.to().tag() == null || response.contact() == null) {
      complain("a 2xx to an INVITE without " + (response.contact() == null ? "Contact" : "To-tag"));
    }
    confirmed = true;
    dialog.confirmedBy(response);
    SessionDescription description = media.in(response);
    byte[] answer = null;
    if (description == null) {
      complain("the 2xx to an INVITE has no session description");
    } else if (script.delayedOffer()) {
      answer = media.answer(description);
    } else {
      media.accept(description);
    }
    acknowledge(request, answer);
    if (log.state() == State.ENDED) {
      // It came after this phone had given the call up for lost: the dialog is ended all the same.
      remark("a late 2xx");
      send(dialog.request(Methods.BYE), (_, _) -> {});
    } else if (givenUp) {
      bye2();
    } else {
      talk();
    }
  }

  /// The answer crossed our CANCEL.
  private void bye2() {
    remark("answered although given up");
    log.state(time.now(), State.TALKING);
    bye();
  }

  /// RFC 3261 section 15: not before the ACK to the 2xx. Sections 14.1 and 12.2.2 for the others.
  @Override
  boolean isTooEarly(SipRequest request, ServerTransaction transaction) {
    if (confirmed) {
      return false;
    }
    if (log.state() == State.ENDED) {
      remark(request.method() + " came for a call that was given up");
    } else if (request.isMethod(Methods.BYE)) {
      complain("a BYE came before the 2xx of its dialog was acknowledged");
    } else if (request.isMethod(Methods.INVITE)) {
      complain("a re-INVITE came before the first was acknowledged");
    } else if (dialog.remoteTag() != null) {
      return false;
    }
    // A request that overtook the 2xx, and all provisional responses were lost: no dialog yet.
    remark(request.method() + " came too early");
    transaction.respond(SipResponse.to(request, 481, "Call/Transaction Does Not Exist"));
    return true;
  }

  @Override
  void prack(SipRequest request, ServerTransaction transaction) {
    complain("a PRACK came, and no progress of ours wants one");
    respond(transaction, 481);
  }

  @Override
  void over() {
    media.dropOffer();
  }
}
