package io.switchlog.testkit.page;

import java.util.List;
import java.util.stream.Stream;

/// What values of a sealed type can be.
public final class Kinds {
  private Kinds() {}

  /// The names of all classes that are no sealed type themselves, in order.
  public static List<String> of(Class<?> sealed) {
    return leaves(sealed).map(Class::getSimpleName).sorted().toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(Kinds::leaves)
        : Stream.of(type);
  }
}
