package io.switchlog.schemas.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/// The schemas that writers of any version have published on the bus: records of `config` under the
/// keys `schema/` and a fingerprint in hexadecimal, their values the schema's canonical JSON.
public final class WriterSchemas {
  /// The prefix of their keys in `config`.
  public static final String KEY_PREFIX = "schema/";

  static final WriterSchemas NONE = new WriterSchemas();

  private final Map<Long, Schema> schemas = new ConcurrentHashMap<>();

  /// The key that a schema is published under.
  public static String key(Schema schema) {
    return KEY_PREFIX + "%016x".formatted(SchemaNormalization.parsingFingerprint64(schema));
  }

  /// The value that a schema is published as. Defaults are kept: resolution needs them.
  public static byte[] value(Schema schema) {
    return schema.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Takes a schema as found on the bus.
  ///
  /// @throws UnreadableRecord if it is no schema, or one that holds itself: a record of it could
  ///   nest as deep as its writer likes
  public void add(byte[] value) {
    try {
      Schema schema = new Schema.Parser().parse(new String(value, StandardCharsets.UTF_8));
      if (Nesting.isRecursive(schema)) {
        throw new UnreadableRecord(
            "expected a schema of bounded depth, found one that holds itself: "
                + schema.getFullName());
      }
      schemas.put(SchemaNormalization.parsingFingerprint64(schema), schema);
    } catch (SchemaParseException e) {
      throw new UnreadableRecord("expected an Avro schema in JSON, found: " + e.getMessage(), e);
    }
  }

  /// Whether a schema was found on the bus.
  ///
  /// @param fingerprint its CRC-64-AVRO
  public boolean knows(long fingerprint) {
    return schemas.containsKey(fingerprint);
  }

  @Nullable Schema find(long fingerprint) {
    return schemas.get(fingerprint);
  }
}
