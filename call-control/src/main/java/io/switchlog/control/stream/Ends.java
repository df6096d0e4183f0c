package io.switchlog.control.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// How far partitions reach now: one question for all of them, and where that is not answered, one
/// for each. A partition that has no leader at the moment holds up no other.
///
/// @param asked whoever knows
record Ends(Asked asked) {
  /// How long the brokers are waited for that lead the partitions.
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /// As a consumer is asked.
  interface Asked {

    /// The ends of all of them.
    ///
    /// @throws TimeoutException if that of any is not known in time
    Map<TopicPartition, Long> endOffsets(Set<TopicPartition> partitions, Duration patience);
  }

  /// The ends of those that answer.
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) {
    try {
      return asked.endOffsets(partitions, PATIENCE);
    } catch (TimeoutException e) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      if (partitions.size() > 1) {
        partitions.forEach(each -> ends.putAll(of(Set.of(each))));
      }
      return ends;
    }
  }
}
