/// The commands and messages that follow from one event and the state that it led to, and from
/// nothing else, so that they are the same when it is read again after a crash.
@NullMarked
package io.switchlog.control.core.call.react;

import org.jspecify.annotations.NullMarked;
