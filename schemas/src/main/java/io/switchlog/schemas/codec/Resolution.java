package io.switchlog.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/// Turns a record of another version into this version's layout by Avro's schema resolution. Slow,
/// and only for history.
final class Resolution {
  private Resolution() {}

  static byte[] rewrite(byte[] bytes, Schema writer, Schema reader) {
    try {
      Object value =
          new GenericDatumReader<Object>(writer, reader)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(
                          bytes, Family.HEADER_BYTES, bytes.length - Family.HEADER_BYTES, null));
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
      out.write(bytes, 0, Family.HEADER_BYTES);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<Object>(reader).write(value, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException | AvroRuntimeException e) {
      throw new UnreadableRecord(
          "a " + writer.getName() + " of another version does not resolve: " + e.getMessage(), e);
    }
  }
}
