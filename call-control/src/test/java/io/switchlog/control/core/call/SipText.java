package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.A;
import static io.switchlog.control.core.call.Story.A_TAG;
import static io.switchlog.control.core.call.Story.B;
import static io.switchlog.control.core.call.Story.B_TAG;
import static io.switchlog.control.core.call.Story.token;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.RequestPattern;

/// Messages as the two phones send them.
final class SipText {
  private static final String CRLF = "\r\n";

  private SipText() {}

  static String invite(int cseq, String more, String sdp) {
    return "INVITE sip:bob@example.com SIP/2.0"
        + CRLF
        + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8;rport"
        + CRLF
        + (more.contains("Max-Forwards") ? "" : "Max-Forwards: 70" + CRLF)
        + "To: \"Bob\" <sip:bob@example.com>"
        + CRLF
        + "From: \"Alice\" <sip:alice@192.0.2.1>;tag="
        + A_TAG
        + CRLF
        + "Call-ID: a84b4c76e66710@192.0.2.1"
        + CRLF
        + "CSeq: "
        + cseq
        + " INVITE"
        + CRLF
        + "Contact: <sip:alice@192.0.2.1:5061>"
        + CRLF
        + "Record-Route: <sip:proxy.example.com;lr>"
        + CRLF
        + "User-Agent: secret-phone/1.0"
        + CRLF
        + more
        + body(sdp);
  }

  static String ofA(String method, int cseq, String more, String body) {
    return method
        + " sip:"
        + token(A)
        + "@198.51.100.10 SIP/2.0"
        + CRLF
        + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa"
        + cseq
        + method
        + CRLF
        + "Max-Forwards: 70"
        + CRLF
        + "To: \"Bob\" <sip:bob@example.com>;tag="
        + token(A)
        + CRLF
        + "From: \"Alice\" <sip:alice@192.0.2.1>;tag="
        + A_TAG
        + CRLF
        + "Call-ID: a84b4c76e66710@192.0.2.1"
        + CRLF
        + "CSeq: "
        + cseq
        + ' '
        + method
        + CRLF
        + "Contact: <sip:alice@192.0.2.1:5062>"
        + CRLF
        + more
        + body(body);
  }

  static String ofB(String method, int cseq, String more, String body) {
    return method
        + " sip:"
        + token(B)
        + "@198.51.100.10 SIP/2.0"
        + CRLF
        + "Via: SIP/2.0/UDP 192.0.2.200:5070;branch=z9hG4bKb"
        + cseq
        + method
        + CRLF
        + "Max-Forwards: 70"
        + CRLF
        + "To: \"Alice\" <sip:alice@198.51.100.10>;tag="
        + token(B)
        + CRLF
        + "From: \"Bob\" <sip:bob@192.0.2.200>;tag="
        + B_TAG
        + CRLF
        + "Call-ID: "
        + token(B)
        + CRLF
        + "CSeq: "
        + cseq
        + ' '
        + method
        + CRLF
        + "Contact: <sip:bob@192.0.2.200:5072>"
        + CRLF
        + more
        + body(body);
  }

  static String response(
      LegId leg, RequestPattern request, int status, String tag, String more, String sdp) {
    String head = request.headers().toString();
    return "SIP/2.0 "
        + status
        + " Said So"
        + CRLF
        + "Via: SIP/2.0/UDP 198.51.100.10;branch="
        + request.branch()
        + CRLF
        + line(head, "From")
        + line(head, "To").strip().replaceAll(";tag=.*", "")
        + ";tag="
        + tag
        + CRLF
        + line(head, "Call-ID")
        + line(head, "CSeq")
        + "Contact: <sip:"
        + leg
        + tag
        + "@192.0.2.200:5071>"
        + CRLF
        + "Record-Route: <sip:p1.example.net;lr>, <sip:p2.example.net;lr>"
        + CRLF
        + "Server: hidden/2"
        + CRLF
        + more
        + body(sdp);
  }

  private static String body(String text) {
    String type =
        text.isEmpty()
            ? ""
            : text.startsWith("v=0")
                ? "Content-Type: application/sdp" + CRLF
                : "Content-Type: application/dtmf-relay" + CRLF;
    return type + "Content-Length: " + text.length() + CRLF + CRLF + text;
  }

  static String line(String headers, String name) {
    for (String line : headers.lines().toList()) {
      if (line.startsWith(name + ":")) {
        return line + CRLF;
      }
    }
    return "";
  }
}
