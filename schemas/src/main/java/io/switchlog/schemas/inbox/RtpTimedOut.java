package io.switchlog.schemas.inbox;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;

/// Nothing comes from any leg of a call: no RTP and no RTCP, for as long as the call may be silent
/// ([io.switchlog.schemas.media.MediaPlan#silenceMillis]), or for so long that the node wonders
/// whether the call is still known. Said again at intervals while the silence lasts, and answered
/// with a release where the node holds what call control does not know.
///
/// @param node the media node
/// @param life the life of the call's id that the node carries
/// @param leg the leg that has been silent for longest
/// @param silentMillis how long nothing came from any leg
public record RtpTimedOut(NodeId node, long life, LegId leg, long silentMillis)
    implements AggregateInput {}
