package io.switchlog.schemas.codec;

import java.io.IOException;
import org.apache.avro.io.Decoder;

/// Writes and reads the values of one type, in the layout that [SchemaOf] describes.
interface Binding {
  void write(Object value, AvroOutput out);

  Object read(Decoder in) throws IOException;
}
