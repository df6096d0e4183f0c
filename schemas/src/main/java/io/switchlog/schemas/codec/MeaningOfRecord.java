package io.switchlog.schemas.codec;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The way through one type of record, found once.
final class MeaningOfRecord {
  private final boolean identifier;
  private final byte @Nullable [] family;
  private final byte[][] names;
  private final RecordCode code;

  MeaningOfRecord(Class<?> type) {
    this.identifier = Shapes.isIdentifier(type);
    this.family = Shapes.isFamilyMember(type) ? utf8(Shapes.schemaName(type)) : null;
    RecordComponent[] components = type.getRecordComponents();
    this.names = new byte[components.length][];
    this.code = RecordCodeMaker.of(type, new Binding[components.length]);
    for (int i = 0; i < components.length; i++) {
      names[i] = utf8(components[i].getName());
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void feed(Record record, MeaningBytes out) {
    @Nullable Object[] components = code.components(record);
    if (identifier) {
      Meaning.feed(components[0], out);
      return;
    }
    out.kind('{');
    if (family != null) {
      out.bytes(family);
    }
    for (int i = 0; i < names.length; i++) {
      Object value = components[i];
      if (value != null) {
        out.bytes(names[i]);
        Meaning.feed(value, out);
      }
    }
    out.kind('}');
  }
}
