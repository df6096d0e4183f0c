package io.switchlog.edge.core;

import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.HostText;
import io.switchlog.wire.sip.MalformedHeader;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.stun.StunBinding;
import java.util.List;
import java.util.Locale;

/// What belongs to no call: answered without keeping anything (RFC 3261 section 8.2.7), or dropped
/// and counted.
final class Stateless {
  private static final int LONGEST_REASON = 160;

  private final Kit kit;

  Stateless(Kit kit) {
    this.kit = kit;
  }

  /// A message that should carry a token of ours and does not.
  void onForeign(Arrival.Foreign arrival) {
    if (arrival.message() instanceof SipRequest request && !request.isMethod(Methods.ACK)) {
      kit.count(Counter.FOREIGN_DIALOG);
      kit.count(Counter.REFUSED);
      Refusal refusal = Refusal.NO_DIALOG;
      byte[] response =
          kit.text()
              .response(
                  request,
                  Replies.vias(request, arrival.source()),
                  refusal.status(),
                  refusal.reason(),
                  "",
                  "");
      kit.outbox().send(null, 0, response, target(request, arrival.source()), null);
    } else {
      kit.count(Counter.DROPPED);
    }
  }

  /// A phone keeps its way to us open, and learns where it is seen (RFC 5626 section 4.4.2).
  void onStun(Arrival.Keepalive arrival) {
    Source source = arrival.source();
    byte[] address = HostText.bytes(source.host());
    byte[] answer =
        address == null ? null : StunBinding.answer(arrival.bytes(), address, source.port());
    if (answer == null) {
      kit.count(Counter.DROPPED);
      return;
    }
    Target target =
        new Target(
            source.listener(), source.transport(), source.host(), source.port(), source.flow());
    kit.outbox().send(null, 0, answer, target, null);
  }

  /// Bytes that are no message to work with: answered with what is wrong where the headers allow
  /// it, else dropped.
  void onGarbage(Arrival.Garbage arrival) {
    kit.count(Counter.MALFORMED);
    var problem = arrival.problem();
    SipMessage partial = problem.partial();
    if (!problem.answerable() || !(partial instanceof SipRequest request)) {
      kit.count(Counter.DROPPED);
      return;
    }
    kit.count(Counter.REFUSED);
    byte[] response =
        kit.text()
            .partialResponse(
                request,
                readableVias(request, arrival.source()),
                problem.status(),
                reason(problem.status(), problem.description()),
                tag(request),
                "");
    kit.outbox().send(null, 0, response, target(request, arrival.source()), null);
  }

  private static List<String> readableVias(SipRequest request, Source source) {
    try {
      return Replies.vias(request, source);
    } catch (MalformedHeader e) {
      // one below the top is unreadable: who put it there does not get this answer
      return List.of(request.via().seenFrom(source.host(), source.port()).toString());
    }
  }

  /// Our tag where the To has none; derived, so that a repeated request gets the same.
  private String tag(SipRequest request) {
    String to = String.valueOf(request.header(HeaderName.TO));
    if (to.toLowerCase(Locale.ROOT).contains("tag=")) {
      return "";
    }
    return kit.tagOfNobody(request);
  }

  /// What was wrong, in the one place of a response that people read.
  private static String reason(int status, String description) {
    StringBuilder reason = new StringBuilder(StatusCodes.reason(status));
    if (status != 505) {
      reason.append(": ").append(description);
    }
    reason.setLength(Math.min(reason.length(), LONGEST_REASON));
    for (int i = 0; i < reason.length(); i++) {
      char c = reason.charAt(i);
      if (c < ' ' || c > '~') {
        reason.setCharAt(i, '?');
      }
    }
    return reason.toString();
  }

  static Target target(SipRequest request, Source source) {
    return Listeners.answer(
        source.listener(),
        source.transport(),
        source.host(),
        source.flow(),
        request.via().seenFrom(source.host(), source.port()));
  }
}
