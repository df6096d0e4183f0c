package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectingTest {
  private final List<String> happened = new ArrayList<>();
  private final Setbacks setbacks = new Setbacks(() -> 0);
  private final Expecting listener = new Expecting(Log.CALLS, new Asked(), setbacks, new Streams());

  @Test
  void allHistoriesAreAskedForTogetherBeforeStreamsBeginsAnyTask() {
    listener.onPartitionsAssigned(List.of(inbox(3), inbox(5), inbox(7)));

    assertThat(happened).containsExactly("asked for [3, 5, 7]", "assigned 3");
  }

  @Test
  void noTermIsClaimedWhereADecisionHasJustBeenRefused() {
    setbacks.add(5);
    listener.onPartitionsAssigned(List.of(inbox(3), inbox(5), inbox(7)));

    assertThat(happened).containsExactly("asked for [3, 7]", "assigned 3");
  }

  @Test
  void onlyInboxesHaveAHistory() {
    listener.onPartitionsAssigned(
        List.of(inbox(3), new TopicPartition(Topics.CALLS_JOURNAL.name(), 4)));

    assertThat(happened).containsExactly("asked for [3]", "assigned 2");
  }

  @Test
  void streamsHearsWhatIsTakenAwayToo() {
    listener.onPartitionsRevoked(List.of(inbox(3)));
    listener.onPartitionsLost(List.of(inbox(5), inbox(7)));

    assertThat(happened)
        .containsExactly("revoked 1", "not asked for [3]", "lost 2", "not asked for [5, 7]");
  }

  private static TopicPartition inbox(int partition) {
    return new TopicPartition(Topics.CALLS_INBOX.name(), partition);
  }

  private final class Streams implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      happened.add("assigned " + partitions.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      happened.add("revoked " + partitions.size());
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      happened.add("lost " + partitions.size());
    }
  }

  /// Histories that only note what is expected of them.
  private final class Asked implements Histories<String> {
    @Override
    public void expect(Set<Integer> partitions) {
      happened.add("asked for " + new TreeSet<>(partitions));
    }

    @Override
    public void forgo(Set<Integer> partitions) {
      happened.add("not asked for " + new TreeSet<>(partitions));
    }

    @Override
    public boolean isReady(int partition) {
      return false;
    }

    @Override
    public boolean isWhole(int partition, long end) {
      return false;
    }

    @Override
    public @Nullable Long inboxFrom(int partition) {
      return null;
    }

    @Override
    public Ledger<String> take(int partition) {
      throw new UnsupportedOperationException("nobody begins here");
    }

    @Override
    public void giveBack(int partition) {}
  }
}
