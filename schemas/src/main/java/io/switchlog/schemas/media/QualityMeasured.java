package io.switchlog.schemas.media;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a media node measured of one leg over an interval: a record of `media.quality`. What could
/// not be measured is absent, never zero.
///
/// @param life the life of the call's id
/// @param leg the leg that the packets came from
/// @param from start of the interval
/// @param to its end
/// @param last whether this is the leg's closing report, over its whole life
/// @param packetsReceived RTP packets that came from the leg and were in sequence range
/// @param payloadBytesReceived their payload
/// @param packetsExpected from the first and highest sequence numbers (RFC 3550 A.3)
/// @param packetsLost expected less received, never below zero
/// @param packetsSent RTP packets sent to the leg
/// @param packetsDropped packets from the leg that were refused: wrong source, not RTP
/// @param codec the encoding most of the packets had, if known
/// @param jitterMillis interarrival jitter (RFC 3550 A.8)
/// @param remoteLossPercent what the peer's RTCP reports of our stream
/// @param remoteJitterMillis likewise
/// @param roundTripMillis from the peer's report blocks (RFC 3550 section 6.4.1)
/// @param silentMillis how long nothing had come from the leg at `to`, absent where nothing is
///   expected of it: what shows a call whose sound goes one way only
/// @param mos mean opinion score by the E-model (ITU-T G.107), 1.0 to 4.5
public record QualityMeasured(
    CallId call,
    long life,
    LegId leg,
    Instant from,
    Instant to,
    boolean last,
    long packetsReceived,
    long payloadBytesReceived,
    long packetsExpected,
    long packetsLost,
    long packetsSent,
    long packetsDropped,
    @Nullable String codec,
    @Nullable Double jitterMillis,
    @Nullable Double remoteLossPercent,
    @Nullable Double remoteJitterMillis,
    @Nullable Double roundTripMillis,
    @Nullable Long silentMillis,
    @Nullable Double mos) {}
