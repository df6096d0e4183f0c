/// SIP messages as bytes with an index over them (RFC 3261 and the header fields of its extensions
/// that a call needs), and the framing of messages on a stream.
///
/// Knows the grammar and the rules that a single message must keep by itself. Must not know of
/// transactions, dialogs, sockets or clocks.
@NullMarked
package io.switchlog.wire.sip;

import org.jspecify.annotations.NullMarked;
