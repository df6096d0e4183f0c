package io.switchlog.allinone.config;

import io.switchlog.control.core.dialog.SessionInterval;
import io.switchlog.control.core.routing.Expression;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.request.ControlRequest;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a routing file: YAML in, [RoutingTable] out, or the first mistake as one line. The format
/// is described in docs/routing.md.
public final class RoutingFile {
  private static final Set<String> TABLE_KEYS =
      Set.of("ring-timeout", "max-duration", "rtp-timeout", "session-timer", "rules");
  private static final List<String> ACTIONS =
      List.of("dial", "user", "echo", "music", "park", "retrieve", "reject");
  private static final Set<String> RULE_KEYS =
      Set.of(
          "name",
          "called",
          "requests",
          "headers",
          "dial",
          "user",
          "echo",
          "music",
          "park",
          "retrieve",
          "reject");
  private static final int MOST_RING_SECONDS = 600;
  private static final int MOST_DURATION_SECONDS = 604_800;
  private static final int MOST_RTP_SECONDS = 3_600;
  private static final int MOST_SESSION_SECONDS = 86_400;

  private static final Set<String> PARK_KEYS = Set.of("slots", "recall", "recall-after");
  private static final int USUAL_RECALL_SECONDS = 60;
  private static final int LONGEST_RECALL = 256;

  private final String file;

  private RoutingFile(String file) {
    this.file = file;
  }

  /// Reads a file. The table has version 0: a version is given when it is applied.
  ///
  /// @throws ConfigFileException with a one-line message
  public static RoutingTable read(Path path) {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (MalformedInputException e) {
      throw new ConfigFileException(path + ": not a text in UTF-8");
    } catch (IOException e) {
      String why = Files.exists(path) ? "cannot be read: " + e.getMessage() : "no such file";
      throw new ConfigFileException(path + ": " + why);
    }
  }

  /// Reads a text.
  ///
  /// @param file the name to put into messages
  /// @throws ConfigFileException with a one-line message
  public static RoutingTable parse(String file, String text) {
    return new RoutingFile(file).table(Yaml.read(file, text));
  }

  private RoutingTable table(Yaml document) {
    Fields fields = Fields.of(file, "", document, TABLE_KEYS, "a mapping with the key rules");
    RoutingTable usual = RoutingTable.EMPTY;
    int ring = fields.seconds("ring-timeout", usual.ringTimeoutSeconds(), 1, MOST_RING_SECONDS);
    int duration =
        fields.seconds("max-duration", usual.maxDurationSeconds(), 1, MOST_DURATION_SECONDS);
    int rtp = fields.seconds("rtp-timeout", usual.rtpTimeoutSeconds(), 0, MOST_RTP_SECONDS);
    int session = fields.seconds("session-timer", 0, 0, MOST_SESSION_SECONDS);
    if (session > 0 && session < SessionInterval.LEAST_SECONDS) {
      throw fields.wrong("session-timer", "0s, or " + SessionInterval.LEAST_SECONDS + "s and more");
    }
    return new RoutingTable(0, rules(fields), ring, duration, rtp, session == 0 ? null : session);
  }

