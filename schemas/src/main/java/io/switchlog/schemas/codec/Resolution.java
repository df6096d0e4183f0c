package io.switchlog.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/// Turns a record of another build into this build's layout: read as it was written, then laid out
/// anew, name by name.
///
/// Not by Avro's own resolution, which takes a union's member that the reader does not know for
/// another one of a similar shape. Here a name is an identity: what has no namesake waits for its
/// build (ADR 0009).
final class Resolution {
  private static final GenericData DATA = GenericData.get();

  private Resolution() {}

  static byte[] rewrite(byte[] bytes, Schema writer, Schema reader) {
    try {
      Object value = laidOut(read(bytes, writer), writer, reader, writer.getName());
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 16);
      out.write(bytes, 0, Family.HEADER_BYTES);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<Object>(reader).write(value, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new UnreadableRecord(
          "expected a whole "
              + writer.getName()
              + " of another build, found one that is cut or garbled: "
              + e,
          e);
    }
  }

  private static Object read(byte[] bytes, Schema writer) throws IOException {
    return new GenericDatumReader<Object>(writer)
        .read(
            null,
            DecoderFactory.get()
                .binaryDecoder(
                    bytes, Family.HEADER_BYTES, bytes.length - Family.HEADER_BYTES, null));
  }

  /// @param where the way to the value from the record, for people
  private static @Nullable Object laidOut(
      @Nullable Object value, Schema from, Schema to, String where) {
    if (from.isUnion()) {
      return laidOut(value, from.getTypes().get(DATA.resolveUnion(from, value)), to, where);
    }
    if (to.isUnion()) {
      return laidOut(value, from, branch(from, to, where), where);
    }
    if (!alike(from, to)) {
      throw new WaitsForItsBuild(
          where + ": expected " + name(to) + ", found " + name(from) + " of another build");
    }
    return switch (value) {
      case IndexedRecord record -> record(record, to, where);
      case List<?> list -> list(list, from, to, where);
      case Map<?, ?> map -> map(map, from, to, where);
      case Integer number when to.getType() == Schema.Type.LONG -> number.longValue();
      case null, default -> from.getType() == Schema.Type.ENUM ? symbol(value, to, where) : value;
    };
  }

  /// The member of a union with the same name, or the same kind where kinds have none.
  private static Schema branch(Schema from, Schema union, String where) {
    for (Schema member : union.getTypes()) {
      if (alike(from, member)) {
        return member;
      }
    }
    throw new WaitsForItsBuild(
        where + ": expected one of " + names(union) + ", found " + name(from));
  }

  private static boolean alike(Schema from, Schema to) {
    return switch (from.getType()) {
      case RECORD, ENUM, FIXED -> from.getFullName().equals(to.getFullName());
      case INT -> to.getType() == Schema.Type.INT || to.getType() == Schema.Type.LONG;
      default -> from.getType() == to.getType();
    };
  }

  private static Object record(IndexedRecord record, Schema to, String where) {
    GenericData.Record made = new GenericData.Record(to);
    for (Schema.Field field : to.getFields()) {
      Schema.Field written = record.getSchema().getField(field.name());
      String whither = where + "." + field.name();
      if (written != null) {
        made.put(
            field.pos(),
            laidOut(record.get(written.pos()), written.schema(), field.schema(), whither));
      } else if (field.hasDefaultValue()) {
        made.put(field.pos(), DATA.getDefaultValue(field));
      } else {
        throw new WaitsForItsBuild(whither + ": expected a value, found a build that has none");
      }
    }
    return made;
  }

  private static Object list(List<?> list, Schema from, Schema to, String where) {
    List<@Nullable Object> made = new ArrayList<>(list.size());
    for (Object item : list) {
      made.add(laidOut(item, from.getElementType(), to.getElementType(), where + "[]"));
    }
    return made;
  }

  private static Object map(Map<?, ?> map, Schema from, Schema to, String where) {
    Map<Object, @Nullable Object> made = new HashMap<>();
    map.forEach((key, value) ->
        made.put(
            key, laidOut(value, from.getValueType(), to.getValueType(), where + "[" + key + "]")));
    return made;
  }

  private static Object symbol(@Nullable Object value, Schema to, String where) {
    String symbol = String.valueOf(value);
    if (!to.hasEnumSymbol(symbol)) {
      throw new WaitsForItsBuild(
          where + ": expected one of " + to.getEnumSymbols() + ", found " + symbol);
    }
    return new GenericData.EnumSymbol(to, symbol);
  }

  private static String name(Schema schema) {
    return schema.isUnion() ? names(schema).toString() : schema.getName();
  }

  private static List<String> names(Schema union) {
    return union.getTypes().stream().map(Schema::getName).toList();
  }
}
