package io.switchlog.control.core.routing;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Finds the first rule that matches. The answer depends on the arguments only; compiled
/// expressions are remembered beside it.
public final class Router {
  /// A called user longer than this matches nothing.
  public static final int LONGEST_USER = 256;

  private static final int REMEMBERED_EXPRESSIONS = 10_000;
  private static final ConcurrentMap<String, Expression.Read> EXPRESSIONS =
      new ConcurrentHashMap<>();

  private Router() {}

  /// Where a call to this user goes. A rule whose expression is wrong, which a table that was
  /// validated does not have, matches nothing.
  public static Routing route(String calledUser, RoutingTable table) {
    if (calledUser.length() > LONGEST_USER) {
      return new Routing.NoRoute();
    }
    for (Rule rule : table.rules()) {
      Expression expression = expression(rule.calledUser());
      String[] groups = expression == null ? null : expression.match(calledUser);
      if (groups != null) {
        return new Routing.Routed(rule.name(), filledIn(rule.action(), groups), rule.policy());
      }
    }
    return new Routing.NoRoute();
  }

  private static @Nullable Expression expression(String text) {
    Expression.Read known = EXPRESSIONS.get(text);
    if (known != null) {
      return known.expression();
    }
    if (EXPRESSIONS.size() >= REMEMBERED_EXPRESSIONS) {
      EXPRESSIONS.clear();
    }
    return EXPRESSIONS.computeIfAbsent(text, Expression::read).expression();
  }

  private static Action filledIn(Action action, String[] groups) {
    return switch (action) {
      case Action.Dial(String uri, Action.MediaMode media) ->
          new Action.Dial(filledIn(uri, groups), media);
      case Action.Ring ring ->
          new Action.Ring(
              ring.stages().stream().map(stage -> filledIn(stage, groups)).toList(),
              ring.media(),
              ring.earlyMedia(),
              ring.redirections(),
              ring.passes());
      case Action.Echo echo -> echo;
      case Action.Music music -> music;
      case Action.Park(String slots, String recall, int recallSeconds) ->
          new Action.Park(
              filledIn(slots, groups),
              recall == null ? null : filledIn(recall, groups),
              recallSeconds);
      case Action.Retrieve(String slot) -> new Action.Retrieve(filledIn(slot, groups));
      case Action.Reject reject -> reject;
    };
  }

  private static RingStage filledIn(RingStage stage, String[] groups) {
    return new RingStage(
        stage.targets().stream()
            .map(target ->
                new RingTarget(
                    filledIn(target.uri(), groups),
                    target.ringSeconds(),
                    target.delaySeconds(),
                    target.headers(),
                    target.credentials(),
                    target.media()))
            .toList());
  }

  /// `$1` to `$9` by the text of their groups; one without a group, or whose group took no part, by
  /// nothing.
  private static String filledIn(String template, String[] groups) {
    StringBuilder text = new StringBuilder(template.length() + 16);
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      int group = c == '$' && at + 1 < template.length() ? template.charAt(at + 1) - '0' : -1;
      if (group < 1 || group > 9) {
        text.append(c);
        at++;
      } else {
        if (group < groups.length) {
          text.append(groups[group]);
        }
        at += 2;
      }
    }
    return text.toString();
  }
}
