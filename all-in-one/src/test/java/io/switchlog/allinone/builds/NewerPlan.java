package io.switchlog.allinone.builds;

import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.ApplyMediaPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/// Plans as a build writes them whose endpoints have one nullable field more.
final class NewerPlan {
  private static final int HEADER_BYTES = 10;

  private final Schema ours =
      Objects.requireNonNull(Families.MEDIA_COMMANDS.schemas().get(ApplyMediaPlan.class));
  private final Schema newer;

  NewerPlan() {
    String fields = "\"name\":\"Endpoint\",\"fields\":[";
    this.newer =
        new Schema.Parser()
            .parse(
                ours.toString()
                    .replace(
                        fields,
                        fields
                            + "{\"name\":\"gain\",\"type\":[\"null\",\"int\"],\"default\":null},"));
  }

  Schema schema() {
    return newer;
  }

  byte[] written(CommandHead head, ApplyMediaPlan plan) throws IOException {
    byte[] bytes = Families.MEDIA_COMMANDS.encode(head, plan);
    Object value =
        new GenericDatumReader<Object>(ours, newer)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xC3);
    out.write(0x01);
    long fingerprint = SchemaNormalization.parsingFingerprint64(newer);
    for (int i = 0; i < 8; i++) {
      out.write((int) (fingerprint >>> (8 * i)));
    }
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<Object>(newer).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
