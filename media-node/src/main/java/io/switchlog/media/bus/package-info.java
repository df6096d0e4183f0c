/// The media node's door to the bus: commands in, facts and quality out. Knows the families and
/// topics. Must not know sockets, nor decide anything about a plan.
@NullMarked
package io.switchlog.media.bus;

import org.jspecify.annotations.NullMarked;
