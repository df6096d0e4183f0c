package io.switchlog.schemas.codec;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/// What is generated for a type of record ([RecordCodeMaker]): its components taken out and put in
/// without reflection.
interface RecordCode {
  /// Writes the components, one after the other.
  void write(Object record, AvroOutput out);

  /// Reads the components, one after the other.
  ///
  /// @throws UnreadableRecord if the record's own rules forbid what was read
  Object read(Decoder in) throws IOException;

  /// The components, in their order.
  @Nullable Object[] components(Object record);

  /// Called by generated code where a record's constructor throws.
  static UnreadableRecord broken(RuntimeException fault, String type) {
    return new UnreadableRecord(
        "a " + type + " on the bus breaks its own rules: " + fault.getMessage(), fault);
  }
}
