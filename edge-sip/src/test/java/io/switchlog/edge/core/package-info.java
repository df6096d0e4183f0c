/// Stories of one core in virtual time.
@NullMarked
package io.switchlog.edge.core;

import org.jspecify.annotations.NullMarked;
