package io.switchlog.schemas.codec;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/// Small values that were read lately. What comes from the bus repeats itself - the name of a
/// codec, a host, a node, a leg, the call that the record before was about - and a node that holds
/// thousands of calls shall hold each of these once.
///
/// A table of a fixed size, in which a newer value takes the place of an older one. Threads share
/// it without a lock: values are immutable, and where two threads meet one is merely kept twice.
final class Repeats {
  /// Longer texts are not looked for: all but unique.
  private static final int LONGEST_TEXT = 40;

  private static final int MOST_COMPONENTS = 3;
  private static final int PLACES = 2_048;

  private final @Nullable Object[] places = new @Nullable Object[PLACES];

  /// The text that was read before, where one like it was.
  String text(String read) {
    return read.length() <= LONGEST_TEXT && earlier(read) instanceof String known ? known : read;
  }

  /// The value that was read before, where one like it was.
  Object earlier(Object read) {
    // An identifier has the hash of its only component: without its class it would displace that.
    int hash = 31 * read.hashCode() + read.getClass().hashCode();
    int place = (hash * 0x9E37_79B9) >>> Integer.numberOfLeadingZeros(PLACES - 1);
    Object known = places[place];
    if (known != null && read.equals(known)) {
      return known;
    }
    places[place] = read;
    return read;
  }

  /// Whether values of a type are small enough to be looked for.
  static boolean isSmall(Class<?> type) {
    if (type == String.class || type == int.class || type == boolean.class || type.isEnum()) {
      return true;
    }
    if (!type.isRecord() || type.getRecordComponents().length > MOST_COMPONENTS) {
      return false;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!isSmall(component.getType())) {
        return false;
      }
    }
    return true;
  }
}
