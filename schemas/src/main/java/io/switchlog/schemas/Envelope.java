package io.switchlog.schemas;

/// A record of the bus: the head its family shares and its own body. On the bus both are one flat
/// Avro record, named after the body, with the head as its first field.
public record Envelope<H extends Record, B>(H head, B body) {}
