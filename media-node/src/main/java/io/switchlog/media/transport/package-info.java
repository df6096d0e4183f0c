/// Sockets and the thread that serves them: datagrams in, datagrams out, the clock. Knows NIO and
/// drives a [io.switchlog.media.core.MediaCore]. Must not know the bus, nor decide anything about a
/// packet.
@NullMarked
package io.switchlog.media.transport;

import org.jspecify.annotations.NullMarked;
