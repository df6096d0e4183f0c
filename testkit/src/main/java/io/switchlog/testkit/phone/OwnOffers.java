package io.switchlog.testkit.phone;

import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.wire.sdp.Direction;
import io.switchlog.wire.sdp.SessionDescription;
import io.switchlog.wire.sip.ContentType;
import io.switchlog.wire.sip.MessageBuilder;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The offers that a phone makes in its dialog, one after the other, and again where they met one
/// of the other side's (RFC 3261 section 14.1).
final class OwnOffers {
  /// How long a party that lost a race waits; the one that owns the Call-ID longer than the other.
  private static final long GLARE_OWNER = 2_100;

  private static final int RETRIES = 4;

  private final PhoneCall call;
  private final boolean ownsCallId;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable ClientTransaction reinvite;

  OwnOffers(PhoneCall call, boolean ownsCallId) {
    this.call = call;
    this.ownsCallId = ownsCallId;
  }

  /// Offers as soon as nothing else is open.
  void make(String method, Direction direction) {
    whenFree(() -> offer(method, direction, RETRIES));
  }

  boolean isReinviting() {
    ClientTransaction open = reinvite;
    return open != null && open.isOpen();
  }

  void drop() {
    waiting.clear();
  }

  private boolean isTalking() {
    return call.log.state() == State.TALKING;
  }

  private void whenFree(Runnable deed) {
    if (isBusy()) {
      waiting.add(deed);
    } else {
      deed.run();
    }
  }

  private boolean isBusy() {
    ClientTransaction open = reinvite;
    return (open != null && open.isOpen()) || call.media.isOffering() || call.isAwaitingAck();
  }

  void nowFree() {
    if (!waiting.isEmpty() && !isBusy() && isTalking()) {
      waiting.removeFirst().run();
    }
  }

  private void offer(String method, Direction direction, int retries) {
    if (!isTalking()) {
      return;
    }
    MessageBuilder<SipRequest> request = call.dialog.request(method);
    request.body(ContentType.SDP, call.media.offer(direction));
    call.remark("offers " + direction + " by " + method);
    ClientTransaction sent =
        call.send(request, (request1, response) -> offered(request1, response, direction, retries));
    if (method.equals(Methods.INVITE)) {
      reinvite = sent;
    }
  }

  private void offered(
      SipRequest request, @Nullable SipResponse response, Direction direction, int retries) {
    if (response != null && !response.isFinal()) {
      return;
    }
    if (response != null && response.isSuccess()) {
      boolean repeated = request.method().equals(Methods.INVITE) && call.acknowledgeAgain(request);
      if (!isTalking() && !repeated) {
        // A BYE overtook it: the answer says nothing any more, but an INVITE's is acknowledged.
        call.media.dropOffer();
        if (request.method().equals(Methods.INVITE)) {
          call.acknowledge(request, null);
        }
      } else if (!repeated) {
        takeAnswer(request, response);
      }
    } else {
      call.media.dropOffer();
      call.remark(request.method() + " failed: " + (response == null ? 408 : response.status()));
      refused(request.method(), response == null ? 408 : response.status(), direction, retries);
    }
    nowFree();
  }

  private void takeAnswer(SipRequest request, SipResponse response) {
    call.dialog.retarget(response);
    SessionDescription answer = call.media.in(response);
    if (answer == null) {
      call.complain("the 2xx to an offer has no answer");
      call.media.dropOffer();
    } else {
      call.media.accept(answer);
    }
    if (request.method().equals(Methods.INVITE)) {
      call.acknowledge(request, null);
    }
  }

  /// Sections 12.2.1.2 and 14.1.
  private void refused(String method, int status, Direction direction, int retries) {
    if (status == 481 || status == 408) {
      call.bye();
    } else if (status == 491 && retries > 0) {
      long wait = (ownsCallId ? GLARE_OWNER : 0) + call.phone.number() % 1_900 + 10;
      call.later(wait, () -> whenFree(() -> offer(method, direction, retries - 1)));
    }
  }
}
