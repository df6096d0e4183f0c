/// What an aggregate is to the machine that drives it, and the words that the two have in common:
/// its functions, the commands it gives, the messages to others, the timers it sets, the world it
/// sees, the ports it holds. Knows no aggregate of any kind, and no machine.
@NullMarked
package io.switchlog.control.core.aggregate;

import org.jspecify.annotations.NullMarked;
