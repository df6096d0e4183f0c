package io.switchlog.schemas.codec;

import io.switchlog.schemas.Bytes;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/// Makes the bindings of types, each record's once.
final class Bindings {
  private final Map<Class<?>, Binding> records = new HashMap<>();
  private final Repeats repeats = new Repeats();

  Binding of(AnnotatedType annotated) {
    boolean nullable = SchemaOf.isNullable(annotated);
    if (nullable && SchemaOf.rawClass(annotated.getType()).isSealed()) {
      return union(SchemaOf.rawClass(annotated.getType()), true);
    }
    Binding binding =
        annotated instanceof AnnotatedParameterizedType generic
            ? ofGeneric(generic)
            : of(SchemaOf.rawClass(annotated.getType()));
    return nullable ? new NullableBinding(binding) : binding;
  }

  private Binding ofGeneric(AnnotatedParameterizedType generic) {
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    return SchemaOf.rawClass(generic.getType()) == List.class
        ? new ListBinding(
            of(arguments[0]),
            Repeats.isSmall(SchemaOf.rawClass(arguments[0].getType())) ? repeats : null)
        : new MapBinding(of(arguments[1]));
  }

  @SuppressWarnings("EnumOrdinal") // Avro's enums are counted in the order of their symbols
  Binding of(Class<?> type) {
    if (type == String.class) {
      return via((v, out) -> out.writeString((String) v), in -> repeats.text(in.readString()));
    } else if (type == int.class || type == Integer.class) {
      return via((v, out) -> out.writeInt((Integer) v), Decoder::readInt);
    } else if (type == long.class || type == Long.class) {
      return via((v, out) -> out.writeLong((Long) v), Decoder::readLong);
    } else if (type == boolean.class || type == Boolean.class) {
      return via((v, out) -> out.writeBoolean((Boolean) v), Decoder::readBoolean);
    } else if (type == double.class || type == Double.class) {
      return via((v, out) -> out.writeDouble((Double) v), Decoder::readDouble);
    } else if (type == Instant.class) {
      return via(
          (v, out) -> out.writeLong(((Instant) v).toEpochMilli()),
          in -> Instant.ofEpochMilli(in.readLong()));
    } else if (type == Duration.class) {
      return via(
          (v, out) -> out.writeLong(((Duration) v).toMillis()),
          in -> Duration.ofMillis(in.readLong()));
    } else if (type == Bytes.class) {
      return via((v, out) -> out.writeBytes(((Bytes) v).array()), Bindings::readBytes);
    } else if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return via(
          (v, out) -> out.writeEnum(((Enum<?>) v).ordinal()), in -> constants[in.readEnum()]);
    } else if (type.isRecord()) {
      // an identifier is laid out as its only component, which is what a record binding does anyway
      return record(type);
    } else if (type.isSealed()) {
      return union(type, false);
    }
    throw new IllegalArgumentException("no Avro type is known for " + type.getName());
  }

  private Binding union(Class<?> sealed, boolean nullable) {
    return new UnionBinding(Shapes.members(sealed), nullable, this::record);
  }

  private Binding record(Class<?> type) {
    Binding known = records.get(type);
    if (known == null) {
      known = new RecordBinding(type, this, Repeats.isSmall(type) ? repeats : null);
      records.put(type, known);
    }
    return known;
  }

  private static Bytes readBytes(Decoder in) throws IOException {
    ByteBuffer buffer = in.readBytes(null);
    byte[] array = new byte[buffer.remaining()];
    buffer.get(array);
    return Bytes.of(array);
  }

  private interface Write {
    void write(Object value, Encoder out) throws IOException;
  }

  private interface Read {
    Object read(Decoder in) throws IOException;
  }

  private static Binding via(Write write, Read read) {
    return new Binding() {
      @Override
      public void write(Object value, Encoder out) throws IOException {
        write.write(value, out);
      }

      @Override
      public Object read(Decoder in) throws IOException {
        return read.read(in);
      }
    };
  }

  /// A union of null and one other type.
  private record NullableBinding(Binding present) implements Binding {
    @Override
    public void write(@Nullable Object value, Encoder out) throws IOException {
      if (value == null) {
        out.writeIndex(0);
      } else {
        out.writeIndex(1);
        present.write(value, out);
      }
    }

    @Override
    @SuppressWarnings("NullAway") // a nullable component takes the null
    public Object read(Decoder in) throws IOException {
      return in.readIndex() == 0 ? null : present.read(in);
    }
  }

  /// @param repeats where equal lists are looked for, null for nowhere
  private record ListBinding(Binding element, @Nullable Repeats repeats) implements Binding {
    @Override
    public void write(Object value, Encoder out) throws IOException {
      List<?> list = (List<?>) value;
      out.writeArrayStart();
      out.setItemCount(list.size());
      for (Object item : list) {
        out.startItem();
        element.write(item, out);
      }
      out.writeArrayEnd();
    }

    @Override
    public Object read(Decoder in) throws IOException {
      List<Object> list = new ArrayList<>();
      for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
        for (long i = 0; i < n; i++) {
          list.add(element.read(in));
        }
      }
      return repeats == null ? List.copyOf(list) : repeats.earlier(List.copyOf(list));
    }
  }

  /// Written in the order of the keys, so that equal maps are equal bytes.
  private record MapBinding(Binding element) implements Binding {
    @Override
    public void write(Object value, Encoder out) throws IOException {
      Map<?, ?> map = new TreeMap<>((Map<?, ?>) value);
      out.writeMapStart();
      out.setItemCount(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.startItem();
        out.writeString((String) entry.getKey());
        element.write(entry.getValue(), out);
      }
      out.writeMapEnd();
    }

    @Override
    public Object read(Decoder in) throws IOException {
      TreeMap<String, Object> map = new TreeMap<>();
      for (long n = in.readMapStart(); n != 0; n = in.mapNext()) {
        for (long i = 0; i < n; i++) {
          map.put(in.readString(), element.read(in));
        }
      }
      return Collections.unmodifiableSortedMap(map);
    }
  }

  /// A family's members, behind null where the value may be absent.
  private static final class UnionBinding implements Binding {
    private final List<Class<?>> members;
    private final Binding[] bindings;
    private final boolean nullable;

    UnionBinding(List<Class<?>> members, boolean nullable, Function<Class<?>, Binding> binding) {
      this.members = members;
      this.nullable = nullable;
      this.bindings = members.stream().map(binding).toArray(Binding[]::new);
    }

    @Override
    public void write(@Nullable Object value, Encoder out) throws IOException {
      if (value == null) {
        out.writeIndex(0);
        return;
      }
      int index = members.indexOf(value.getClass());
      out.writeIndex(nullable ? index + 1 : index);
      bindings[index].write(value, out);
    }

    @Override
    @SuppressWarnings("NullAway") // a nullable component takes the null
    public Object read(Decoder in) throws IOException {
      int index = in.readIndex();
      if (nullable && index == 0) {
        return null;
      }
      return bindings[nullable ? index - 1 : index].read(in);
    }
  }
}
