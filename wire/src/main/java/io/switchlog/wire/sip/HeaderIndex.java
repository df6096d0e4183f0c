package io.switchlog.wire.sip;

import java.util.Arrays;

/// Where the header fields of a message stand: four ints a line. Built once, then only read.
final class HeaderIndex {
  private static final int STRIDE = 4;
  private static final int NAME_BITS = 24;
  private static final int NAME_MASK = (1 << NAME_BITS) - 1;
  private static final int FIRST_CAPACITY = 20;

  private int[] slots = new int[STRIDE * FIRST_CAPACITY];
  private int count;

  void add(HeaderName name, int lineStart, int nameEnd, int valueStart, int valueEnd) {
    int at = count * STRIDE;
    if (at == slots.length) {
      slots = Arrays.copyOf(slots, at * 2);
    }
    slots[at] = lineStart;
    slots[at + 1] = name.id() << NAME_BITS | (nameEnd - lineStart);
    slots[at + 2] = valueStart;
    slots[at + 3] = valueEnd;
    count++;
  }

  int count() {
    return count;
  }

  HeaderName name(int i) {
    return HeaderName.at(slots[i * STRIDE + 1] >>> NAME_BITS);
  }

  int lineStart(int i) {
    return slots[i * STRIDE];
  }

  int nameEnd(int i) {
    return slots[i * STRIDE] + (slots[i * STRIDE + 1] & NAME_MASK);
  }

  int valueStart(int i) {
    return slots[i * STRIDE + 2];
  }

  /// The end of the value; after it come white space and CRLF.
  int valueEnd(int i) {
    return slots[i * STRIDE + 3];
  }

  /// The first line at or after `from` with that name, or -1.
  int next(HeaderName name, int from) {
    int wanted = name.id();
    for (int i = from; i < count; i++) {
      if (slots[i * STRIDE + 1] >>> NAME_BITS == wanted) {
        return i;
      }
    }
    return -1;
  }

  /// As [#next(HeaderName, int)], for a name that may be one that we do not know.
  int next(byte[] bytes, HeaderName known, byte[] spelled, int from) {
    if (known != HeaderName.OTHER) {
      return next(known, from);
    }
    int i = next(HeaderName.OTHER, from);
    while (i >= 0 && !Ascii.equalsIgnoreCase(bytes, lineStart(i), nameEnd(i), spelled)) {
      i = next(HeaderName.OTHER, i + 1);
    }
    return i;
  }
}
