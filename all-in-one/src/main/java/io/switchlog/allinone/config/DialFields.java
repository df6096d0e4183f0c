package io.switchlog.allinone.config;

import io.switchlog.control.core.routing.Expression;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.EarlyMedia;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `dial` says: one URI, or whom to ring in what order. See docs/routing.md.
final class DialFields {
  private static final String EXAMPLE =
      "a mapping such as {uri: \"sip:bob@127.0.0.1:5070\", media: relay}";
  private static final Set<String> KEYS =
      Set.of("uri", "targets", "stages", "media", "early-media", "redirections", "credentials");
  private static final List<String> WHOM = List.of("uri", "targets", "stages");
  private static final Set<String> TARGET_KEYS =
      Set.of("uri", "ring", "delay", "headers", "q", "credentials", "media");
  private static final String TARGETS = "a list of targets, each with a uri";
  private static final int MOST_REDIRECTIONS = 5;
  private static final String REDIRECTIONS =
      "how many redirections are followed, 0 to " + MOST_REDIRECTIONS + ", or pass";
  private static final int MOST_STAGES = 20;
  private static final int MOST_TARGETS = 20;
  private static final int MOST_SECONDS = 600;

  /// All headers of a plan together, which each of its calls keeps in its history.
  private static final int MOST_HEADER_CHARACTERS = 20_000;

  private static final int MOST_TARGETS_IN_ALL = 60;

  private final String file;
  private final Expression expression;

  DialFields(String file, Expression expression) {
    this.file = file;
    this.expression = expression;
  }

  /// A target and how much it is preferred, 0 to 1,000.
  private record Preferred(RingTarget target, int q) {}

  Action action(Fields rule) {
    Fields fields =
        Fields.of(file, rule.name("dial"), rule.required("dial", EXAMPLE), KEYS, EXAMPLE);
    List<String> whom = WHOM.stream().filter(fields::has).toList();
    if (whom.size() > 1) {
      throw fields.wrong(whom.getLast(), "only one of uri, targets and stages");
    }
    if (fields.has("uri") || whom.isEmpty()) {
      String uri = uri(fields);
      if (fields.has("early-media")) {
        throw fields.wrong("early-media", "no such key where one party rings: its audio is heard");
      }
      Integer redirections = redirections(fields);
      Boolean passes = passesRedirections(fields);
      RingTarget target = new RingTarget(uri, 0, 0, List.of(), credentials(fields));
      return redirections == null && passes == null && target.credentials() == null
          ? new Action.Dial(uri, media(fields))
          : new Action.Ring(
              List.of(new RingStage(List.of(target))),
              media(fields),
              EarlyMedia.FIRST,
              redirections,
              passes);
    }
    if (fields.has("credentials")) {
      throw fields.wrong("credentials", "no such key here, but at each target that asks for some");
    }
    List<RingStage> stages = fields.has("stages") ? stages(fields) : byPreference(fields);
    check(fields, whom.getFirst(), stages);
    return new Action.Ring(
        stages, media(fields), early(fields), redirections(fields), passesRedirections(fields));
  }

  private static void check(Fields dial, String key, List<RingStage> stages) {
    List<RingTarget> all = stages.stream().flatMap(stage -> stage.targets().stream()).toList();
    if (all.size() > MOST_TARGETS_IN_ALL) {
      throw dial.wrong(key, "at most " + MOST_TARGETS_IN_ALL + " targets in all");
    }
    long characters =
        all.stream().flatMap(target -> target.headers().stream()).mapToLong(String::length).sum();
    if (characters > MOST_HEADER_CHARACTERS) {
      throw dial.wrong(
          key, "headers of at most " + MOST_HEADER_CHARACTERS + " characters in all its targets");
    }
    if (stages.stream().anyMatch(stage -> stage.targets().getFirst().delaySeconds() > 0)) {
      throw dial.wrong(key, "in each stage a target without a delay, which is rung first");
    }
  }

  private String uri(Fields fields) {
    String uri = fields.text("uri", RoutingRules.URI);
    String fault = RoutingRules.faultOf(uri, expression);
    if (fault != null) {
      throw fields.wrong("uri", fault);
    }
    return uri;
  }

  static MediaMode media(Fields fields) {
    return !fields.has("media")
        ? MediaMode.RELAY
        : switch (fields.text("media", "relay or bypass")) {
          case "relay" -> MediaMode.RELAY;
          case "bypass" -> MediaMode.BYPASS;
          default -> throw fields.wrong("media", "relay or bypass");
        };
  }

