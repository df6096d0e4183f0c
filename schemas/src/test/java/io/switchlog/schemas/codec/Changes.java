package io.switchlog.schemas.codec;

import io.switchlog.schemas.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every way to change one value of a record, at any depth.
final class Changes {
  private Changes() {}

  /// Values that each differ from the given one in one place.
  static List<Object> of(Object value) {
    return switch (value) {
      case String text -> List.of(text + "x", "");
      case Integer number -> List.of(number + 1);
      case Long number -> List.of(number + 1);
      case Boolean truth -> List.of(!truth);
      case Double number -> List.of(number + 0.25);
      case Instant instant -> List.of(instant.plusMillis(1));
      case Duration span -> List.of(span.plusMillis(1));
      case Bytes bytes -> List.of(Bytes.of(bytes + "x"));
      case Enum<?> symbol ->
          Arrays.stream(symbol.getDeclaringClass().getEnumConstants())
              .filter(other -> other != symbol)
              .<Object>map(other -> other)
              .toList();
      case List<?> list -> ofList(list);
      case Map<?, ?> map -> ofMap(map);
      case Record record -> ofRecord(record);
      default -> throw new AssertionError("no change is known of " + value.getClass());
    };
  }

  private static List<Object> ofList(List<?> list) {
    List<Object> changed = new ArrayList<>();
    changed.add(list.subList(1, list.size()));
    changed.add(list.reversed());
    for (int i = 0; i < list.size(); i++) {
      for (Object item : of(list.get(i))) {
        List<Object> copy = new ArrayList<>(list);
        copy.set(i, item);
        changed.add(copy);
      }
    }
    return changed;
  }

  private static List<Object> ofMap(Map<?, ?> map) {
    List<Object> changed = new ArrayList<>();
    map.forEach((key, value) -> {
      Map<Object, Object> without = new TreeMap<>(map);
      without.remove(key);
      changed.add(without);
      for (Object other : of(value)) {
        Map<Object, Object> copy = new TreeMap<>(map);
        copy.put(key, other);
        changed.add(copy);
      }
    });
    return changed;
  }

  private static List<Object> ofRecord(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    List<Object> changed = new ArrayList<>();
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] = components[i].getAccessor().invoke(record);
      }
      var constructor = record.getClass().getDeclaredConstructor(types);
      for (int i = 0; i < components.length; i++) {
        for (Object other : of(values[i])) {
          Object[] copy = values.clone();
          copy[i] = other;
          try {
            changed.add(constructor.newInstance(copy));
          } catch (InvocationTargetException e) {
            // a value that the record itself refuses
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no change of " + record, e);
    }
    return changed;
  }
}
