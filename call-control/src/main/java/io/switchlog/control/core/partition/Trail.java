package io.switchlog.control.core.partition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the decisions of one life of an aggregate stand in the journal. Grows at its end and
/// shares all of what was before.
///
/// @param before where those before it stand, null for the first
/// @param offset where the last one stands
/// @param length how many there are
record Trail(@Nullable Trail before, long offset, int length) {
  static Trail grown(@Nullable Trail before, long offset) {
    return new Trail(before, offset, before == null ? 1 : before.length + 1);
  }

  /// The offsets below another one, in order.
  List<Long> below(long end) {
    List<Long> offsets = new ArrayList<>(length);
    for (Trail at = this; at != null; at = at.before) {
      if (at.offset < end) {
        offsets.add(at.offset);
      }
    }
    return List.copyOf(offsets.reversed());
  }

  // Those that a record makes would go as deep on the stack as the trail is long.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Trail trail
        && trail.below(Long.MAX_VALUE).equals(below(Long.MAX_VALUE));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return below(Long.MAX_VALUE).toString();
  }
}
