/// The vocabulary of the bus: identifiers, the heads that every record of a family carries, and the
/// small values that facts, events and commands share. Knows Avro only in
/// [io.switchlog.schemas.codec] and Kafka only in [io.switchlog.schemas.topic]. Must not know SIP
/// parsing, sockets, or what any node does with a record.
@NullMarked
package io.switchlog.schemas;

import org.jspecify.annotations.NullMarked;
