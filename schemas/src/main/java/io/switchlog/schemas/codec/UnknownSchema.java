package io.switchlog.schemas.codec;

import java.io.Serial;

/// A record whose writer's schema has not been found on the bus yet. Its writer published it before
/// the record, so it is on its way: to be waited for, never passed over.
public final class UnknownSchema extends UnreadableRecord {
  @Serial private static final long serialVersionUID = 1L;

  private final long fingerprint;

  UnknownSchema(String family, long fingerprint) {
    super(
        "expected a record of %s, found schema %016x, which is not published on the bus"
            .formatted(family, fingerprint));
    this.fingerprint = fingerprint;
  }

  /// The CRC-64-AVRO fingerprint of the schema that is missing.
  public long fingerprint() {
    return fingerprint;
  }
}
