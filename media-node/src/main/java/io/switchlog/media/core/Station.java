package io.switchlog.media.core;

import io.switchlog.wire.rtp.RtcpPacket;
import io.switchlog.wire.rtp.RtpPacket;

/// What the legs of one core share.
///
/// @param rtp the view that every RTP packet is read through, one after the other
/// @param rtcp likewise for RTCP
record Station(
    MediaSettings settings,
    MediaOutlet outlet,
    Alarms<Leg> alarms,
    RtpPacket rtp,
    RtcpPacket rtcp) {}
