package io.switchlog.edge.core;

import io.switchlog.wire.sip.Extensions;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.sip.TelUri;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A final response that the edge gives by itself, without asking anybody (RFC 3261 section 8.2).
///
/// @param reason the reason phrase
/// @param headers complete header lines besides those that every response repeats
record Refusal(int status, String reason, String headers) {
  /// What an edge accepts at all.
  static final String ALLOW =
      "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER,"
          + " REGISTER\r\n";

  /// The answer to OPTIONS (RFC 3261 section 11.2).
  static final Refusal OPTIONS_ANSWER =
      new Refusal(
          200, "OK", ALLOW + "Accept: application/sdp\r\nSupported: " + Extensions.ALL + "\r\n");

  static final Refusal NO_DIALOG = of(481);
  static final Refusal MERGED = new Refusal(482, "Merged Request", "");
  static final Refusal UNAVAILABLE =
      new Refusal(503, StatusCodes.reason(503), "Retry-After: 5\r\n");

  /// As above inside a dialog, where a 503, 481 or 408 could end the dialog (RFC 5057 section 5.1);
  /// after a 500 it stays as it was, and the request may be tried again (RFC 3261 sections 14.2 and
  /// 21.5.1).
  static final Refusal TRY_AGAIN = new Refusal(500, StatusCodes.reason(500), "Retry-After: 5\r\n");

  /// The answers to a BYE or a CANCEL, and to a cancelled INVITE, that call control does not give
  /// in time.
  static final Refusal TAKEN = new Refusal(200, "OK", "");

  static final Refusal CANCELLED = of(487);
  static final Refusal TIMED_OUT = of(408);

  /// RFC 3261 section 26.2.2: what came so far without TLS is not what its sender asked for, and
  /// nothing that it could do about it is a status of its own.
  static final Refusal SIPS_WITHOUT_TLS = new Refusal(403, "SIPS Without TLS", "");

  /// Methods that mean something outside a dialog, only not here.
  private static final Set<String> NOT_ALLOWED_OUTSIDE =
      Set.of(Methods.SUBSCRIBE, Methods.MESSAGE, Methods.PUBLISH, Methods.REFER, Methods.NOTIFY);

  static final Refusal NOT_ALLOWED = new Refusal(405, StatusCodes.reason(405), ALLOW);

  private static final Refusal REPLACES_NOTHING =
      new Refusal(400, "Bad Request: expected Replaces in an INVITE only", "");

  /// Whether it leaves nothing behind, not even a trace: whoever wants to could have any number of
  /// them.
  boolean isOfAFlood() {
    return status == 503 || status == 407 || status == 401;
  }

  private static Refusal of(int status) {
    return new Refusal(status, StatusCodes.reason(status), "");
  }

  /// What forbids a request that belongs to no transaction yet, or null. ACK and CANCEL are never
  /// asked about: the first has no response, the second follows its INVITE.
  static @Nullable Refusal of(SipRequest request, boolean inDialog) {
    String method = request.method();
    // RFC 3261 section 8.2.1.
    if (!Methods.isKnown(method)) {
      return new Refusal(501, StatusCodes.reason(501), ALLOW);
    }
    if (!inDialog && NOT_ALLOWED_OUTSIDE.contains(method)) {
      return NOT_ALLOWED;
    }
    // RFC 3261 section 8.2.2.1.
    if (!(request.uri() instanceof SipUri) && !(request.uri() instanceof TelUri)) {
      return of(416);
    }
    // RFC 3261 section 16.3: an OPTIONS may be meant to end here.
    if (!method.equals(Methods.OPTIONS) && request.maxForwards().orElse(70) == 0) {
      return of(483);
    }
    // RFC 3261 section 8.2.2.3: all that is required has to be known.
    List<String> wanted = request.tokens(HeaderName.REQUIRE);
    List<String> required =
        method.equals(Methods.REGISTER)
            ? Extensions.unknownToRegistrar(wanted)
            : Extensions.unknown(wanted);
    if (!required.isEmpty()) {
      return new Refusal(
          420, StatusCodes.reason(420), "Unsupported: " + String.join(", ", required) + "\r\n");
    }
    // RFC 3891 section 3. Not a BYE: it ends its dialog whatever else it says, and refused it would
    // leave a leg that nobody is at.
    if (request.header(HeaderName.REPLACES) != null
        && !method.equals(Methods.INVITE)
        && !method.equals(Methods.BYE)) {
      return REPLACES_NOTHING;
    }
    if (!inDialog
        && !method.equals(Methods.INVITE)
        && !method.equals(Methods.OPTIONS)
        && !method.equals(Methods.REGISTER)) {
      return NO_DIALOG;
    }
    return null;
  }
}
