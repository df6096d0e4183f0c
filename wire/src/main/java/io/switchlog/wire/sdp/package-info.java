/// Session descriptions (RFC 8866) as immutable values, a parser that answers with a value, and a
/// writer.
///
/// Knows the text format, the attributes that a media-anchoring back-to-back user agent reads and
/// replaces (RFC 3264, RFC 3605, RFC 3551, RFC 5761), and how to give every untouched line back as
/// it came. Must not know SIP, offer/answer state, sockets or which codec anybody prefers.
@NullMarked
package io.switchlog.wire.sdp;

import org.jspecify.annotations.NullMarked;
