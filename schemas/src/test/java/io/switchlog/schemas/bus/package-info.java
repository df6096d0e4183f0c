/// What nodes keep for the bus, with a bus in virtual time and with Kafka's own client.
@NullMarked
package io.switchlog.schemas.bus;

import org.jspecify.annotations.NullMarked;
