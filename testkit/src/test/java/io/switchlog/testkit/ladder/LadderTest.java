package io.switchlog.testkit.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {
  @Test
  void drawsArrowsBothWaysAndRemarks() {
    Instant start = Instant.ofEpochSecond(10);
    String drawn =
        Ladder.of(
            List.of(
                new Ladder.Entry(start, "alice", "edge-0", "INVITE sip:bob@example.org SIP/2.0"),
                new Ladder.Entry(start.plusMillis(1_005), "edge-0", "alice", "SIP/2.0 200 OK"),
                new Ladder.Entry(start.plusMillis(1_010), "alice", "alice", "talks")));

    assertThat(drawn.lines())
        .satisfiesExactly(
            names -> assertThat(names).containsSubsequence("alice", "edge-0"),
            invite -> assertThat(invite).contains("0.000").containsPattern("\\|-+INVITE .*->\\|"),
            ok -> assertThat(ok).contains("1.005").containsPattern("\\|<-+SIP/2.0 200 OK-+\\|"),
            remark -> assertThat(remark).contains("1.010").contains("| talks"));
  }
}
