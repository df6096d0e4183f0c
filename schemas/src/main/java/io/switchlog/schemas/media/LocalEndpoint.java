package io.switchlog.schemas.media;

import io.switchlog.schemas.LegId;

/// Where a leg can send its media.
///
/// @param leg whose it is
/// @param host the media node's advertised address, numeric
/// @param rtpPort an even port; RTCP is one above
public record LocalEndpoint(LegId leg, String host, int rtpPort) {}
