package io.switchlog.schemas;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The name of a place where a call can be parked: what a phone dials to fetch it.
///
/// @param value 1 to [#LONGEST] letters, digits, `-`, `_`, `*` or `#`
public record ParkSlot(String value) implements Comparable<ParkSlot> {
  /// So many characters at the most.
  public static final int LONGEST = 32;

  /// A range has no more.
  public static final int MOST = 100;

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");

  /// What its aggregate's id begins with; no call's does.
  private static final String PREFIX = "slot:";

  public ParkSlot {
    if (!isSlot(value)) {
      throw new IllegalArgumentException(
          "expected 1 to %d letters, digits, -, _, * or # as a park slot, found %s"
              .formatted(LONGEST, value));
    }
  }

  /// Whether a text names a slot.
  public static boolean isSlot(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars()
            .allMatch(c ->
                (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || "-_*#".indexOf(c) >= 0);
  }

  /// The slots that a text names: one, or those from a number to another of as many digits, both
  /// included, such as `701-720`.
  ///
  /// @return none where it names none, or more than [#MOST]
  public static List<ParkSlot> range(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      return isSlot(text) ? List.of(new ParkSlot(text)) : List.of();
    }
    if (range.group(1).length() != range.group(2).length()) {
      return List.of();
    }
    int digits = range.group(1).length();
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    if (last < first || last - first >= MOST) {
      return List.of();
    }
    return IntStream.rangeClosed(first, last)
        .mapToObj(number -> new ParkSlot(("%0" + digits + "d").formatted(number)))
        .toList();
  }

  /// Whether an aggregate is a slot.
  public static boolean is(AggregateId id) {
    return id.value().startsWith(PREFIX);
  }

  /// The slot that an aggregate is.
  ///
  /// @throws IllegalArgumentException if it is none
  public static ParkSlot of(AggregateId id) {
    if (!is(id)) {
      throw new IllegalArgumentException("expected the id of a park slot, found " + id);
    }
    return new ParkSlot(id.value().substring(PREFIX.length()));
  }

  /// The id of its aggregate.
  public AggregateId aggregate() {
    return new AggregateId(PREFIX + value);
  }

  @Override
  public int compareTo(ParkSlot other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
