/// Messages as they crossed a socket: the records of `sip.trace`.
@NullMarked
package io.switchlog.schemas.trace;

import org.jspecify.annotations.NullMarked;
