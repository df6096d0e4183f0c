package io.switchlog.allinone.config;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes a routing table as the file that would make it.
public final class RoutingText {
  private static final int MINUTE = 60;
  private static final int HOUR = 3_600;

  private RoutingText() {}

  public static List<String> of(RoutingTable table) {
    List<String> lines = new ArrayList<>();
    lines.add("# version " + table.version());
    lines.add("ring-timeout: " + span(table.ringTimeoutSeconds()));
    lines.add("max-duration: " + span(table.maxDurationSeconds()));
    lines.add("rtp-timeout: " + span(table.rtpTimeoutSeconds()));
    lines.add(table.rules().isEmpty() ? "rules: []" : "rules:");
    for (Rule rule : table.rules()) {
      lines.add("  - name: " + quoted(rule.name()));
      lines.add("    called: " + quoted(rule.calledUser()));
      lines.add("    " + action(rule.action()));
    }
    return lines;
  }

  private static String action(Action action) {
    return switch (action) {
      case Action.Dial dial ->
          "dial: {uri: "
              + quoted(dial.uri())
              + ", media: "
              + dial.media().name().toLowerCase(Locale.ROOT)
              + "}";
      case Action.Echo _ -> "echo: {}";
      case Action.Music _ -> "music: {}";
      case Action.Reject reject ->
          "reject: {status: " + reject.status() + ", reason: " + quoted(reject.reason()) + "}";
    };
  }

  private static String span(int seconds) {
    if (seconds != 0 && seconds % HOUR == 0) {
      return seconds / HOUR + "h";
    }
    return seconds != 0 && seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
