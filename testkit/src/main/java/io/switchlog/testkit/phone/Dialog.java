package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.MessageBuilder;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.Params;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import io.switchlog.wire.sip.Via;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One side of a dialog (RFC 3261 section 12): who is who, where requests go, which number is next.
final class Dialog {
  private final Identities identities;
  private final String callId;
  private final NameAddress local;
  private NameAddress remote;
  private Uri remoteTarget;
  private List<NameAddress> routes = List.of();
  private final Address firstHop;
  private long localCseq;
  private long remoteCseq;

  /// A dialog that a call of ours may open.
  Dialog(Identities identities, Uri called, Address proxy) {
    this.identities = identities;
    this.callId = identities.newCallId();
    this.local = identities.self().withTag(identities.newTag());
    this.remote = NameAddress.of(called);
    this.remoteTarget = called;
    this.firstHop = proxy;
    this.localCseq = identities.newCseq();
  }

  /// A dialog that an INVITE of a peer's opens.
  Dialog(Identities identities, SipRequest invite, Address proxy) {
    this.identities = identities;
    this.callId = invite.callId();
    this.local = invite.to().withTag(identities.newTag());
    this.remote = invite.from();
    NameAddress contact = invite.contact();
    this.remoteTarget = contact == null ? invite.from().uri() : contact.uri();
    this.routes = invite.recordRoutes();
    this.firstHop = proxy;
    this.localCseq = identities.newCseq();
    this.remoteCseq = invite.cseq().number();
  }

  String callId() {
    return callId;
  }

  String localTag() {
    return Objects.requireNonNull(local.tag(), "given in both constructors");
  }

  @Nullable String remoteTag() {
    return remote.tag();
  }

  long localCseq() {
    return localCseq;
  }

  /// Section 12.1: a provisional response with a tag makes an early dialog.
  void earlyBy(SipMessage provisional) {
    if (remote.tag() == null) {
      confirmedBy(provisional);
    }
  }

  /// Section 12.1.2: the answer to our INVITE completes the dialog.
  void confirmedBy(SipMessage answer) {
    remote = answer.to();
    // RFC 3261 section 12.1.2: in reverse order.
    routes = answer.recordRoutes().reversed();
    retarget(answer);
  }

  /// Section 12.2: target refresh.
  void retarget(SipMessage message) {
    NameAddress contact = message.contact();
    if (contact != null) {
      remoteTarget = contact.uri();
    }
  }

  /// Where the next request goes.
  Address nextHop() {
    Uri uri = routes.isEmpty() ? remoteTarget : routes.getFirst().uri();
    return remote.tag() != null && uri instanceof SipUri sip
        ? new Address(sip.address(), sip.portOrDefault())
        : firstHop;
  }

  /// A new request in the dialog, or the one that opens it.
  MessageBuilder<SipRequest> request(String method) {
    localCseq++;
    return numbered(method, localCseq);
  }

  /// A request with the number of an INVITE: its ACK.
  MessageBuilder<SipRequest> numbered(String method, long cseq) {
    MessageBuilder<SipRequest> request =
        SipRequest.builder(method, remoteTarget)
            .header(HeaderName.VIA, identities.newVia())
            .header(HeaderName.MAX_FORWARDS, 70);
    routes.forEach(route -> request.header(HeaderName.ROUTE, route));
    return request
        .header(HeaderName.FROM, local)
        .header(HeaderName.TO, remote)
        .header(HeaderName.CALL_ID, callId)
        .header(HeaderName.CSEQ, cseq + " " + method)
        .header(HeaderName.CONTACT, identities.contact())
        .header(HeaderName.USER_AGENT, "switchlog-testkit");
  }

  /// What is wrong with a response to a request of ours, or null.
  @Nullable String wrongIn(SipRequest request, SipMessage response) {
    if (!response.callId().equals(callId)) {
      return "a response has Call-ID " + response.callId() + ", the request " + callId;
    }
    if (!Objects.equals(response.from().tag(), local.tag())) {
      return "a response has From-tag " + response.from().tag() + ", the request " + local.tag();
    }
    if (!response.cseq().equals(request.cseq())) {
      return "a response has CSeq " + response.cseq() + ", the request " + request.cseq();
    }
    return null;
  }

  /// What is wrong with a request in this dialog, or null.
  @Nullable String wrongIn(SipRequest request) {
    if (!Objects.equals(request.to().tag(), local.tag())) {
      return request.method() + " has To-tag " + request.to().tag() + ", ours is " + local.tag();
    }
    if (!Objects.equals(request.from().tag(), remote.tag())) {
      return request.method()
          + (" has From-tag " + request.from().tag() + ", the dialog's is " + remote.tag());
    }
    return null;
  }

  /// Section 12.2.2. False where the number is not above all before.
  boolean take(SipRequest request) {
    if (request.cseq().number() <= remoteCseq) {
      return false;
    }
    remoteCseq = request.cseq().number();
    return true;
  }

  /// Gives a party its names.
  record Identities(PhoneSettings settings, Random random) {
    NameAddress self() {
      return NameAddress.of(
          SipUri.of(settings.user(), settings.sip().host(), settings.sip().port()));
    }

    NameAddress contact() {
      SipUri uri = SipUri.of(settings.user(), settings.sip().host(), settings.sip().port());
      return NameAddress.of(settings.reliable() ? uri.withParam("transport", "tcp") : uri);
    }

    Via newVia() {
      Via via =
          Via.of(
              settings.transport(),
              settings.sip().host(),
              settings.sip().port(),
              Via.COOKIE + word());
      Params asked = via.params().with("rport", null);
      return via.withParams(asked);
    }

    String newCallId() {
      return word() + "@" + settings.sip().host();
    }

    String newTag() {
      return word();
    }

    long newCseq() {
      return random.nextInt(1_000);
    }

    private String word() {
      return Long.toUnsignedString(random.nextLong(), 36);
    }
  }
}
