/// The transaction machines of RFC 3261 section 17 with RFC 6026 and RFC 4320, as pure functions
/// from a state and an input to the next state and a few effects.
///
/// Knows states, timers and what a message means to a transaction (its status class, whether it is
/// an ACK). Must not know what a message looks like (it is an opaque `M`), what time it is,
/// sockets, or calls. The driver carries the effects out in order, runs the timers, and hands each
/// expiry back as an input.
@NullMarked
package io.switchlog.wire.sip.transaction;

import org.jspecify.annotations.NullMarked;
