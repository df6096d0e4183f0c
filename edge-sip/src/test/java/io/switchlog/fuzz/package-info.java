/// Targets of fuzzing for all that peers send: `bench/fuzz` feeds them what it makes up, the usual
/// build what was kept. A target throws where what it was fed shows a defect, and only there.
@NullMarked
package io.switchlog.fuzz;

import org.jspecify.annotations.NullMarked;
