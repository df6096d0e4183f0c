/// How the command line writes to the bus. Must not know what it writes.
@NullMarked
package io.switchlog.allinone.bus;

import org.jspecify.annotations.NullMarked;
