package io.switchlog.control.core.dialog;

import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.SessionTiming.Refresher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a message of ours speaks of its session's timer (RFC 4028).
///
/// @param seconds how long a refresh holds; 0: the message says nothing
/// @param refresher who refreshes, as the transaction has it; null: that is left open
/// @param leastSeconds what a request must not go below, where that is more than anybody may ask
///   for; else 0
/// @param required whether an answer tells its peer that it has to take part
public record SessionInterval(
    int seconds, @Nullable Refresher refresher, int leastSeconds, boolean required) {
  /// Nobody may ask for less (RFC 4028 section 4).
  public static final int LEAST_SECONDS = 90;

  public static final SessionInterval NONE = new SessionInterval(0, null, 0, false);

  /// What an INVITE of ours that opens a dialog asks for.
  public static SessionInterval asked(int seconds, int leastSeconds) {
    return seconds == 0
        ? NONE
        : new SessionInterval(Math.max(seconds, leastSeconds), null, leastSeconds, false);
  }

  /// What such an INVITE has asked for, and could not go below.
  public static SessionInterval askedIn(Content invite) {
    int seconds = number(HeaderLines.value(invite, "Session-Expires"));
    return seconds == 0 ? NONE : asked(seconds, number(HeaderLines.value(invite, "Min-SE")));
  }

  /// The message with the lines that say it.
  public Content in(Content content) {
    if (seconds == 0) {
      return content;
    }
    List<String> lines = new ArrayList<>(3);
    lines.add(
        "Session-Expires: "
            + seconds
            + (refresher == null
                ? ""
                : refresher == Refresher.UAC ? ";refresher=uac" : ";refresher=uas"));
    if (leastSeconds > LEAST_SECONDS) {
      lines.add("Min-SE: " + leastSeconds);
    }
    if (required) {
      // RFC 4028 section 9: the peer has to refresh, or to know that we do.
      lines.add("Require: timer");
    }
    return HeaderLines.with(content, lines);
  }

  /// The number that a line of ours begins with; 0 for none.
  private static int number(@Nullable String value) {
    return value == null ? 0 : Integer.parseInt(value.split(";", 2)[0].strip());
  }
}
