package io.switchlog.schemas.media;

/// Where a media node hears a leg.
///
/// @param host the node's advertised address, numeric
/// @param rtpPort an even port; RTCP is one above
public record LocalAddress(String host, int rtpPort) {}
