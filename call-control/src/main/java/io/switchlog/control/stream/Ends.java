package io.switchlog.control.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// How far partitions reach now: one question for all of them. A partition that has no leader at
/// the moment holds up no other: it is asked for alone from then on, one such at a time, until it
/// answers.
///
/// For one thread.
final class Ends {
  /// How long the brokers are waited for that lead the partitions.
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final Asked asked;

  /// Those that did not answer, the one that was asked for longest ago first.
  private final Set<TopicPartition> silent = new LinkedHashSet<>();

  /// As a consumer is asked.
  interface Asked {

    /// The ends of all of them.
    ///
    /// @throws TimeoutException if that of any is not known in time
    Map<TopicPartition, Long> endOffsets(Set<TopicPartition> partitions, Duration patience);
  }

  /// @param asked whoever knows
  Ends(Asked asked) {
    this.asked = asked;
  }

  /// The ends of those that answer.
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) {
    Set<TopicPartition> together = new HashSet<>(partitions);
    together.removeAll(silent);
    Set<TopicPartition> alone = new HashSet<>();
    silent.stream().filter(partitions::contains).findFirst().ifPresent(alone::add);
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      ends.putAll(together.isEmpty() ? Map.of() : asked.endOffsets(together, PATIENCE));
    } catch (TimeoutException e) {
      alone.addAll(together);
    }
    alone.forEach(each -> ends.putAll(alone(each)));
    return ends;
  }

  private Map<TopicPartition, Long> alone(TopicPartition partition) {
    silent.remove(partition);
    try {
      return asked.endOffsets(Set.of(partition), PATIENCE);
    } catch (TimeoutException e) {
      silent.add(partition);
      return Map.of();
    }
  }
}
