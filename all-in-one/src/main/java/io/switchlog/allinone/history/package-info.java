/// What happened, read back from the log: topics up to their end, a call folded from its events,
/// its ladder and its call detail record. Reads only; must not know the nodes, nor write to the
/// bus.
@NullMarked
package io.switchlog.allinone.history;

import org.jspecify.annotations.NullMarked;
