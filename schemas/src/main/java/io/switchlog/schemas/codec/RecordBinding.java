package io.switchlog.schemas.codec;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/// A record, component by component.
final class RecordBinding implements Binding {
  private final RecordCode code;
  private final @Nullable Repeats repeats;

  /// @param repeats where equal values are looked for, null for nowhere
  RecordBinding(Class<?> type, Bindings all, @Nullable Repeats repeats) {
    this.repeats = repeats;
    RecordComponent[] components = type.getRecordComponents();
    Binding[] bindings = new Binding[components.length];
    for (int i = 0; i < components.length; i++) {
      bindings[i] = all.of(components[i].getAnnotatedType());
    }
    this.code = RecordCodeMaker.of(type, bindings);
  }

  @Override
  public void write(Object value, AvroOutput out) {
    code.write(value, out);
  }

  @Override
  public Object read(Decoder in) throws IOException {
    Object value = code.read(in);
    return repeats == null ? value : repeats.earlier(value);
  }
}
