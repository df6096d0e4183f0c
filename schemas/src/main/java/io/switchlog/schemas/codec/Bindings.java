package io.switchlog.schemas.codec;

import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.io.Decoder;
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

  Binding of(Class<?> type) {
    Binding scalar = Scalar.of(type);
    if (scalar != null) {
      return scalar;
    } else if (type == String.class) {
      return new TextBinding(repeats);
    } else if (type.isEnum()) {
      return new SymbolBinding(List.of(type.getEnumConstants()));
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

  /// A text, short ones from the table.
  private record TextBinding(Repeats repeats) implements Binding {
    @Override
    public void write(Object value, AvroOutput out) {
      out.text((String) value);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return repeats.text(in.readString());
    }
  }

  /// An enum's symbols, counted in their order as in Avro.
  private record SymbolBinding(List<Object> constants) implements Binding {
    @Override
    @SuppressWarnings("EnumOrdinal")
    public void write(Object value, AvroOutput out) {
      out.number(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return constants.get(in.readEnum());
    }
  }

  /// A union of null and one other type.
  private record NullableBinding(Binding present) implements Binding {
    @Override
    public void write(@Nullable Object value, AvroOutput out) {
      if (value == null) {
        out.number(0);
      } else {
        out.number(1);
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
    public void write(Object value, AvroOutput out) {
      List<?> list = (List<?>) value;
      out.items(list.size());
      for (Object item : list) {
        element.write(item, out);
      }
      out.itemsEnd();
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
    public void write(Object value, AvroOutput out) {
      Map<?, ?> map = new TreeMap<>((Map<?, ?>) value);
      out.items(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.text((String) entry.getKey());
        element.write(entry.getValue(), out);
      }
      out.itemsEnd();
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
    private final Map<Class<?>, Integer> places = new HashMap<>();
    private final Binding[] bindings;
    private final boolean nullable;

    UnionBinding(List<Class<?>> members, boolean nullable, Function<Class<?>, Binding> binding) {
      for (Class<?> member : members) {
        places.put(member, places.size());
      }
      this.nullable = nullable;
      this.bindings = members.stream().map(binding).toArray(Binding[]::new);
    }

    @Override
    public void write(@Nullable Object value, AvroOutput out) {
      if (value == null) {
        out.number(0);
        return;
      }
      Integer index = places.get(value.getClass());
      if (index == null) {
        throw new IllegalArgumentException("no member of a union: " + value.getClass().getName());
      }
      out.number(nullable ? index + 1 : index);
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
