/// What has to hold of every history of a call, whatever happened to it.
@NullMarked
package io.switchlog.testkit.history;

import org.jspecify.annotations.NullMarked;
