/// Which nodes live, and where they can be reached: the records of `nodes`.
@NullMarked
package io.switchlog.schemas.node;

import org.jspecify.annotations.NullMarked;
