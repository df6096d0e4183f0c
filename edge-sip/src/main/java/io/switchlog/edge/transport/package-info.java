/// Sockets: datagrams and connections on Vert.x event loops, names to addresses, and nothing of
/// what a message means. Knows the core's [io.switchlog.edge.core.Source] and
/// [io.switchlog.edge.core.Target], and the framing of streams. Must not know the bus.
@NullMarked
package io.switchlog.edge.transport;

import org.jspecify.annotations.NullMarked;
