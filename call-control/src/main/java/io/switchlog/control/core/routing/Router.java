package io.switchlog.control.core.routing;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds the first rule that matches. The answer depends on the arguments only; compiled
/// expressions are remembered beside it.
public final class Router {
  /// A called user longer than this matches nothing.
  public static final int LONGEST_USER = 256;

  private static final int REMEMBERED_PATTERNS = 10_000;
  private static final ConcurrentMap<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  /// Never matches: stands for an expression that cannot be compiled, which a table that was
  /// validated does not hold.
  private static final Pattern NEVER = Pattern.compile("(?!)");

  private Router() {}

  /// Where a call to this user goes.
  public static Routing route(String calledUser, RoutingTable table) {
    if (calledUser.length() > LONGEST_USER) {
      return new Routing.NoRoute();
    }
    for (Rule rule : table.rules()) {
      Matcher matcher = pattern(rule.calledUser()).matcher(new MeteredText(calledUser));
      if (matches(matcher)) {
        return new Routing.Routed(rule.name(), filledIn(rule.action(), matcher, calledUser));
      }
    }
    return new Routing.NoRoute();
  }

  private static boolean matches(Matcher matcher) {
    try {
      return matcher.matches();
    } catch (MeteredText.Exhausted | StackOverflowError tooCostly) {
      return false;
    }
  }

  private static Pattern pattern(String expression) {
    Pattern known = PATTERNS.get(expression);
    if (known != null) {
      return known;
    }
    if (PATTERNS.size() >= REMEMBERED_PATTERNS) {
      PATTERNS.clear();
    }
    return PATTERNS.computeIfAbsent(expression, Router::compiled);
  }

  private static Pattern compiled(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException invalid) {
      return NEVER;
    }
  }

  private static Action filledIn(Action action, Matcher matcher, String calledUser) {
    return switch (action) {
      case Action.Dial(String uri, Action.MediaMode media) ->
          new Action.Dial(filledIn(uri, matcher, calledUser), media);
      case Action.Echo echo -> echo;
      case Action.Music music -> music;
      case Action.Reject reject -> reject;
    };
  }

  /// `$1` to `$9` by the text of their groups; one without a group, or whose group took no part, by
  /// nothing.
  private static String filledIn(String template, Matcher matcher, String calledUser) {
    StringBuilder text = new StringBuilder(template.length() + 16);
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      int group = c == '$' && at + 1 < template.length() ? template.charAt(at + 1) - '0' : -1;
      if (group < 1 || group > 9) {
        text.append(c);
        at++;
      } else {
        if (group <= matcher.groupCount() && matcher.start(group) >= 0) {
          text.append(calledUser, matcher.start(group), matcher.end(group));
        }
        at += 2;
      }
    }
    return text.toString();
  }
}
