package io.switchlog.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable run of bytes that compares by content: a SIP message as it came, a block of
/// headers, a body. The array handed to [#of] and the one from [#array] are shared, not copied:
/// neither side may write to them.
public final class Bytes {
  /// No bytes at all.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  public static Bytes of(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  /// The UTF-8 bytes of a text.
  public static Bytes of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] array() {
    return array;
  }

  public int length() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /// The bytes read as UTF-8, for logs and ladders.
  @Override
  public String toString() {
    return new String(array, StandardCharsets.UTF_8);
  }
}
