/// The doors to the bus that nodes share: writing without ever blocking, reading a hand-assigned
/// partition, announcing oneself. Knows Kafka and the catalogue; must not know what a record means.
@NullMarked
package io.switchlog.schemas.bus;

import org.jspecify.annotations.NullMarked;
