/// The state machine of one inbox partition: what is decided, in which order, what is stored and
/// what is said again after a crash (design.md sections 1, 3 and 8). Knows the aggregate only by
/// its three functions and its timers, the bus only as bytes. Must not know Kafka, clocks, threads
/// or SIP.
@NullMarked
package io.switchlog.control.core.partition;

import org.jspecify.annotations.NullMarked;
