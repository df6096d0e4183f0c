/// A call between two scripted phones through the platform, measured from both ends and looked up
/// in the log afterwards. Knows the phones of the testkit, the platform in one JVM and what the log
/// keeps; must not know how anything of it is printed but the ladder, which is told line by line as
/// it happens.
@NullMarked
package io.switchlog.allinone.demo;

import org.jspecify.annotations.NullMarked;
