package io.switchlog.media.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.bus.BusWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptReportsTest {
  private static final CallId CALL = new CallId("call");

  private final List<String> written = new ArrayList<>();
  private final List<BusWriter.Outcome> open = new ArrayList<>();
  private boolean away;
  private final KeptReports reports =
      new KeptReports(
          (call, value, outcome) -> {
            written.add(new String(value, StandardCharsets.UTF_8));
            if (away) {
              outcome.done("away");
            } else {
              open.add(outcome);
            }
          },
          20);

  @Test
  void whatTheBusHasIsNotSaidAgain() {
    say("one");
    acknowledgeAll();
    reports.again();
    assertThat(written).containsExactly("one");
    assertThat(reports.waiting()).isZero();
  }

  @Test
  void whileTheBusIsAwayAllIsKeptAndThenSaidInOrder() {
    away = true;
    say("one");
    say("two");
    reports.again();
    reports.again();
    written.clear();
    away = false;
    reports.again();
    assertThat(written).containsExactly("one", "two");
    reports.again();
    assertThat(written).as("they are under way").hasSize(2);
    acknowledgeAll();
    assertThat(reports.waiting()).isZero();
  }

  @Test
  void whatWasLostOnItsWayIsSaidAgain() {
    say("one");
    open.removeFirst().done("no answer");
    reports.again();
    assertThat(written).containsExactly("one", "one");
  }

  @Test
  void whatThereIsNoRoomForIsCounted() {
    away = true;
    say("0123456789");
    say("0123456789");
    say("x");
    assertThat(reports.dropped()).isEqualTo(1);
    assertThat(reports.waiting()).isEqualTo(2);
    away = false;
    reports.again();
    acknowledgeAll();
    say("y");
    assertThat(reports.dropped()).isEqualTo(1);
  }

  private void say(String text) {
    reports.say(CALL, text.getBytes(StandardCharsets.UTF_8));
  }

  private void acknowledgeAll() {
    open.forEach(outcome -> outcome.done(null));
    open.clear();
  }
}
