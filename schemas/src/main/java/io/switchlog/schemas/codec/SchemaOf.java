package io.switchlog.schemas.codec;

import io.switchlog.schemas.Bytes;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/// Derives the Avro schema of a record: names as in Java, absent values as a union with null that
/// defaults to null (so that a new field can be added to a journal that is kept for ever), instants
/// as `timestamp-millis`, spans as milliseconds.
final class SchemaOf {
  private final Map<Class<?>, Schema> named = new HashMap<>();

  /// The schema of a body with its family's head as the first field.
  static Schema envelope(Class<?> head, Class<?> body) {
    SchemaOf schemas = new SchemaOf();
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(new Schema.Field("head", schemas.of(head), null, (Object) null));
    fields.addAll(schemas.fields(body));
    return Schema.createRecord(
        Shapes.schemaName(body), null, Shapes.namespace(body), false, fields);
  }

  private List<Schema.Field> fields(Class<?> record) {
    List<Schema.Field> fields = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      AnnotatedType type = component.getAnnotatedType();
      boolean nullable = isNullable(type);
      Schema schema = of(type);
      fields.add(
          new Schema.Field(
              component.getName(),
              schema,
              null,
              nullable ? JsonProperties.NULL_VALUE : (Object) null));
    }
    return fields;
  }

  static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private Schema of(AnnotatedType annotated) {
    Schema schema =
        annotated instanceof AnnotatedParameterizedType generic
            ? ofGeneric(generic)
            : of(rawClass(annotated.getType()));
    return isNullable(annotated) ? orNull(schema) : schema;
  }

  /// Avro has no union within a union: a family's members stand beside null.
  private static Schema orNull(Schema schema) {
    List<Schema> branches = new ArrayList<>();
    branches.add(Schema.create(Schema.Type.NULL));
    if (schema.isUnion()) {
      branches.addAll(schema.getTypes());
    } else {
      branches.add(schema);
    }
    return Schema.createUnion(branches);
  }

  private Schema ofGeneric(AnnotatedParameterizedType generic) {
    Class<?> raw = rawClass(generic.getType());
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    if (raw == List.class) {
      return Schema.createArray(of(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)
        && ((ParameterizedType) generic.getType()).getActualTypeArguments()[0] == String.class) {
      return Schema.createMap(of(arguments[1]));
    }
    throw new IllegalArgumentException(
        "a generic component on the bus is a List or a Map with String keys, found " + generic);
  }

  private Schema of(Class<?> type) {
    if (type == String.class) {
      return Schema.create(Schema.Type.STRING);
    } else if (type == int.class || type == Integer.class) {
      return Schema.create(Schema.Type.INT);
    } else if (type == long.class || type == Long.class || type == Duration.class) {
      return Schema.create(Schema.Type.LONG);
    } else if (type == boolean.class || type == Boolean.class) {
      return Schema.create(Schema.Type.BOOLEAN);
    } else if (type == double.class || type == Double.class) {
      return Schema.create(Schema.Type.DOUBLE);
    } else if (type == Bytes.class) {
      return Schema.create(Schema.Type.BYTES);
    } else if (type == Instant.class) {
      return LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
    } else if (Shapes.isIdentifier(type)) {
      return of(type.getRecordComponents()[0].getType());
    } else if (type.isEnum()) {
      return ofEnum(type);
    } else if (type.isRecord()) {
      return ofRecord(type);
    } else if (type.isSealed()) {
      return Schema.createUnion(Shapes.members(type).stream().map(this::of).toList());
    }
    throw new IllegalArgumentException("no Avro type is known for " + type.getName());
  }

  private Schema ofEnum(Class<?> type) {
    Schema known = named.get(type);
    if (known == null) {
      List<String> symbols =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .toList();
      known = Schema.createEnum(Shapes.schemaName(type), null, Shapes.namespace(type), symbols);
      named.put(type, known);
    }
    return known;
  }

  private Schema ofRecord(Class<?> type) {
    Schema known = named.get(type);
    if (known == null) {
      known = Schema.createRecord(Shapes.schemaName(type), null, Shapes.namespace(type), false);
      named.put(type, known);
      known.setFields(fields(type));
    }
    return known;
  }

  static Class<?> rawClass(Type type) {
    return switch (type) {
      case Class<?> raw -> raw;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException("no Avro type is known for " + type);
    };
  }
}
