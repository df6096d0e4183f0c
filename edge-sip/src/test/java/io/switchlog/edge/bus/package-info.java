/// What an edge makes of the bus.
@NullMarked
package io.switchlog.edge.bus;

import org.jspecify.annotations.NullMarked;
