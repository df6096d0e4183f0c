package io.switchlog.schemas.codec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/// How deep values of a schema nest. Reading and writing go as deep on the stack, so that depth has
/// to follow from the schema, and not from what somebody has put into a record.
final class Nesting {
  /// Deeper than any record of ours, and far from what a stack has room for.
  private static final int DEEPEST = 100;

  private Nesting() {}

  /// Whether values may nest without a bound, or deeper than any record should.
  static boolean isRecursive(Schema schema) {
    return depth(schema, new HashSet<>(), 0) > DEEPEST;
  }

  /// How deep values may nest; more than [#DEEPEST] where there is no bound.
  static int depth(Schema schema) {
    return depth(schema, new HashSet<>(), 0);
  }

  private static int depth(Schema schema, Set<String> around, int depth) {
    if (depth > DEEPEST) {
      return depth;
    }
    return switch (schema.getType()) {
      case RECORD -> {
        if (!around.add(schema.getFullName())) {
          yield DEEPEST + 1;
        }
        int deepest =
            deepest(
                schema.getFields().stream().map(Schema.Field::schema).toList(), around, depth + 1);
        around.remove(schema.getFullName());
        yield deepest;
      }
      case UNION -> deepest(schema.getTypes(), around, depth + 1);
      case ARRAY -> depth(schema.getElementType(), around, depth + 1);
      case MAP -> depth(schema.getValueType(), around, depth + 1);
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> depth;
    };
  }

  private static int deepest(List<Schema> schemas, Set<String> around, int depth) {
    return schemas.stream().mapToInt(each -> depth(each, around, depth)).max().orElse(depth);
  }
}
