package io.switchlog.schemas.media;

/// Where a peer's session description wants its media.
///
/// @param host a numeric address
/// @param rtpPort the RTP port
/// @param rtcpPort the RTCP port: RTP's plus one unless `a=rtcp` says otherwise (RFC 3605); equal
///   to RTP's where both are multiplexed (RFC 5761)
public record RemoteAddress(String host, int rtpPort, int rtcpPort) {}
