package io.switchlog.wire.sip;

import java.time.Duration;

/// When to try again (RFC 3261 20.33); a comment is left out.
///
/// @param delay from now
/// @param params such as `duration`
public record RetryAfter(Duration delay, Params params) {
  static final long MAX_SECONDS = 0xffffffffL;

  static RetryAfter parse(Cursor cursor) {
    long seconds = cursor.skipLws().number(MAX_SECONDS, "seconds");
    if (cursor.skipLws().peek() == '(') {
      skipComment(cursor);
    }
    RetryAfter retryAfter = new RetryAfter(Duration.ofSeconds(seconds), Params.parse(cursor));
    cursor.expectEnd("Retry-After");
    return retryAfter;
  }

  private static void skipComment(Cursor cursor) {
    int depth = 0;
    do {
      switch (cursor.peek()) {
        case -1 -> throw cursor.malformed("a closing parenthesis");
        case '(' -> depth++;
        case ')' -> depth--;
        case '\\' -> cursor.at++;
        default -> {}
      }
      cursor.at++;
    } while (depth > 0);
  }
}
