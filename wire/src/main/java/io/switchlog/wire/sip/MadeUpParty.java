package io.switchlog.wire.sip;

import java.util.List;
import java.util.stream.Collectors;

/// What made-up parties say to a node that tries itself before it is announced: the least that a
/// message can.
public final class MadeUpParty {
  /// What each offers, and answers.
  private static final String SESSION =
      """
      Content-Type: application/sdp

      v=0
      o=- 1 1 IN IP4 192.0.2.1
      s=-
      c=IN IP4 192.0.2.1
      t=0 0
      m=audio 40000 RTP/AVP 0 8
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      """
          .replace("\n", "\r\n");

  private MadeUpParty() {}

  /// The INVITE that begins a call, with an offer.
  ///
  /// @param call its number
  public static String invite(int call) {
    return "INVITE sip:100@192.0.2.9 SIP/2.0\r\n"
        + via("i" + call)
        + "Max-Forwards: 70\r\nFrom: <sip:a@192.0.2.1>;tag=a\r\nTo: <sip:100@192.0.2.9>\r\n"
        + "Call-ID: w"
        + call
        + "\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.1>\r\n"
        + SESSION;
  }

  /// A request of the caller in the dialog that an answer has opened.
  ///
  /// @param user of the answer's Contact
  /// @param answer its header lines
  public static String inDialog(String method, int cseq, String user, String answer) {
    return method
        + " sip:"
        + user
        + "@192.0.2.9 SIP/2.0\r\n"
        + via(method + cseq)
        + repeated(answer, "From:", "To:", "Call-ID:")
        + "CSeq: "
        + cseq
        + ' '
        + method
        + "\r\n\r\n";
  }

  /// An answer; one that agrees to an INVITE has a session description.
  ///
  /// @param request its header lines
  public static String answer(String request, int status) {
    boolean agrees = status / 100 == 2 && request.contains("INVITE\r\n");
    return "SIP/2.0 "
        + status
        + " OK\r\n"
        + repeated(request, "Via:")
        + named(request)
        + "Contact: <sip:b@192.0.2.2>\r\n"
        + (agrees ? SESSION : "\r\n");
  }

  /// What every answer repeats of a request (RFC 3261 section 8.2.6.2).
  public static String named(String request) {
    return repeated(request, "From:", "To:", "Call-ID:", "CSeq:");
  }

  /// The Via of a request.
  public static String via(String branch) {
    return "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + branch + ";rport\r\n";
  }

  private static String repeated(String message, String... names) {
    return message
        .lines()
        .filter(line -> List.of(names).stream().anyMatch(line::startsWith))
        .map(line -> line.startsWith("To:") && !line.contains("tag=") ? line + ";tag=b" : line)
        .map(line -> line + "\r\n")
        .collect(Collectors.joining());
  }
}
