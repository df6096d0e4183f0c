/// Stories of the package of the same name.
@org.jspecify.annotations.NullMarked
package io.switchlog.testkit.net;
