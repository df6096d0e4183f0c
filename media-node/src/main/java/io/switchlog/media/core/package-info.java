/// RTP in, RTP out: ports, latching, relay, echo, tone, statistics, as one machine driven by its
/// inputs. Time is an argument (microseconds since the epoch), what should happen is told to a
/// [io.switchlog.media.core.MediaOutlet]. Knows RTP and media plans. Must not know sockets,
/// threads, clocks, randomness, loggers, the bus, or who drives it: the same code runs behind real
/// sockets and in a simulation.
@NullMarked
package io.switchlog.media.core;

import org.jspecify.annotations.NullMarked;
