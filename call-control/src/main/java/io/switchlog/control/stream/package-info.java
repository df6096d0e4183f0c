/// The Kafka Streams shell around the partition machine, and what it takes to run it: settings,
/// timers, counters, warm-up, the watch over nodes. Knows Kafka and the machine. Must not know what
/// a call is decided on.
@NullMarked
package io.switchlog.control.stream;

import org.jspecify.annotations.NullMarked;
