/// The state machine of one inbox partition: what is decided, in which order, what is stored and
/// what is said again after a crash (ARCHITECTURE.md, "The way of a call"). Knows an aggregate only
/// by its three functions and its timers, the bus only as bytes. Must not know Kafka, clocks,
/// threads or SIP.
@NullMarked
package io.switchlog.control.core.partition;

import org.jspecify.annotations.NullMarked;
