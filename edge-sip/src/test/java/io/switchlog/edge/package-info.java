/// The edge as a whole: its rules, and its sockets on the loopback.
@NullMarked
package io.switchlog.edge;

import org.jspecify.annotations.NullMarked;
