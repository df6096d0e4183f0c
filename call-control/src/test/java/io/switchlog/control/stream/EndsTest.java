package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class EndsTest {
  private final Set<TopicPartition> withoutLeader = new HashSet<>();
  private final List<Set<TopicPartition>> questions = new ArrayList<>();
  private final Ends ends = new Ends(this::cluster);

  private Map<TopicPartition, Long> cluster(Set<TopicPartition> partitions, Duration patience) {
    questions.add(partitions);
    if (partitions.stream().anyMatch(withoutLeader::contains)) {
      throw new TimeoutException("no leader after " + patience);
    }
    return partitions.stream()
        .collect(Collectors.toMap(Function.identity(), each -> 100L + each.partition()));
  }

  @Test
  void allAreAskedForAtOnce() {
    assertThat(ends.of(inboxes(2, 4))).isEqualTo(Map.of(inbox(2), 102L, inbox(4), 104L));
    assertThat(questions).hasSize(1);
  }

  @Test
  void aPartitionWithoutALeaderHoldsUpNoOther() {
    withoutLeader.add(inbox(3));

    assertThat(ends.of(inboxes(2, 3, 4))).isEqualTo(Map.of(inbox(2), 102L, inbox(4), 104L));
    assertThat(ends.of(inboxes(3))).isEmpty();
  }

  @Test
  void manyWithoutALeaderTakeTheTimeOfOneUntilTheyAnswer() {
    withoutLeader.addAll(inboxes(3, 5, 7));
    assertThat(ends.of(inboxes(2, 3, 5, 7))).containsOnlyKeys(inbox(2));
    questions.clear();

    assertThat(ends.of(inboxes(2, 3, 5, 7))).containsOnlyKeys(inbox(2));
    assertThat(questions).as("all that answer, and one that did not").hasSize(2);

    withoutLeader.clear();
    for (int i = 0; i < 3; i++) {
      ends.of(inboxes(2, 3, 5, 7));
    }
    assertThat(ends.of(inboxes(2, 3, 5, 7))).hasSize(4);
  }

  private static Set<TopicPartition> inboxes(int... partitions) {
    return IntStream.of(partitions).mapToObj(EndsTest::inbox).collect(Collectors.toSet());
  }

  private static TopicPartition inbox(int partition) {
    return new TopicPartition("calls.inbox", partition);
  }
}
