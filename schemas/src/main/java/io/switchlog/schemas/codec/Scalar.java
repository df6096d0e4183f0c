package io.switchlog.schemas.codec;

import io.switchlog.schemas.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/// Types that are one value of Avro's. Primitive components are written by the record's own code;
/// the bindings of their types are for lists and maps.
enum Scalar implements Binding {
  INT {
    @Override
    public void write(Object value, AvroOutput out) {
      out.number((Integer) value);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return in.readInt();
    }
  },
  LONG {
    @Override
    public void write(Object value, AvroOutput out) {
      out.number((Long) value);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return in.readLong();
    }
  },
  TRUTH {
    @Override
    public void write(Object value, AvroOutput out) {
      out.truth((Boolean) value);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return in.readBoolean();
    }
  },
  FRACTION {
    @Override
    public void write(Object value, AvroOutput out) {
      out.fraction((Double) value);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return in.readDouble();
    }
  },
  /// Milliseconds since the epoch.
  INSTANT {
    @Override
    public void write(Object value, AvroOutput out) {
      out.number(((Instant) value).toEpochMilli());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return Instant.ofEpochMilli(in.readLong());
    }
  },
  /// Milliseconds.
  SPAN {
    @Override
    public void write(Object value, AvroOutput out) {
      out.number(((Duration) value).toMillis());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return Duration.ofMillis(in.readLong());
    }
  },
  BYTES {
    @Override
    public void write(Object value, AvroOutput out) {
      out.raw(((Bytes) value).array());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      ByteBuffer buffer = in.readBytes(null);
      byte[] array = new byte[buffer.remaining()];
      buffer.get(array);
      return Bytes.of(array);
    }
  };

  /// The scalar that a type is, null: none.
  static @Nullable Scalar of(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return INT;
    } else if (type == long.class || type == Long.class) {
      return LONG;
    } else if (type == boolean.class || type == Boolean.class) {
      return TRUTH;
    } else if (type == double.class || type == Double.class) {
      return FRACTION;
    } else if (type == Instant.class) {
      return INSTANT;
    } else if (type == Duration.class) {
      return SPAN;
    }
    return type == Bytes.class ? BYTES : null;
  }
}
