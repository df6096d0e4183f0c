package io.switchlog.allinone.config;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    Integer session = table.sessionSeconds();
    if (session != null) {
      lines.add("session-timer: " + span(session));
    }
    lines.add(table.rules().isEmpty() ? "rules: []" : "rules:");
    for (Rule rule : table.rules()) {
      lines.add("  - name: " + quoted(rule.name()));
      lines.add("    called: " + quoted(rule.calledUser()));
      lines.addAll(action(rule.action()));
      lines.addAll(policy(rule.policy()));
    }
    return lines;
  }

  private static List<String> policy(@Nullable CrossingPolicy policy) {
    if (policy == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    RequestPolicy requests = policy.requests();
    if (requests != null) {
      lines.add(
          "    requests: {INFO: %s, MESSAGE: %s, NOTIFY: %s, REFER: %s}"
              .formatted(
                  word(requests.ofInfo()),
                  word(requests.ofMessage()),
                  word(requests.ofNotify()),
                  word(requests.ofRefer())));
    }
    if (policy.toCalled() != null || policy.toCaller() != null) {
      lines.add("    headers:");
      lines.addAll(rules("to-called", policy.toCalled()));
      lines.addAll(rules("to-caller", policy.toCaller()));
    }
    return lines;
  }

  private static List<String> rules(String way, @Nullable HeaderRules rules) {
    if (rules == null) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    if (!rules.pass().isEmpty()) {
      parts.add("pass: " + names(rules.pass()));
    }
    if (!rules.strip().isEmpty()) {
      parts.add("strip: " + names(rules.strip()));
    }
    if (!rules.set().isEmpty()) {
      parts.add("set: " + headers(rules.set()));
    }
    return List.of("      " + way + ": {" + String.join(", ", parts) + "}");
  }

  private static String names(List<String> names) {
    return names.stream().map(RoutingText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static List<String> action(Action action) {
    return switch (action) {
      case Action.Dial dial ->
          List.of("    dial: {uri: " + quoted(dial.uri()) + ", media: " + word(dial.media()) + "}");
      case Action.Ring ring -> ring(ring);
      case Action.Echo _ -> List.of("    echo: {}");
      case Action.Music _ -> List.of("    music: {}");
      case Action.Park(String slots, String recall, int recallSeconds) ->
          List.of(
              "    park: {slots: "
                  + quoted(slots)
                  + (recall == null
                      ? ""
                      : ", recall: " + quoted(recall) + ", recall-after: " + span(recallSeconds))
                  + "}");
      case Action.Retrieve(String slot) -> List.of("    retrieve: {slot: " + quoted(slot) + "}");
      case Action.User(String user, Action.MediaMode media) ->
          List.of("    user: {name: " + quoted(user) + ", media: " + word(media) + "}");
      case Action.Reject reject ->
          List.of(
              "    reject: {status: "
                  + reject.status()
                  + ", reason: "
                  + quoted(reject.reason())
                  + "}");
    };
  }

  private static List<String> ring(Action.Ring ring) {
    List<String> lines = new ArrayList<>();
    lines.add("    dial:");
    lines.add("      media: " + word(ring.media()));
    lines.add("      early-media: " + word(ring.earlyMedia()));
    if (ring.mostRedirections() > 0) {
      lines.add("      redirections: " + ring.mostRedirections());
    }
    if (ring.passesRedirections()) {
      lines.add("      redirections: pass");
    }
    lines.add("      stages:");
    for (RingStage stage : ring.stages()) {
      lines.add("        - targets:");
      stage.targets().forEach(target -> lines.add("            - " + target(target)));
    }
    return lines;
  }

  private static String target(RingTarget target) {
    StringBuilder text = new StringBuilder("{uri: ").append(quoted(target.uri()));
    if (target.ringSeconds() != 0) {
      text.append(", ring: ").append(span(target.ringSeconds()));
    }
    if (target.delaySeconds() != 0) {
      text.append(", delay: ").append(span(target.delaySeconds()));
    }
    if (!target.headers().isEmpty()) {
      text.append(", headers: ").append(headers(target.headers()));
    }
    if (target.credentials() != null) {
      text.append(", credentials: ").append(quoted(target.credentials()));
    }
    if (target.media() != null) {
      text.append(", media: ").append(word(target.media()));
    }
    return text.append('}').toString();
  }

  private static String headers(List<String> lines) {
    return lines.stream().map(RoutingText::header).collect(Collectors.joining(", ", "{", "}"));
  }

  private static String header(String line) {
    int colon = line.indexOf(": ");
    return quoted(line.substring(0, colon)) + ": " + quoted(line.substring(colon + 2));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String span(int seconds) {
    if (seconds != 0 && seconds % HOUR == 0) {
      return seconds / HOUR + "h";
    }
    return seconds != 0 && seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
  }

  /// A text as YAML has it between double quotes; what is not to be seen is escaped.
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
    text.codePoints()
        .forEach(point -> {
          if (point == '"' || point == '\\') {
            quoted.append('\\').appendCodePoint(point);
          } else if (isSeen(point)) {
            quoted.appendCodePoint(point);
          } else {
            quoted.append("\\U%08x".formatted(point));
          }
        });
    return quoted.append('"').toString();
  }

  private static boolean isSeen(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
