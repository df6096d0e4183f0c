package io.switchlog.wire.sip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The character classes of RFC 3261 25.1 and comparisons over bytes, without allocation.
final class Ascii {
  static final int TOKEN = 1;
  static final int DIGIT = 2;
  static final int HEX = 4;
  static final int ALPHA = 8;

  /// Visible ASCII without the delimiters that end a URI component whatever it is.
  static final int URI = 16;

  /// What an unquoted parameter value may hold: tokens and hosts, and the stray `=` or `/` of real
  /// phones.
  static final int VALUE = 32;

  static final int HOST = 64;

  private static final byte[] CLASSES = new byte[256];
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long CRS = ONES * '\r';
  private static final long LFS = ONES * '\n';

  static {
    for (int c = 0x21; c < 0x7f; c++) {
      boolean digit = c >= '0' && c <= '9';
      boolean alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      int classes = 0;
      if (digit || alpha || "-.!%*_+`'~".indexOf(c) >= 0) {
        classes |= TOKEN;
      }
      if (digit || alpha || "-._".indexOf(c) >= 0) {
        classes |= HOST;
      }
      if ("<>\"@".indexOf(c) < 0) {
        classes |= URI;
      }
      if ("<>\",;".indexOf(c) < 0) {
        classes |= VALUE;
      }
      classes |= (digit ? DIGIT : 0) | (alpha ? ALPHA : 0) | (hex ? HEX : 0);
      CLASSES[c] = (byte) classes;
    }
  }

  private Ascii() {}

  static boolean is(int b, int classes) {
    return (CLASSES[b & 0xff] & classes) != 0;
  }

  static int lower(int b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  static boolean equalsIgnoreCase(byte[] bytes, int from, int to, byte[] other) {
    if (to - from != other.length) {
      return false;
    }
    for (int i = 0; i < other.length; i++) {
      int a = bytes[from + i];
      int b = other[i];
      if (a != b && lower(a) != lower(b)) {
        return false;
      }
    }
    return true;
  }

  static boolean equal(byte[] bytes, int from, int to, byte[] other) {
    if (to - from != other.length) {
      return false;
    }
    for (int i = 0; i < other.length; i++) {
      if (bytes[from + i] != other[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7e || !is(text.charAt(i), TOKEN)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static int indexOf(byte[] bytes, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /// The place of the first CR or LF, or `to`. Eight bytes a step: this is where parsing spends its
  /// time.
  static int lineBreak(byte[] bytes, int from, int to) {
    int i = from;
    while (i + Long.BYTES <= to) {
      long word = (long) LONGS.get(bytes, i);
      long cr = word ^ CRS;
      long lf = word ^ LFS;
      long hit = (((cr - ONES) & ~cr) | ((lf - ONES) & ~lf)) & HIGHS;
      if (hit != 0) {
        return i + (Long.numberOfTrailingZeros(hit) >>> 3);
      }
      i += Long.BYTES;
    }
    while (i < to && bytes[i] != '\r' && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  static boolean isSpace(int b) {
    return b == ' ' || b == '\t';
  }

  /// White space inside an indexed value: a line break there can only be folding.
  static boolean isLws(int b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /// An unsigned decimal of at most `max`, or -1 where the bytes are no number or one that is too
  /// large.
  static long number(byte[] bytes, int from, int to, long max) {
    if (from >= to) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
      if (value > max) {
        return -1;
      }
    }
    return value;
  }
}
