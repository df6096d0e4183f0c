/// The conditions that a call, its legs, its media and its open requests are in, and what each
/// becomes by one change. Knows no decision and no command.
@NullMarked
package io.switchlog.control.core.call.state;

import org.jspecify.annotations.NullMarked;
