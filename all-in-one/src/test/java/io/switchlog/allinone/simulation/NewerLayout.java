package io.switchlog.allinone.simulation;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.Ordered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/// How a newer build lays out all that it writes: every record of every schema has one nullable
/// field more, at its front, with something in it.
final class NewerLayout {
  private static final int HEADER_BYTES = 10;
  private static final String FIELD =
      "{\"name\":\"newer\",\"type\":[\"int\",\"null\"],\"default\":7}";

  /// By the fingerprint of our own layout.
  private final Map<Long, Layout> layouts = new HashMap<>();

  private record Layout(Schema ours, Schema newer, Bytes header) {}

  NewerLayout() {
    for (Family<?, ?> family :
        List.of(
            Families.INBOX, Families.JOURNAL, Families.EDGE_COMMANDS, Families.MEDIA_COMMANDS)) {
      family.schemas().values().forEach(ours -> layouts.put(print(ours), layout(ours)));
    }
  }

  private static Layout layout(Schema ours) {
    Schema newer =
        new Schema.Parser()
            .parse(
                ours.toString()
                    .replace("\"fields\":[]", "\"fields\":[" + FIELD + "]")
                    .replace("\"fields\":[{\"name\":\"newer\"", "\"FIELDS\":[{\"name\":\"newer\"")
                    .replace("\"fields\":[", "\"fields\":[" + FIELD + ",")
                    .replace("\"FIELDS\"", "\"fields\""));
    byte[] header = new byte[HEADER_BYTES];
    header[0] = (byte) 0xC3;
    header[1] = 0x01;
    for (int i = 0; i < 8; i++) {
      header[2 + i] = (byte) (print(newer) >>> (8 * i));
    }
    return new Layout(ours, newer, Bytes.of(header));
  }

  private static long print(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /// The schemas as they are published.
  List<byte[]> published() {
    return layouts.values().stream().map(layout -> WriterSchemas.value(layout.newer)).toList();
  }

  /// A record of the journal, the commands in it too.
  Bytes journal(Bytes record) {
    Envelope<JournalHead, JournalRecord> read = Families.JOURNAL.decode(record.array());
    if (!(read.body() instanceof Decided decided)) {
      return written(record);
    }
    List<Ordered> orders = new ArrayList<>();
    for (Ordered order : decided.commands()) {
      orders.add(
          new Ordered(
              order.kind(),
              order.id(),
              order.target(),
              command(order.target().kind(), order.command())));
    }
    Decided newer =
        new Decided(
            decided.kind(),
            decided.id(),
            decided.life(),
            decided.rules(),
            decided.cause(),
            decided.more(),
            decided.said(),
            decided.firstEvent(),
            decided.events(),
            orders,
            decided.timers(),
            decided.posts());
    return written(Bytes.of(Families.JOURNAL.encode(read.head(), newer)));
  }

  private Bytes command(NodeKind kind, Bytes command) {
    return kind == NodeKind.CONTROL ? command : written(command);
  }

  /// Any record; one that is laid out so already stays as it is, as who says again does not touch
  /// what an earlier owner wrote.
  Bytes written(Bytes record) {
    byte[] bytes = record.array();
    Layout layout = layouts.get(fingerprint(bytes));
    if (layout == null) {
      return record;
    }
    try {
      Object value =
          new GenericDatumReader<Object>(layout.ours, layout.newer)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
      out.writeBytes(layout.header.array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<Object>(layout.newer).write(value, encoder);
      encoder.flush();
      return Bytes.of(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("reading and writing memory cannot fail", e);
    }
  }

  private static long fingerprint(byte[] bytes) {
    long fingerprint = 0;
    for (int i = 0; i < 8; i++) {
      fingerprint |= (bytes[2 + i] & 0xffL) << (8 * i);
    }
    return fingerprint;
  }
}
