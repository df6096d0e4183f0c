package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoryLadderTest {
  @Test
  void aStoryCanBeSeen() {
    String ladder = Story.talking().aRequests("BYE", "", "").ladder();

    assertThat(ladder.lines().map(line -> line.replaceAll("[-|<>]+", " ").strip()))
        .anyMatch(line -> line.endsWith("INVITE"))
        .anyMatch(line -> line.contains("CallOffered, CallRouted, MediaRequested"))
        .anyMatch(line -> line.endsWith("plan 1"))
        .anyMatch(line -> line.endsWith("2:INVITE"))
        .anyMatch(line -> line.contains("LegLeft, CallEnding, LegDismissed"))
        .anyMatch(line -> line.endsWith("2:BYE"));
  }

  @Test
  void whatIsRefusedSaysWhy() {
    assertThat(Story.talking().aAcks("").ladder())
        .contains("refused: expected the ACK to a 2xx of ours");
  }
}
