package io.switchlog.control.core.routing;

import java.util.ArrayDeque;
import java.util.Deque;

/// How much an expression comes to when its counted repetitions are written out, and how deep it
/// nests: what its matcher's memory and stack grow with. Known before it is compiled, from its text
/// alone.
final class ExpressionSize {
  /// A compiled expression of this size takes a few hundred kilobytes of stack at the most.
  static final int LARGEST = 1_000;

  static final int DEEPEST = 100;

  private final String text;
  private final Deque<Long> open = new ArrayDeque<>();
  private long size;
  private long atom;
  private int deepest;
  private int at;

  private ExpressionSize(String text) {
    this.text = text;
  }

  static boolean isTooLarge(String text) {
    ExpressionSize measured = new ExpressionSize(text);
    return measured.measure() > LARGEST || measured.deepest > DEEPEST;
  }

  private long measure() {
    while (at < text.length() && size <= LARGEST) {
      switch (text.charAt(at)) {
        case '(' -> {
          open.push(size);
          deepest = Math.max(deepest, open.size());
          size = 1;
          at++;
        }
        case ')' -> {
          long outside = open.isEmpty() ? 0 : open.pop();
          atom = size;
          size += outside;
          at++;
        }
        case '{' -> repeat();
        case '[' -> set();
        case '\\' -> {
          at += 2;
          single();
        }
        default -> {
          at++;
          single();
        }
      }
    }
    return size;
  }

  private void single() {
    atom = 1;
    size++;
  }

  /// A set is one step, however much is in it.
  private void set() {
    at++;
    int first = at;
    while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    single();
  }

  private void repeat() {
    long count = 0;
    long most = 1;
    for (at++; at < text.length() && text.charAt(at) != '}'; at++) {
      int digit = text.charAt(at) - '0';
      count = digit < 0 || digit > 9 ? 0 : Math.min(LARGEST + 1, count * 10 + digit);
      most = Math.max(most, count);
    }
    at++;
    size += atom * (most - 1);
    atom *= most;
  }
}
