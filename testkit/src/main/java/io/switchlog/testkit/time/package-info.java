/// Time that passes only when it is told to. Knows nothing else.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.time;
