package io.switchlog.schemas.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/// One record as another build knows it: this build's schema, edited.
final class OtherBuild {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode schema;

  private OtherBuild(JsonNode schema) {
    this.schema = schema;
  }

  static OtherBuild of(Family<?, ?> family, Class<?> type) {
    return new OtherBuild(json(Objects.requireNonNull(family.schemas().get(type)).toString()));
  }

  OtherBuild withField(String record, String field) {
    named(record, node -> ((ArrayNode) node.get("fields")).insert(0, json(field)));
    return this;
  }

  OtherBuild withoutField(String record, String field) {
    named(record, node -> remove((ArrayNode) node.get("fields"), field));
    return this;
  }

  /// At the front, so that all others move.
  OtherBuild withSymbol(String type, String symbol) {
    named(type, node -> ((ArrayNode) node.get("symbols")).insert(0, symbol));
    return this;
  }

  /// With everything that refers to it.
  OtherBuild renamed(String record, String name) {
    String text = schema.toString();
    String renamed =
        text.replace('"' + record + '"', '"' + name + '"')
            .replace('.' + record + '"', '.' + name + '"');
    if (renamed.equals(text)) {
      throw new AssertionError("no " + record + " in " + schema.get("name"));
    }
    return new OtherBuild(json(renamed));
  }

  /// One more member, at the front of the union that a field has, or its items.
  OtherBuild withMember(String record, String field, String member) {
    named(
        record,
        node -> {
          for (JsonNode each : node.get("fields")) {
            if (each.get("name").asText().equals(field)) {
              JsonNode type = each.get("type");
              JsonNode union = type.isArray() ? type : type.get("items");
              ((ArrayNode) union).insert(0, json(member));
            }
          }
        });
    return this;
  }

  private static void remove(ArrayNode fields, String name) {
    for (int i = fields.size() - 1; i >= 0; i--) {
      if (fields.get(i).get("name").asText().equals(name)) {
        fields.remove(i);
      }
    }
  }

  private void named(String name, Consumer<ObjectNode> edit) {
    for (JsonNode node : schema.findParents("name")) {
      if (node.get("name").asText().equals(name) && (node.has("fields") || node.has("symbols"))) {
        edit.accept((ObjectNode) node);
        return;
      }
    }
    throw new AssertionError("no " + name + " in " + schema.get("name"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  Schema schema() {
    return new Schema.Parser().parse(schema.toString());
  }

  /// What this build wrote, as the other one would have written it: Avro's own resolution does for
  /// what both know.
  GenericRecord translated(byte[] written, Schema ours) {
    try {
      return new GenericDatumReader<GenericRecord>(ours, schema())
          .read(null, DecoderFactory.get().binaryDecoder(written, 10, written.length - 10, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes that the other build writes.
  byte[] write(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long fingerprint = SchemaNormalization.parsingFingerprint64(schema());
    out.write(0xC3);
    out.write(0x01);
    for (int i = 0; i < 8; i++) {
      out.write((int) (fingerprint >>> (8 * i)));
    }
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema(), GenericData.get())
          .write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
