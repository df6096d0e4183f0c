package io.switchlog.control.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine of expressions goes as deep as the expression is large, whatever the called user is.
/// The largest that are taken are matched on half the stack that a thread usually has.
///
/// Holds `ExpressionSize`.
class StackTest {
  private static final int STACK_BYTES = 512 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?:a?){190}",
        "(?:a*){190}",
        "(?:a|b|c){90}",
        "(?:(?:a?){30}){5}",
        "a?a?a?(?:(?:(?:a*)*)*)*"
      })
  void theLargestExpressionsFit(String expression) throws Exception {
    assertThat(Expression.read(expression).fault()).isEmpty();
    assertThat(routedOnASmallStack(expression)).isInstanceOf(Routing.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 100})
  void theDeepestExpressionsFit(int depth) throws Exception {
    String expression = "(".repeat(depth) + "a*" + ")".repeat(depth) + "{2}";
    assertThat(routedOnASmallStack(expression)).isInstanceOf(Routing.class);
  }

  private static Routing routedOnASmallStack(String expression) throws Exception {
    RoutingTable table =
        new RoutingTable(1, List.of(new Rule("r", expression, new Action.Echo())), 60, 60, 0);
    String called = "a".repeat(Router.LONGEST_USER);
    FutureTask<Routing> routing = new FutureTask<>(() -> Router.route(called, table));
    Thread thread = new Thread(null, routing, "small", STACK_BYTES);
    thread.start();
    return routing.get();
  }
}
