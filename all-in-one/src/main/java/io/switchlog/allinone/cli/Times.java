package io.switchlog.allinone.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Moments and spans as people read them.
final class Times {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private Times() {}

  static String moment(Instant moment) {
    return MOMENT.format(moment);
  }

  static String time(Instant moment) {
    return TIME.format(moment);
  }

  /// `3.120s`, `4m05s`, `2h03m05s`.
  static String span(Duration span) {
    if (span.compareTo(Duration.ofMinutes(1)) < 0) {
      return "%d.%03ds".formatted(span.toSeconds(), span.toMillisPart());
    }
    String minutes = "%dm%02ds".formatted(span.toMinutes(), span.toSecondsPart());
    return span.toHours() == 0
        ? minutes
        : "%dh%02dm%02ds".formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart());
  }
}
