package io.switchlog.control.core.call;

/// Session descriptions as phones send them.
final class Sdp {
  static final String A = of("192.0.2.1", 49170, "");
  static final String B = of("192.0.2.200", 50000, "");
  static final String A_HOLDS = of("192.0.2.1", 49170, "a=sendonly\r\n");
  static final String B_HELD = of("192.0.2.200", 50000, "a=recvonly\r\n");
  static final String A_HOLDS_BY_ZEROS = of("0.0.0.0", 49170, "");
  static final String G729_ONLY =
      of("192.0.2.1", 49170, "").replace("0 8 101", "18").replaceAll("a=rtpmap.*\r\n", "");
  static final String VIDEO_TOO = A + "m=video 49172 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n";
  static final String VIDEO_ONLY = A.substring(0, A.indexOf("m=")) + "m=video 49172 RTP/AVP 31\r\n";

  private Sdp() {}

  static String of(String host, int port, String more) {
    return "v=0\r\n"
        + "o=someone 2890844526 2890844526 IN IP4 "
        + host
        + "\r\ns=-\r\nc=IN IP4 "
        + host
        + "\r\nt=0 0\r\nm=audio "
        + port
        + " RTP/AVP 0 8 101\r\n"
        + "a=rtpmap:0 PCMU/8000\r\n"
        + "a=rtpmap:8 PCMA/8000\r\n"
        + "a=rtpmap:101 telephone-event/8000\r\n"
        + more;
  }
}
