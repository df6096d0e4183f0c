package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules that dial the exchange itself.
///
/// Holds `Loops`.
class LoopsTest {
  /// The advertised address of the edge of these stories.
  private static final String SELF = "198.51.100.10";

  private static Story invited(Rule... rules) {
    Story story = Story.relayed();
    story.routing = new RoutingTable(7, List.of(rules), 30, 3600, 20);
    return story.invites(Sdp.A);
  }

  private static Rule dial(String called, String uri) {
    return new Rule(called, called, new Action.Dial(uri, Action.MediaMode.RELAY));
  }

  private static SendResponse answer(Story story) {
    return story.orders.stream()
        .filter(SendResponse.class::isInstance)
        .map(SendResponse.class::cast)
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:$1@198.51.100.10", "sip:$1@198.51.100.10:5060;transport=tcp"})
  void whatWouldComeBackIsRefusedBeforeItLeaves(String uri) {
    Story story = invited(dial("(.*)", uri));
    assertThat(answer(story).status()).isEqualTo(482);
    assertThat(answer(story).reason()).isEqualTo("Loop Detected");
    assertThat(story.orders).noneMatch(SendRequest.class::isInstance);
  }

  @Test
  void soIsWhatComesBackByWayOfAnotherRule() {
    Story story = invited(dial("bob", "sip:carol@" + SELF), dial("carol", "sip:bob@" + SELF));
    assertThat(answer(story).status()).isEqualTo(482);
  }

  @Test
  void anotherNameForSomebodyIsNoLoop() {
    Story story =
        invited(dial("bob", "sip:robert@" + SELF), dial("robert", "sip:robert@192.0.2.200:5070"));
    story.mediaApplied();
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo("sip:robert@" + SELF);
  }

  @Test
  void anotherPortOfThatAddressIsSomebodyElse() {
    Story story = invited(dial("(.*)", "sip:$1@" + SELF + ":5099")).mediaApplied();
    assertThat(story.request("INVITE", B).request().destination().port()).isEqualTo(5099);
  }
}
