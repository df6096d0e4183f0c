package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Content;
import io.switchlog.wire.sip.Extensions;
import io.switchlog.wire.sip.StatusCodes;
import java.util.List;

/// What we say of ourselves and of our refusals, as header lines.
public final class OwnHeaders {
  static final String METHODS =
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER";
  private static final Bytes SDP_TYPE = Bytes.of("Content-Type: application/sdp\r\n");

  private OwnHeaders() {}

  /// What an OPTIONS is answered with (RFC 3261 section 11.2).
  public static Content capabilities() {
    return headers(
        "Allow: "
            + METHODS
            + "\r\nAccept: application/sdp\r\nSupported: "
            + Extensions.ALL
            + "\r\n");
  }

  /// For a 405 or 501 (RFC 3261 section 8.2.1).
  public static Content allowed() {
    return headers("Allow: " + METHODS + "\r\n");
  }

  /// For a 415 (RFC 3261 section 8.2.3).
  public static Content acceptable() {
    return headers("Accept: application/sdp\r\n");
  }

  /// For a 420 (RFC 3261 section 8.2.2.3).
  public static Content unsupported(List<String> extensions) {
    return headers("Unsupported: " + String.join(", ", extensions) + "\r\n");
  }

  /// For a 500 or 503 (RFC 3261 sections 14.2 and 21.5.4).
  public static Content retryAfter(int seconds) {
    return headers("Retry-After: " + seconds + "\r\n");
  }

  /// For a 488 (RFC 3261 section 20.43).
  ///
  /// @param code 300 to 399
  /// @param text printable, without quotes
  public static Content warning(int code, String text) {
    return headers("Warning: " + code + " switchlog \"" + plain(text) + "\"\r\n");
  }

  /// For a 422 (RFC 4028 section 6).
  public static Content leastSession(int seconds) {
    return headers("Min-SE: " + seconds + "\r\n");
  }

  /// Why a BYE or CANCEL is sent (RFC 3326).
  ///
  /// @param q850Cause an ITU-T Q.850 cause
  /// @param text printable, without quotes
  public static Content reason(int q850Cause, String text) {
    return headers("Reason: Q.850;cause=" + q850Cause + ";text=\"" + plain(text) + "\"\r\n");
  }

  /// Why a BYE or CANCEL is sent, by a SIP status.
  public static Content sipReason(int status, String text) {
    return headers("Reason: SIP;cause=" + status + ";text=\"" + plain(text) + "\"\r\n");
  }

  /// The text without what could end a quoted string.
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length() && i < 120; i++) {
      char c = text.charAt(i);
      plain.append(c < ' ' || c > '~' || c == '"' || c == '\\' ? ' ' : c);
    }
    return plain.toString();
  }

  /// A session description of our own as a body.
  public static Content session(Bytes description) {
    return new Content(SDP_TYPE, description);
  }

  /// The usual reason phrase of a status (RFC 3261 section 21).
  public static String phrase(int status) {
    return StatusCodes.reason(status);
  }

  private static Content headers(String lines) {
    return new Content(Bytes.of(lines), Bytes.EMPTY);
  }
}