  /// Null for none.
  private static @Nullable Integer redirections(Fields fields) {
    int most =
        fields.has("redirections") && passesRedirections(fields) == null
            ? fields.number("redirections", 0, MOST_REDIRECTIONS, REDIRECTIONS)
            : 0;
    return most == 0 ? null : most;
  }

  /// Null for no.
  private static @Nullable Boolean passesRedirections(Fields fields) {
    boolean passes =
        fields.has("redirections") && fields.text("redirections", REDIRECTIONS).equals("pass");
    return passes ? true : null;
  }

  /// Null for none.
  private static @Nullable String credentials(Fields fields) {
    if (!fields.has("credentials")) {
      return null;
    }
    String wanted =
        "a name of the file that edges are given with --credentials: letters, digits, '.', '_', '-'";
    String name = fields.text("credentials", wanted);
    if (!CredentialsFile.isName(name)) {
      throw fields.wrong("credentials", wanted);
    }
    return name;
  }

  private static EarlyMedia early(Fields fields) {
    String wanted = "first, last or none";
    return !fields.has("early-media")
        ? EarlyMedia.FIRST
        : switch (fields.text("early-media", wanted)) {
          case "first" -> EarlyMedia.FIRST;
          case "last" -> EarlyMedia.LAST;
          case "none" -> EarlyMedia.NONE;
          default -> throw fields.wrong("early-media", wanted);
        };
  }

  private List<RingStage> stages(Fields dial) {
    String wanted = "a list of 1 to " + MOST_STAGES + " stages, each with targets";
    List<Yaml> items = dial.list("stages", wanted);
    if (items.isEmpty() || items.size() > MOST_STAGES) {
      throw dial.wrong("stages", wanted);
    }
    List<RingStage> stages = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String path = dial.name("stages") + "[" + i + "]";
      Fields stage =
          Fields.of(file, path, items.get(i), Set.of("targets"), "a mapping with targets");
      stages.add(inOrder(targets(stage, false).stream().map(Preferred::target).toList()));
    }
    return stages;
  }

  /// Targets that are as preferred ring side by side, the less preferred after them.
  private List<RingStage> byPreference(Fields dial) {
    SortedMap<Integer, List<RingTarget>> byQ = new TreeMap<>(Comparator.reverseOrder());
    for (Preferred each : targets(dial, true)) {
      byQ.computeIfAbsent(each.q(), _ -> new ArrayList<>()).add(each.target());
    }
    return byQ.values().stream().map(DialFields::inOrder).toList();
  }

  private static RingStage inOrder(List<RingTarget> targets) {
    return new RingStage(
        targets.stream().sorted(Comparator.comparingInt(RingTarget::delaySeconds)).toList());
  }

  private List<Preferred> targets(Fields fields, boolean withQ) {
    List<Yaml> items = fields.list("targets", TARGETS);
    if (items.isEmpty() || items.size() > MOST_TARGETS) {
      throw fields.wrong("targets", "1 to " + MOST_TARGETS + " targets");
    }
    List<Preferred> targets = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String path = fields.name("targets") + "[" + i + "]";
      targets.add(target(path, items.get(i), withQ));
    }
    return targets;
  }

  private Preferred target(String path, Yaml item, boolean withQ) {
    Fields fields =
        Fields.of(file, path, item, TARGET_KEYS, "a mapping such as {uri: \"sip:bob@127.0.0.1\"}");
    if (fields.has("q") && !withQ) {
      throw fields.wrong("q", "no q inside stages, which are in order already");
    }
    RingTarget target =
        new RingTarget(
            uri(fields),
            fields.seconds("ring", 0, 1, MOST_SECONDS),
            fields.seconds("delay", 0, 0, MOST_SECONDS),
            HeaderFields.lines(file, fields, "headers"),
            credentials(fields),
            fields.has("media") ? media(fields) : null);
    return new Preferred(target, fields.has("q") ? q(fields) : 1_000);
  }

  /// RFC 3261 section 25.1: `qvalue`.
  private static int q(Fields fields) {
    String wanted = "a preference from 0 to 1 such as 0.5, with three digits at the most";
    String text = fields.text("q", wanted);
    if (!text.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")) {
      throw fields.wrong("q", wanted);
    }
    return new BigDecimal(text.endsWith(".") ? text + "0" : text).movePointRight(3).intValueExact();
  }
}
