package io.switchlog.schemas.codec;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.ParkSlot;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes a value of any type of the bus, the same on every run, every component filled.
final class Samples {
  private Samples() {}

  static Object of(Class<?> type) {
    return of(type, 1);
  }

  private static Object of(AnnotatedType type, int salt) {
    if (type instanceof AnnotatedParameterizedType generic) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      return SchemaOf.rawClass(generic.getType()) == List.class
          ? List.of(of(arguments[0], salt), of(arguments[0], salt + 1))
          : new TreeMap<>(Map.of("b", of(arguments[1], salt), "a", of(arguments[1], salt + 1)));
    }
    return of(SchemaOf.rawClass(type.getType()), salt);
  }

  private static Object of(Class<?> type, int salt) {
    if (type == String.class) {
      return "text-" + salt + "-é";
    } else if (type == int.class || type == Integer.class) {
      return salt;
    } else if (type == long.class || type == Long.class) {
      return 1_000_000_000_000L + salt;
    } else if (type == boolean.class || type == Boolean.class) {
      return salt % 2 == 1;
    } else if (type == double.class || type == Double.class) {
      return salt + 0.5;
    } else if (type == Instant.class) {
      return Instant.ofEpochMilli(1_800_000_000_000L + salt);
    } else if (type == Duration.class) {
      return Duration.ofMillis(1_500 + salt);
    } else if (type == Bytes.class) {
      return Bytes.of("bytes-" + salt);
    } else if (type == ParkSlot.class) {
      return new ParkSlot("slot-" + salt);
    } else if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[salt % constants.length];
    } else if (type.isSealed()) {
      List<Class<?>> members = Shapes.members(type);
      return of(members.get(salt % members.size()), salt);
    }
    return ofRecord(type, salt);
  }

  private static Object ofRecord(Class<?> type, int salt) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] = of(components[i].getAnnotatedType(), salt + i);
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no sample of " + type.getName(), e);
    }
  }
}
