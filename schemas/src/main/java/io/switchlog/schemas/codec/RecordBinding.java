package io.switchlog.schemas.codec;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/// A record, component by component.
final class RecordBinding implements Binding {
  private final Class<?> type;
  private final MethodHandle[] accessors;
  private final Binding[] bindings;
  private final MethodHandle constructor;
  private final @Nullable Repeats repeats;

  /// @param repeats where equal values are looked for, null for nowhere
  RecordBinding(Class<?> type, Bindings all, @Nullable Repeats repeats) {
    this.type = type;
    this.repeats = repeats;
    RecordComponent[] components = type.getRecordComponents();
    this.accessors = new MethodHandle[components.length];
    this.bindings = new Binding[components.length];
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      for (int i = 0; i < components.length; i++) {
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(MethodType.methodType(Object.class, Object.class));
        bindings[i] = all.of(components[i].getAnnotatedType());
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      this.constructor =
          lookup
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, components.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "a record on the bus is public with a public constructor, found " + type.getName(), e);
    }
  }

  @Override
  public void write(Object value, Encoder out) throws IOException {
    for (int i = 0; i < accessors.length; i++) {
      bindings[i].write(component(value, i), out);
    }
  }

  /// The value of a component; null only where the binding takes null.
  @SuppressWarnings("NullAway")
  private Object component(Object value, int index) {
    try {
      return accessors[index].invokeExact(value);
    } catch (Throwable e) {
      throw new IllegalStateException("an accessor of " + type.getName() + " threw", e);
    }
  }

  @Override
  public Object read(Decoder in) throws IOException {
    @Nullable Object[] arguments = new @Nullable Object[bindings.length];
    for (int i = 0; i < bindings.length; i++) {
      arguments[i] = bindings[i].read(in);
    }
    Object value = construct(arguments);
    return repeats == null ? value : repeats.earlier(value);
  }

  private Object construct(@Nullable Object[] arguments) {
    try {
      return constructor.invokeExact(arguments);
    } catch (Throwable e) {
      throw new UnreadableRecord(
          "a " + type.getSimpleName() + " on the bus breaks its own rules: " + e.getMessage(), e);
    }
  }
}
