package io.switchlog.control.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which rule a called user meets.
class RouterTest {
  private static RoutingTable table(Rule... rules) {
    return new RoutingTable(1, List.of(rules), 30, 3600, 0);
  }

  private static Rule dial(String name, String expression, String uri) {
    return new Rule(name, expression, new Action.Dial(uri, Action.MediaMode.RELAY));
  }

  @Test
  void theFirstRuleThatMatchesTheWholeUserWins() {
    RoutingTable table =
        table(
            dial("short", "1\\d", "sip:a@x"),
            dial("long", "1\\d+", "sip:b@x"),
            new Rule("echo", "600", new Action.Echo()));
    assertThat(Router.route("123", table))
        .isEqualTo(new Routing.Routed("long", new Action.Dial("sip:b@x", Action.MediaMode.RELAY)));
    assertThat(Router.route("600", table)).isEqualTo(new Routing.Routed("echo", new Action.Echo()));
    assertThat(Router.route("6000", table)).isEqualTo(new Routing.NoRoute());
  }

  @Test
  void groupsAreFilledIn() {
    RoutingTable table = table(dial("r", "(0)?9(\\d+)", "sip:$2@$1gw:5060;x=$$9"));
    assertThat(Router.route("9123", table))
        .isEqualTo(
            new Routing.Routed(
                "r", new Action.Dial("sip:123@gw:5060;x=$", Action.MediaMode.RELAY)));
  }

  @Test
  void anExpressionThatNeverEndsMatchesNothing() {
    RoutingTable table = table(dial("bomb", "(a+)+b", "sip:x@y"), dial("rest", "a+", "sip:rest@y"));
    Routing found = Router.route("a".repeat(200), table);
    assertThat(found)
        .isEqualTo(
            new Routing.Routed("rest", new Action.Dial("sip:rest@y", Action.MediaMode.RELAY)));
  }

  @Test
  void whatIsTooLongOrNoExpressionMatchesNothing() {
    assertThat(Router.route("1".repeat(257), table(dial("all", ".*", "sip:x@y"))))
        .isEqualTo(new Routing.NoRoute());
    assertThat(Router.route("1", table(dial("bad", "(", "sip:x@y"))))
        .isEqualTo(new Routing.NoRoute());
  }
}
