/// The catalogue of topics (ARCHITECTURE.md, "Topics") and its check against a cluster. Must not
/// know what any node does with a topic.
@NullMarked
package io.switchlog.schemas.topic;

import org.jspecify.annotations.NullMarked;
