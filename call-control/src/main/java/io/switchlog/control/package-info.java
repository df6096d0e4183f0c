/// Placeholder.
@org.jspecify.annotations.NullMarked
package io.switchlog.control;
