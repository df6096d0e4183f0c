/// The aggregates of call control as pure functions. No clock, randomness, socket, thread, file or
/// logger below here: time is an argument, identifiers are derived from the input.
@NullMarked
package io.switchlog.control.core;

import org.jspecify.annotations.NullMarked;
