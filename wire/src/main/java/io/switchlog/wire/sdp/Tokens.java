package io.switchlog.wire.sdp;

import java.util.ArrayList;
import java.util.List;

/// The two things every field of an SDP line is made of: words between blanks, and decimal numbers.
/// Several blanks in a row count as one, which is more than the grammar allows and what phones
/// send.
final class Tokens {
  private Tokens() {}

  static List<String> split(String value) {
    List<String> words = new ArrayList<>(8);
    int end = value.length();
    int from = 0;
    while (from < end) {
      while (from < end && isBlank(value.charAt(from))) {
        from++;
      }
      int to = from;
      while (to < end && !isBlank(value.charAt(to))) {
        to++;
      }
      if (to > from) {
        words.add(value.substring(from, to));
      }
      from = to;
    }
    return words;
  }

  static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// The number that the text spells in ASCII digits, or -1 where it is none or is above `max`.
  static long decimal(String text, long max) {
    if (!isDecimal(text)) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (number > (max - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
