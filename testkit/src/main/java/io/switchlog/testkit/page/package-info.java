/// Pages of the documentation that tests write. Knows no test and no node.
@NullMarked
package io.switchlog.testkit.page;

import org.jspecify.annotations.NullMarked;
