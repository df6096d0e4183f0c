package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the messages that leave the edge together, byte for byte: what call control wrote is copied
/// as it stands, between what only the edge knows.
final class MessageText {
  private final LoggingIn loggingIn;
  private byte[] bytes = new byte[1024];
  private int length;

  MessageText(LoggingIn loggingIn) {
    this.loggingIn = loggingIn;
  }

  /// A request of call control's: our Via on top, our Contact, Content-Length, all else as ordered.
  byte[] request(RequestPattern pattern, Listener listener) {
    length = 0;
    text(pattern.method()).text(" ").text(pattern.uri()).text(" SIP/2.0\r\nVia: SIP/2.0/");
    text(listener.transport().name()).text(" ").text(listener.hostPort());
    text(";rport;branch=").text(pattern.branch()).text("\r\n").bytes(pattern.headers());
    contact(pattern.contactUser(), listener, isSecure(pattern));
    if (pattern.authorizations() != null) {
      for (Authorization order : pattern.authorizations()) {
        String line = loggingIn.line(order, pattern);
        text(line == null ? "" : line);
      }
    }
    return end(pattern.body());
  }

  /// A response of call control's.
  byte[] response(SendResponse order, Listener listener) {
    length = 0;
    start(order.status(), order.reason());
    vias(order.transaction().vias());
    bytes(order.headers());
    contact(order.contactUser(), listener, order.secure() != null && order.secure());
    return end(order.body());
  }

  /// A response of call control's to a request about no call.
  byte[] response(AnswerRequest order) {
    length = 0;
    start(order.status(), order.reason());
    vias(order.transaction().vias());
    bytes(order.headers());
    return end(Bytes.EMPTY);
  }

  /// A response of the edge's own (RFC 3261 section 8.2.6).
  ///
  /// @param toTag added where the request has none; empty: not at all (a 100)
  /// @param extra complete header lines, each ended by CRLF
  byte[] response(
      SipRequest request,
      List<String> vias,
      int status,
      String reason,
      String toTag,
      String extra) {
    boolean tagged = toTag.isEmpty() || request.to().tag() != null;
    return partialResponse(request, vias, status, reason, tagged ? "" : toTag, extra);
  }

  /// As above, for a request of which not everything is readable: the tag is added as it is asked.
  byte[] partialResponse(
      SipRequest request,
      List<String> vias,
      int status,
      String reason,
      String toTag,
      String extra) {
    length = 0;
    start(status, reason);
    vias(vias);
    line("From", request.header(HeaderName.FROM));
    String to = request.header(HeaderName.TO);
    line("To", toTag.isEmpty() ? to : to + ";tag=" + toTag);
    line("Call-ID", request.header(HeaderName.CALL_ID));
    line("CSeq", request.header(HeaderName.CSEQ));
    if (status == 100 && request.has(HeaderName.TIMESTAMP)) {
      line("Timestamp", request.header(HeaderName.TIMESTAMP));
    }
    text(extra);
    return end(Bytes.EMPTY);
  }

  /// A CANCEL of a request that came in, as its sender would have sent it (RFC 3261 section 9.1),
  /// with what the request was answered with instead as its Reason (RFC 3326).
  ///
  /// @param via the top Via
  byte[] cancel(SipRequest invite, String via, Refusal answer) {
    length = 0;
    text("CANCEL ").text(invite.uriText()).text(" SIP/2.0\r\n");
    line("Via", via);
    line("Max-Forwards", "70");
    line("From", invite.header(HeaderName.FROM));
    line("To", invite.header(HeaderName.TO));
    line("Call-ID", invite.header(HeaderName.CALL_ID));
    line("CSeq", invite.cseq().number() + " CANCEL");
    text("Reason: SIP;cause=").text(Integer.toString(answer.status()));
    text(";text=\"").text(answer.reason()).text("\"\r\n");
    return end(Bytes.EMPTY);
  }

  private void start(int status, String reason) {
    text("SIP/2.0 ").text(Integer.toString(status)).text(" ").text(reason).text("\r\n");
  }

  private void vias(List<String> vias) {
    for (String via : vias) {
      line("Via", via);
    }
  }

  private void line(String name, @Nullable String value) {
    if (value != null) {
      text(name).text(": ").text(value).text("\r\n");
    }
  }

  /// RFC 3261 section 8.1.1.8: whoever is called by a SIPS URI has to reach us by one.
  private static boolean isSecure(RequestPattern request) {
    return request.uri().regionMatches(true, 0, "sips:", 0, 5);
  }

  /// Where a URI says SIPS, the transport is what TLS goes over (RFC 3261 section 26.2.2).
  private void contact(String user, Listener listener, boolean secure) {
    if (user.isEmpty()) {
      return;
    }
    text(secure ? "Contact: <sips:" : "Contact: <sip:");
    text(user).text("@").text(listener.hostPort());
    String transport = listener.transport().parameter();
    if (!transport.isEmpty() && !(secure && listener.transport() == Transport.TLS)) {
      text(";transport=").text(transport);
    }
    text(">\r\n");
  }

  private byte[] end(Bytes body) {
    text("Content-Length: ").text(Integer.toString(body.length())).text("\r\n\r\n").bytes(body);
    byte[] message = Arrays.copyOf(bytes, length);
    if (bytes.length > 16_384) {
      bytes = new byte[1024];
    }
    return message;
  }

  private MessageText bytes(Bytes part) {
    byte[] array = part.array();
    room(array.length);
    System.arraycopy(array, 0, bytes, length, array.length);
    length += array.length;
    return this;
  }

  /// ASCII goes in directly; anything else as UTF-8.
  private MessageText text(String part) {
    int count = part.length();
    room(count);
    for (int i = 0; i < count; i++) {
      char c = part.charAt(i);
      if (c > 0x7f) {
        return bytes(Bytes.of(part.substring(i).getBytes(StandardCharsets.UTF_8)));
      }
      bytes[length++] = (byte) c;
    }
    return this;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
