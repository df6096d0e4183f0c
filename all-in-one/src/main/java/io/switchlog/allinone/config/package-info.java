/// The routing table as people write it and as the log keeps it: the YAML file with its strict
/// reader, and the `config` topic with its versions. Must not know the command line or any node.
@NullMarked
package io.switchlog.allinone.config;

import org.jspecify.annotations.NullMarked;
