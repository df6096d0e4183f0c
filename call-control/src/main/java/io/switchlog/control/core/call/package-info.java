/// The Call aggregate: legs, bridging, ring policy, media plan, outcome. Its doors are
/// [io.switchlog.control.core.call.CallAggregate], for the machine that drives it, and behind that
/// [io.switchlog.control.core.call.CallDecider].
///
/// Knows telephony terms, SIP methods and status codes. Must not know a SIP header, which is
/// [io.switchlog.control.core.dialog]'s business, nor a line of a session description, which is
/// [io.switchlog.control.core.session]'s; nor Kafka, clocks, threads or logs.
@NullMarked
package io.switchlog.control.core.call;

import org.jspecify.annotations.NullMarked;
