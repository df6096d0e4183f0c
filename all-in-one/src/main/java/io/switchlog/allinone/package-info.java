/// The whole platform in one JVM, and its command line. Holds nothing but the entry point; each
/// folder below has one idea. The only module that may see every node.
@NullMarked
package io.switchlog.allinone;

import org.jspecify.annotations.NullMarked;
