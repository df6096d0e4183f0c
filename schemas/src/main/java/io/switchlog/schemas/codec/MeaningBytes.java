package io.switchlog.schemas.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a digest is taken of: values one after the other, each with its kind and its length, so
/// that no two meanings are the same bytes.
final class MeaningBytes {
  private byte[] bytes = new byte[2_048];
  private int length;

  void clear() {
    length = 0;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void kind(char kind) {
    room(1);
    bytes[length++] = (byte) kind;
  }

  void size(char kind, int size) {
    kind(kind);
    eight(size);
  }

  void number(long value) {
    kind('N');
    eight(value);
  }

  void fraction(double value) {
    kind('D');
    eight(Double.doubleToLongBits(value));
  }

  void text(String text) {
    raw('S', text.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(byte[] value) {
    raw('B', value);
  }

  private void raw(char kind, byte[] value) {
    size(kind, value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  private void eight(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
