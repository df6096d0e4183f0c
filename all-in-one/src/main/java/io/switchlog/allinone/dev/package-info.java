/// What a process of the platform needs around its nodes: their life, the topics of their cluster,
/// the cluster's secret, and the whole platform in one JVM. Must not know the command line.
@NullMarked
package io.switchlog.allinone.dev;

import org.jspecify.annotations.NullMarked;
