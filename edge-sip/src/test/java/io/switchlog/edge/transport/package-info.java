/// Sockets on the loopback.
@NullMarked
package io.switchlog.edge.transport;

import org.jspecify.annotations.NullMarked;
