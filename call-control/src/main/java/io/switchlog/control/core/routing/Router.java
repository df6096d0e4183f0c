package io.switchlog.control.core.routing;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.ArrayList;
import java.util.List;
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
  /// validated does not have, matches nothing; neither does one where what was dialed would make no
  /// host in the place of one.
  public static Routing route(String calledUser, RoutingTable table) {
    if (calledUser.length() > LONGEST_USER) {
      return new Routing.NoRoute();
    }
    for (Rule rule : table.rules()) {
      Expression expression = expression(rule.calledUser());
      String[] groups = expression == null ? null : expression.match(calledUser);
      Action action = groups == null ? null : filledIn(rule.action(), groups);
      if (action != null) {
        return new Routing.Routed(rule.name(), action, rule.policy());
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

  /// Null where what was dialed makes no address.
  private static @Nullable Action filledIn(Action action, String[] groups) {
    return switch (action) {
      case Action.Dial(String template, Action.MediaMode media) -> {
        String uri = Template.uri(template, groups);
        yield uri == null ? null : new Action.Dial(uri, media);
      }
      case Action.Ring ring -> {
        List<RingStage> stages = stages(ring.stages(), groups);
        yield stages == null
            ? null
            : new Action.Ring(
                stages, ring.media(), ring.earlyMedia(), ring.redirections(), ring.passes());
      }
      case Action.Echo echo -> echo;
      case Action.Music music -> music;
      case Action.Park(String slots, String template, int recallSeconds) -> {
        String recall = template == null ? null : Template.uri(template, groups);
        yield template != null && recall == null
            ? null
            : new Action.Park(Template.plain(slots, groups), recall, recallSeconds);
      }
      case Action.Retrieve(String slot) -> new Action.Retrieve(Template.plain(slot, groups));
      case Action.User(String user, Action.MediaMode media) ->
          new Action.User(Template.plain(user, groups), media);
      case Action.Reject reject -> reject;
    };
  }

  private static @Nullable List<RingStage> stages(List<RingStage> stages, String[] groups) {
    List<RingStage> filled = new ArrayList<>();
    for (RingStage stage : stages) {
      List<RingTarget> targets = new ArrayList<>();
      for (RingTarget target : stage.targets()) {
        String uri = Template.uri(target.uri(), groups);
        if (uri == null) {
          return null;
        }
        targets.add(
            new RingTarget(
                uri,
                target.ringSeconds(),
                target.delaySeconds(),
                target.headers(),
                target.credentials(),
                target.media()));
      }
      filled.add(new RingStage(targets));
    }
    return filled;
  }
}