  private List<Rule> rules(Fields table) {
    List<Yaml> items = table.list("rules", "a list of rules, each with name, called and an action");
    List<Rule> rules = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Fields fields =
          Fields.of(
              file,
              "rules[" + i + "]",
              items.get(i),
              RULE_KEYS,
              "a mapping with name, called and an action");
      Rule rule = rule(fields);
      Integer earlier = lines.putIfAbsent(rule.name(), fields.line());
      if (earlier != null) {
        throw fields.wrong("name", "a name of its own, line " + earlier + " has this one already");
      }
      rules.add(rule);
    }
    return rules;
  }

  private Rule rule(Fields fields) {
    String name = fields.text("name", "a name such as to-bob");
    String called = fields.text("called", RoutingRules.EXPRESSION);
    Expression.Read read = Expression.read(called);
    Expression expression = read.expression();
    if (expression == null) {
      throw fields.wrong("called", read.fault());
    }
    List<String> present = ACTIONS.stream().filter(fields::has).toList();
    if (present.size() != 1) {
      throw new ConfigFileException(
          "%s:%d: rule \"%s\" has %s, expected exactly one of %s"
              .formatted(
                  file,
                  fields.line(),
                  name,
                  present.isEmpty() ? "no action" : "the actions " + String.join(" and ", present),
                  String.join(", ", ACTIONS)));
    }
    String action = present.getFirst();
    return new Rule(
        name,
        called,
        action(fields, action, expression),
        new PolicyFields(file).policy(fields, action));
  }

  private Action action(Fields rule, String key, Expression expression) {
    return switch (key) {
      case "dial" -> new DialFields(file, expression).action(rule);
      case "user" -> user(rule, expression);
      case "reject" -> reject(rule);
      case "park" -> park(rule, expression);
      case "retrieve" -> retrieve(rule, expression);
      case "echo" -> {
        plain(rule, key);
        yield new Action.Echo();
      }
      default -> {
        plain(rule, key);
        yield new Action.Music();
      }
    };
  }

  private Action reject(Fields rule) {
    String example = "a mapping such as {status: 403, reason: Forbidden}";
    Fields fields = inner(rule, "reject", Set.of("status", "reason"), example);
    int status = fields.number("status", 400, 699, "a SIP status from 400 to 699");
    String wanted = "a reason phrase on one line such as Forbidden";
    String reason = fields.text("reason", wanted);
    if (reason.chars().anyMatch(Character::isISOControl)) {
      throw fields.wrong("reason", wanted);
    }
    return new Action.Reject(status, reason);
  }

  private Action user(Fields rule, Expression expression) {
    String example = "a mapping such as {name: $1}";
    Fields fields = inner(rule, "user", Set.of("name", "media"), example);
    String wanted = "a user's name such as 1000 or $1, or with its realm 1000@pbx.example";
    String name = fields.text("name", wanted);
    String fault = RoutingRules.groupFault(name, expression);
    if (fault != null || UserAddress.named(RoutingRules.withGroups(name, "1")) == null) {
      throw fields.wrong("name", fault == null ? wanted : fault);
    }
    return new Action.User(name, DialFields.media(fields));
  }

  private Action park(Fields rule, Expression expression) {
    String example = "a mapping such as {slots: 701-720}";
    Fields fields = inner(rule, "park", PARK_KEYS, example);
    String wanted = "a slot such as 701, or up to " + ParkSlot.MOST + " such as 701-720";
    String slots = slots(fields, "slots", wanted, expression);
    int after = fields.seconds("recall-after", USUAL_RECALL_SECONDS, 5, MOST_DURATION_SECONDS);
    if (!fields.has("recall")) {
      if (fields.has("recall-after")) {
        throw fields.wrong("recall-after", "no such key where nobody is to be rung: see recall");
      }
      return new Action.Park(slots, null, after);
    }
    String whom = "a SIP URI such as sip:desk@127.0.0.1:5070, or what a rule dials such as 1000";
    String recall = fields.text("recall", whom);
    String fault =
        recall.indexOf(':') >= 0
            ? RoutingRules.faultOf(recall, expression)
            : RoutingRules.groupFault(recall, expression);
    if (fault != null || recall.isBlank() || !ControlRequest.isLine(recall, LONGEST_RECALL)) {
      throw fields.wrong("recall", fault == null ? whom : fault);
    }
    return new Action.Park(slots, recall, after);
  }

  private Action retrieve(Fields rule, Expression expression) {
    Fields fields = inner(rule, "retrieve", Set.of("slot"), "a mapping such as {slot: \"701\"}");
    String wanted = "a slot such as 701, or a group of the expression such as $1";
    return new Action.Retrieve(slots(fields, "slot", wanted, expression));
  }

  /// A slot, or several. One that is made of a group is known only when somebody calls.
  private static String slots(Fields fields, String key, String wanted, Expression expression) {
    String text = fields.text(key, wanted);
    String fault = RoutingRules.groupFault(text, expression);
    if (fault != null) {
      throw fields.wrong(key, fault);
    }
    List<ParkSlot> slots = ParkSlot.range(RoutingRules.withGroups(text, "1"));
    boolean isOne = key.equals("slot");
    if (slots.isEmpty() || (isOne && slots.size() > 1)) {
      throw fields.wrong(key, wanted);
    }
    return text;
  }

  /// Echo and music have nothing to set: `echo:` and `echo: {}` mean the same.
  private void plain(Fields rule, String key) {
    if (!(rule.required(key, "{}") instanceof Yaml.Nothing)) {
      inner(rule, key, Set.of(), "{}");
    }
  }

  private Fields inner(Fields rule, String key, Set<String> known, String example) {
    return Fields.of(file, rule.name(key), rule.required(key, example), known, example);
  }
}
