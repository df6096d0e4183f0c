package io.switchlog.control.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which rule a called user meets.
///
/// Holds `Expression`, `Router`, `Routing` and `Template`.
class RouterTest {
  private static final CrossingPolicy POLICY = new CrossingPolicy(RequestPolicy.USUAL, null, null);

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
            new Rule("echo", "600", new Action.Echo(), POLICY));
    assertThat(Router.route("123", table))
        .isEqualTo(
            new Routing.Routed("long", new Action.Dial("sip:b@x", Action.MediaMode.RELAY), null));
    assertThat(Router.route("600", table))
        .isEqualTo(new Routing.Routed("echo", new Action.Echo(), POLICY));
    assertThat(Router.route("6000", table)).isEqualTo(new Routing.NoRoute());
  }

  @Test
  void groupsAreFilledIn() {
    RoutingTable table = table(dial("r", "(0)?9(\\d+)", "sip:$2@$1gw:5060;x=$$9"));
    assertThat(Router.route("9123", table))
        .isEqualTo(
            new Routing.Routed(
                "r", new Action.Dial("sip:123@gw:5060;x=$", Action.MediaMode.RELAY), null));
  }

  /// Whoever dials chooses no more than the operator left open (RFC 3261 section 25.1). The first
  /// column is dialed, as it reads once its escapes are undone.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9x@evil.example;z | sip:$1@gw | sip:x%40evil.example;z@gw",
        "9a:b | sip:$1@gw | sip:a%3Ab@gw",
        "9a<b>\"c\" d | sip:$1@gw | sip:a%3Cb%3E%22c%22%20d@gw",
        "9%40 | sip:$1@gw | sip:%2540@gw",
        "9é | sip:$1@gw | sip:%C3%A9@gw",
        "9+1;npdi;rn=+2 | sip:$1@gw | sip:+1;npdi;rn=+2@gw",
        "9a;b=c | sip:to@gw;p=$1 | sip:to@gw;p=a%3Bb%3Dc",
        "9a?b=c | sip:to@gw;p=$1;q | sip:to@gw;p=a%3Fb%3Dc;q",
        "9a&b=c | sip:to@gw?X=$1 | sip:to@gw?X=a%26b%3Dc",
        "9gw-7 | sip:to@$1.example:5070 | sip:to@gw-7.example:5070",
        "95071 | sip:to@gw:$1 | sip:to@gw:5071",
        "95071 | sip:gw:$1;transport=tcp | sip:gw:5071;transport=tcp",
      })
  void aGroupStaysInsideOfThePartThatItIsIn(String dialed, String template, String uri) {
    RoutingTable table = table(dial("r", "9(.+)", template));
    assertThat(Router.route(dialed, table))
        .isEqualTo(new Routing.Routed("r", new Action.Dial(uri, Action.MediaMode.RELAY), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9evil@x", "9a;b", "9a/b", "9a?b", "9[::1]", "9a:b", "9a b", "9é"})
  void whatMakesNoHostMatchesNothing(String dialed) {
    for (String template : List.of("sip:to@$1", "sip:to@gw:$1", "sip:$1")) {
      RoutingTable table = table(dial("r", "9(.+)", template));
      assertThat(Router.route(dialed, table)).isEqualTo(new Routing.NoRoute());
    }
    Action.Ring ring =
        new Action.Ring(
            List.of(
                new RingStage(List.of(RingTarget.plain("sip:a@gw"), RingTarget.plain("sip:b@$1")))),
            Action.MediaMode.RELAY,
            Action.EarlyMedia.FIRST);
    assertThat(Router.route(dialed, table(new Rule("r", "9(.+)", ring))))
        .isEqualTo(new Routing.NoRoute());
    assertThat(
            Router.route(
                dialed, table(new Rule("r", "9(.+)", new Action.Park("701", "sip:a@$1", 9)))))
        .isEqualTo(new Routing.NoRoute());
  }

  @Test
  void groupsAreFilledInForEachThatIsRung() {
    Rule rule =
        new Rule(
            "r",
            "5(\\d)",
            new Action.Ring(
                List.of(
                    new RingStage(
                        List.of(
                            RingTarget.plain("sip:a$1@x"),
                            new RingTarget("sip:b$1@x", 5, 3, List.of("X-A: $1")))),
                    new RingStage(List.of(RingTarget.plain("sip:c@x")))),
                Action.MediaMode.RELAY,
                Action.EarlyMedia.LAST));
    assertThat(Router.route("57", table(rule)))
        .isEqualTo(
            new Routing.Routed(
                "r",
                new Action.Ring(
                    List.of(
                        new RingStage(
                            List.of(
                                RingTarget.plain("sip:a7@x"),
                                new RingTarget("sip:b7@x", 5, 3, List.of("X-A: $1")))),
                        new RingStage(List.of(RingTarget.plain("sip:c@x")))),
                    Action.MediaMode.RELAY,
                    Action.EarlyMedia.LAST),
                null));
  }

  /// An engine that goes back would take longer than anybody waits, and one that recurses would
  /// answer by the depth of its stack.
  @Test
  void anExpressionCostsNoMoreThanItsTextIsLong() {
    RoutingTable table =
        table(
            dial("bomb", "(a+)+b", "sip:x@y"),
            dial("recursing", "(?:a|aa)*c", "sip:x@y"),
            dial("rest", "(?:a|b)*", "sip:rest@y"));
    assertThat(Router.route("a".repeat(Router.LONGEST_USER), table))
        .isEqualTo(
            new Routing.Routed(
                "rest", new Action.Dial("sip:rest@y", Action.MediaMode.RELAY), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=9)\\d+",
        "(?<!9)\\d+",
        "(\\d)\\1",
        "\\d++",
        "(?>\\d)",
        "[0-9&&[^9]]",
        "((a{100}){100}){100}",
        "[",
        "x{1001}"
      })
  void whatOnlyAnEngineThatGoesBackCanDoIsRefused(String expression) {
    assertThat(Expression.read(expression).expression()).isNull();
    assertThat(Expression.read(expression).fault()).isNotEmpty();
    assertThat(Router.route("11", table(dial("all", expression, "sip:x@y"))))
        .isEqualTo(new Routing.NoRoute());
  }

  @Test
  void depthAndSizeAreBounded() {
    assertThat(Expression.read("(".repeat(100) + "a" + ")".repeat(100)).expression()).isNotNull();
    assertThat(Expression.read("(".repeat(101) + "a" + ")".repeat(101)).expression()).isNull();
    assertThat(Expression.read("([0-9]{10}){90}").expression()).isNotNull();
    assertThat(Expression.read("([0-9]{10}){101}").expression()).isNull();
    assertThat(Expression.read("a".repeat(1_001)).expression()).isNull();
    assertThat(Expression.read("\\{[}{]{2}\\(").expression()).isNotNull();
  }

  @Test
  void whatIsTooLongOrNoExpressionMatchesNothing() {
    assertThat(Router.route("1".repeat(257), table(dial("all", ".*", "sip:x@y"))))
        .isEqualTo(new Routing.NoRoute());
    assertThat(Router.route("1", table(dial("bad", "(", "sip:x@y"))))
        .isEqualTo(new Routing.NoRoute());
  }
}
