package io.switchlog.schemas.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Avro's binary encoding, into an array that grows and is used again (Avro specification, "Binary
/// Encoding"). For one thread.
final class AvroOutput {
  private static final int LONGEST_VARINT = 10;

  private byte[] bytes = new byte[2_048];
  private int length;

  void clear() {
    length = 0;
  }

  /// What was written since it was cleared.
  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /// One byte as it is.
  void octet(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /// A boolean: one byte.
  void truth(boolean value) {
    octet(value ? 1 : 0);
  }

  /// An int, a long, the index of a union or the place of an enum's symbol: variable length,
  /// zigzag.
  void number(long value) {
    room(LONGEST_VARINT);
    long left = value << 1 ^ value >> 63;
    while ((left & ~0x7fL) != 0) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  /// A double: eight bytes, the lowest first.
  void fraction(double value) {
    eight(Double.doubleToLongBits(value));
  }

  /// Eight bytes, the lowest first.
  void eight(long value) {
    room(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  /// A text: its length in UTF-8 and that.
  void text(String value) {
    raw(value.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes: their number and they.
  void raw(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /// Begins the items of an array or a map, of which there are so many.
  void items(int count) {
    if (count > 0) {
      number(count);
    }
  }

  /// Ends the items of an array or a map.
  void itemsEnd() {
    octet(0);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
