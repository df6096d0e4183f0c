/// The SIP edge: sockets to SIP transactions to the bus. Nothing here survives a restart and
/// nothing here is a decision about a call. The root puts [io.switchlog.edge.core] (pure) together
/// with its doors, [io.switchlog.edge.transport] and [io.switchlog.edge.bus]; the doors do not know
/// each other.
@NullMarked
package io.switchlog.edge;

import org.jspecify.annotations.NullMarked;
