package io.switchlog.schemas.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The way through one type of record, found once.
final class MeaningOfRecord {
  private final Class<?> type;
  private final boolean identifier;
  private final byte @Nullable [] family;
  private final byte[][] names;
  private final MethodHandle[] accessors;

  MeaningOfRecord(Class<?> type) {
    this.type = type;
    this.identifier = Shapes.isIdentifier(type);
    this.family = Shapes.isFamilyMember(type) ? utf8(Shapes.schemaName(type)) : null;
    RecordComponent[] components = type.getRecordComponents();
    this.names = new byte[components.length][];
    this.accessors = new MethodHandle[components.length];
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    for (int i = 0; i < components.length; i++) {
      names[i] = utf8(components[i].getName());
      try {
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
      } catch (IllegalAccessException e) {
        throw new IllegalArgumentException(
            "a record on the bus is public, found " + type.getName(), e);
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void feed(Record record, MeaningBytes out) {
    if (identifier) {
      Meaning.feed(component(record, 0), out);
      return;
    }
    out.kind('{');
    if (family != null) {
      out.bytes(family);
    }
    for (int i = 0; i < names.length; i++) {
      Object value = component(record, i);
      if (value != null) {
        out.bytes(names[i]);
        Meaning.feed(value, out);
      }
    }
    out.kind('}');
  }

  /// A record on the bus is spread over components that may be null.
  @SuppressWarnings("NullAway")
  private @Nullable Object component(Object record, int index) {
    try {
      return accessors[index].invokeExact(record);
    } catch (Throwable e) {
      throw new IllegalStateException("an accessor of " + type.getName() + " threw", e);
    }
  }
}
