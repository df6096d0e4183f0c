package io.switchlog.allinone.config;

import io.switchlog.control.core.routing.Expression;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a rule may say, whether it comes from a file or from `--route`, and the rules that a fresh
/// platform starts with.
public final class RoutingRules {
  static final String EXPRESSION = "a regular expression for the called user such as 2(\\d+)";
  static final String URI = "a SIP URI such as sip:$1@127.0.0.1:5070";

  private static final Pattern GROUP = Pattern.compile("\\$(\\d)");
  private static final Pattern SIP_URI =
      Pattern.compile(
          "sips?:(?:[A-Za-z0-9\\-_.!~*'()&=+$,;?/%:]+@)?"
              + "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])"
              + "(?::(\\d{1,5}))?((?:;[A-Za-z0-9\\-_.!~*'()%+=\\[\\]/:&$]+)*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TRANSPORT =
      Pattern.compile(";transport=([^;]*)", Pattern.CASE_INSENSITIVE);

  private RoutingRules() {}

  /// The table of a platform that nobody configured: the given rules, then `echo`, `music`, 700 to
  /// be parked, 1000 to 1999 for users and 701 to 720 to fetch whoever is parked.
  public static RoutingTable usual(List<Rule> first) {
    List<Rule> rules = new ArrayList<>(first);
    rules.add(new Rule("echo", "echo", new Action.Echo()));
    rules.add(new Rule("music", "music", new Action.Music()));
    rules.add(new Rule("park", "700", new Action.Park("701-720", null, 60)));
    rules.add(new Rule("users", "(1\\d{3})", new Action.User("$1", MediaMode.RELAY)));
    rules.add(new Rule("retrieve", "(70[1-9]|71\\d|720)", new Action.Retrieve("$1")));
    RoutingTable empty = RoutingTable.EMPTY;
    return new RoutingTable(
        0,
        rules,
        empty.ringTimeoutSeconds(),
        empty.maxDurationSeconds(),
        empty.rtpTimeoutSeconds());
  }

  /// A rule from `REGEX=SIP-URI`, as `--route` takes it.
  ///
  /// @param ordinal counted from 1; names the rule
  /// @throws IllegalArgumentException with a one-line message
  public static Rule route(int ordinal, String text) {
    // The last "=sip:" parts the two: an expression may hold an equals sign, and so may a URI.
    int equals = Math.max(text.lastIndexOf("=sip:"), text.lastIndexOf("=sips:"));
    if (equals < 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\", expected REGEX=SIP-URI such as 2(\\d+)=sip:$1@127.0.0.1:5070");
    }
    String called = text.substring(0, equals);
    String uri = text.substring(equals + 1);
    Expression.Read read = Expression.read(called);
    if (read.expression() == null) {
      throw new IllegalArgumentException("\"" + called + "\", expected " + read.fault());
    }
    String fault = faultOf(uri, read.expression());
    if (fault != null) {
      throw new IllegalArgumentException("\"" + uri + "\", expected " + fault);
    }
    return new Rule("route-" + ordinal, called, new Action.Dial(uri, MediaMode.RELAY));
  }

  /// What would be right in place of a dial URI, or null where it is right.
  static @Nullable String faultOf(String uri, Expression expression) {
    String fault = groupFault(uri, expression);
    if (fault != null) {
      return fault;
    }
    Matcher parts = SIP_URI.matcher(withGroups(uri, "1"));
    if (!parts.matches()) {
      return URI;
    }
    String port = parts.group(1);
    if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535)) {
      return "a port from 1 to 65535";
    }
    Matcher transport = TRANSPORT.matcher(parts.group(2));
    return transport.find() ? transportFault(transport.group(1), uri) : null;
  }

  /// Who speaks WebSocket can be reached over his own connection alone.
  private static @Nullable String transportFault(String name, String uri) {
    Transport named = Transport.named(name);
    if (named == null || !named.canBeOpenedByUs()) {
      return "a transport of udp, tcp or tls";
    }
    return named == Transport.UDP && uri.regionMatches(true, 0, "sips:", 0, 5)
        ? "a transport of tcp or tls, over which SIPS goes"
        : null;
  }

  /// A text with something in the place of each group.
  static String withGroups(String text, String filling) {
    return GROUP.matcher(text).replaceAll(filling);
  }

  /// What would be right in place of a text that names groups which the expression does not have;
  /// null where it names none of those.
  static @Nullable String groupFault(String text, Expression expression) {
    int groups = expression.groups();
    Matcher group = GROUP.matcher(text);
    while (group.find()) {
      int number = Integer.parseInt(group.group(1));
      if (number < 1 || number > groups) {
        return groups == 0
            ? "no " + group.group() + ", for the expression has no group"
            : "$1 to $" + groups + ", the groups of the expression";
      }
    }
    return null;
  }
}
