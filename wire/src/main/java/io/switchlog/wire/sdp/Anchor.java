package io.switchlog.wire.sdp;

/// Where a medium shall be sent instead of to the peer that described it.
///
/// @param address IPv4 or IPv6 address without brackets
/// @param rtpPort 1..65535
/// @param rtcpPort 1..65535; equal to `rtpPort` where RTP and RTCP share it (RFC 5761)
public record Anchor(String address, int rtpPort, int rtcpPort) {
  public Anchor {
    if (rtpPort < 1 || rtpPort > 65_535 || rtcpPort < 1 || rtcpPort > 65_535) {
      throw new IllegalArgumentException("ports must be 1..65535: " + rtpPort + ", " + rtcpPort);
    }
  }

  /// RTCP one above RTP, as RFC 3550 section 11 has it.
  public static Anchor of(String address, int rtpPort) {
    return new Anchor(address, rtpPort, rtpPort + 1);
  }
}
