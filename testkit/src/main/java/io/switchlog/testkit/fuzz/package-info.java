/// What fuzzing found, kept: each input that a target is fed again in every build. Knows files;
/// must not know what the inputs mean.
@NullMarked
package io.switchlog.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
