/// Stories of two phones and nothing between them.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.phone;
