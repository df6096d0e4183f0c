/// A real name server with records of a test's own.
@NullMarked
package io.switchlog.testkit.dns;

import org.jspecify.annotations.NullMarked;
