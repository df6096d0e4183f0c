/// The edge's doors to the bus: facts and traces out, commands in, presence. Knows Kafka only
/// through [io.switchlog.schemas.bus]. Must not know sockets or the core.
@NullMarked
package io.switchlog.edge.bus;

import org.jspecify.annotations.NullMarked;
