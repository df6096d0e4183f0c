package io.switchlog.control.stream;

import io.switchlog.schemas.topic.Log;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/// Has the histories of newly assigned partitions asked for, all at once and before Streams gets to
/// any of them: while it turns its standby tasks into active ones, the terms are claimed. Without
/// it a task's history was asked for when the task before had begun, and the last of six waited for
/// half a second (docs/performance.md, take-over). One that has just refused a decision is not
/// asked for: its term would be claimed for nobody, and again when its setback is over.
///
/// @param log what is decided
/// @param setbacks of the partitions of this node
/// @param then Streams' own
record Expecting(Log log, Histories<?> histories, Setbacks setbacks, ConsumerRebalanceListener then)
    implements ConsumerRebalanceListener {

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    histories.expect(
        inboxes(partitions).stream()
            .filter(setbacks::isOver)
            .collect(Collectors.toUnmodifiableSet()));
    then.onPartitionsAssigned(partitions);
  }

  private Set<Integer> inboxes(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(each -> each.topic().equals(log.inbox().name()))
        .map(TopicPartition::partition)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    then.onPartitionsRevoked(partitions);
    histories.forgo(inboxes(partitions));
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    then.onPartitionsLost(partitions);
    histories.forgo(inboxes(partitions));
  }
}
