package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class EndsTest {
  private final Ends ends = new Ends(EndsTest::cluster);

  /// Partition 3 has no leader.
  private static Map<TopicPartition, Long> cluster(
      Set<TopicPartition> partitions, Duration patience) {
    if (partitions.contains(inbox(3))) {
      throw new TimeoutException("no leader after " + patience);
    }
    return partitions.stream()
        .collect(Collectors.toMap(Function.identity(), each -> 100L + each.partition()));
  }

  @Test
  void aPartitionWithoutALeaderHoldsUpNoOther() {
    assertThat(ends.of(inboxes(2, 3, 4))).isEqualTo(Map.of(inbox(2), 102L, inbox(4), 104L));
    assertThat(ends.of(inboxes(3))).isEmpty();
  }

  @Test
  void allAreAskedForAtOnceWhereAllAnswer() {
    assertThat(ends.of(inboxes(2, 4))).isEqualTo(Map.of(inbox(2), 102L, inbox(4), 104L));
  }

  private static Set<TopicPartition> inboxes(int... partitions) {
    return IntStream.of(partitions).mapToObj(EndsTest::inbox).collect(Collectors.toSet());
  }

  private static TopicPartition inbox(int partition) {
    return new TopicPartition("calls.inbox", partition);
  }
}
