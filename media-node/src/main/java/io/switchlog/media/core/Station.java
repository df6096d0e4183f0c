package io.switchlog.media.core;

import io.switchlog.wire.rtp.RtcpPacket;
import io.switchlog.wire.rtp.RtpPacket;
import java.nio.ByteBuffer;

/// What the legs of one core share.
///
/// @param rtp the view that every RTP packet is read through, one after the other
/// @param rtcp likewise for RTCP
/// @param page what every packet of the node's own is written on; each is sent before the next is
///   made
record Station(
    MediaSettings settings,
    MediaOutlet outlet,
    Alarms<Alarmed> alarms,
    RtpPacket rtp,
    RtcpPacket rtcp,
    ByteBuffer page) {
  Station(MediaSettings settings, MediaOutlet outlet) {
    this(
        settings,
        outlet,
        new Alarms<>(),
        new RtpPacket(),
        new RtcpPacket(),
        ByteBuffer.allocate(Math.max(ToneStream.MOST_BYTES, OwnReports.MOST_BYTES)));
  }
}
