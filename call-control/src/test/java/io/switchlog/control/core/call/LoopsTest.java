package io.switchlog.control.core.call;

import static io.switchlog.control.core.call.Story.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import java.util.List;
import java.util.stream.Stream;
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
  @ValueSource(strings = {"sip:$1@198.51.100.10", "sip:$1@198.51.100.10:5060;transport=udp"})
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

  private static Rule ring(String called, String... uris) {
    List<RingTarget> targets = Stream.of(uris).map(RingTarget::plain).toList();
    return new Rule(
        called,
        called,
        new Action.Ring(
            List.of(new RingStage(targets)), Action.MediaMode.RELAY, Action.EarlyMedia.FIRST));
  }

  /// Whatever the others do, each round makes another call.
  @Test
  void soIsWhereALaterOneOfSeveralComesBack() {
    Story story =
        invited(
            dial("bob", "sip:all@" + SELF),
            ring("all", "sip:phone@192.0.2.200", "sip:bob@" + SELF));
    assertThat(answer(story).status()).isEqualTo(482);
  }

  /// It is for the call to the group to leave that one out: the phone rings.
  @Test
  void aLoopFurtherOnIsNotThisCallsMatter() {
    Story story =
        invited(
            dial("bob", "sip:group@" + SELF),
            ring("group", "sip:group@" + SELF, "sip:phone@192.0.2.200:5070"));
    story.mediaApplied();
    assertThat(story.request("INVITE", B).request().uri()).isEqualTo("sip:group@" + SELF);
    Story group =
        invited(ring("bob", "sip:bob@" + SELF, "sip:phone@192.0.2.200:5070")).mediaApplied();
    assertThat(group.orders)
        .filteredOn(SendRequest.class::isInstance)
        .extracting(order -> ((SendRequest) order).request().uri())
        .containsExactly("sip:phone@192.0.2.200:5070");
  }

  /// Each rule leads to the next one twice: 2^30 ways, and none of them back.
  @Test
  void manyWaysToTheSameAreNoLoopAndLookedAtOnce() {
    Rule[] rules = new Rule[30];
    for (int i = 0; i < 29; i++) {
      String next = "sip:u%d@%s".formatted(i + 1, SELF);
      rules[i] = ring(i == 0 ? "bob" : "u" + i, next, next);
    }
    rules[29] = dial("u29", "sip:phone@192.0.2.200");
    Story story = invited(rules).mediaApplied();
    assertThat(story.orders).anyMatch(SendRequest.class::isInstance);
  }

  @Test
  void aUserThatGrowsWithEachRoundIsALoop() {
    assertThat(answer(invited(dial("(.*)", "sip:1$1@" + SELF))).status()).isEqualTo(482);
  }

  /// The edge of these stories listens over UDP and TCP at 5060: 5061 is somebody else's.
  @ParameterizedTest
  @ValueSource(strings = {"sip:$1@198.51.100.10;transport=tls", "sips:$1@198.51.100.10"})
  void anotherTransportOfThatAddressIsSomebodyElse(String uri) {
    assertThat(invited(dial("(.*)", uri)).orders)
        .noneMatch(order -> order instanceof SendResponse said && said.status() == 482);
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
