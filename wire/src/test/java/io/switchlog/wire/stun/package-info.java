@NullMarked
package io.switchlog.wire.stun;

import org.jspecify.annotations.NullMarked;
