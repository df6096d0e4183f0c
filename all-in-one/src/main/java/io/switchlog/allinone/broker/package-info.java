/// A Kafka broker of one node, run from Maven's jars: for development, demonstrations and tests.
///
/// Knows how to format, start and stop a KRaft node, and nothing of what travels on the bus:
/// topics, schemas and clients are the business of those who connect. Production uses a real
/// cluster and never comes here.
@NullMarked
package io.switchlog.allinone.broker;

import org.jspecify.annotations.NullMarked;
