/// RTP and RTCP (RFC 3550) as views that read and write in place, and the arithmetic of its
/// appendix A.
///
/// Knows bytes, sequence numbers, loss, jitter and NTP time. Nothing here allocates per packet: a
/// view is made once per single-threaded owner and pointed at one packet after another. Must not
/// know sockets, codecs, clocks (times come in as numbers), or what a stream is used for.
@NullMarked
package io.switchlog.wire.rtp;

import org.jspecify.annotations.NullMarked;
