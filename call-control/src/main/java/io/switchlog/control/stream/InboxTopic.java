package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.TopicAdministration;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A log's inbox as the cluster has it now, held against what a journal says was decided of it. One
/// that was deleted and made anew counts its records from 0 again, one whose brokers have lost its
/// end gives places away a second time: both would be taken for decided, and nobody would ever
/// decide them.
///
/// For one thread.
final class InboxTopic implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(InboxTopic.class.getName());

  private final Log log;
  private final Admin admin;
  private final TopicAdministration topics;

  /// What an owner has to say of it when it begins.
  ///
  /// @param id the cluster's id of the topic
  /// @param from as in [io.switchlog.schemas.journal.TermBegan]
  record Beginning(String id, @Nullable Long from) {}

  InboxTopic(BusConfig bus, Log log, String client) {
    this.log = log;
    this.admin =
        Admin.create(
            bus.properties(
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG, client,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "2000",
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000")));
    this.topics = new TopicAdministration(admin);
  }

  /// The cluster's id of the topic now.
  ///
  /// @throws org.apache.kafka.common.KafkaException if the cluster cannot be asked
  String id() {
    return topics.id(log.inbox());
  }

  /// How the owner goes on that has read a journal to its end.
  ///
  /// @param id of the topic now
  /// @param end of the partition now
  Beginning beginning(String id, long end, Ledger<?> ledger) {
    Beginning beginning = beginning(id, end, ledger.inbox(), ledger.mark());
    if (beginning.from() != null) {
      LOG.log(
          System.Logger.Level.ERROR,
          "%s: expected the inbox %s with all that was decided of it, up to %d; found %s with %d records. What it holds from %d on is decided; what is missing and was not decided is lost"
              .formatted(
                  new TopicPartition(log.inbox().name(), ledger.partition()),
                  ledger.inbox(),
                  ledger.mark(),
                  beginning.id(),
                  end,
                  beginning.from()));
    }
    return beginning;
  }

  /// @param id of the topic now
  /// @param end of the partition now
  /// @param before the id of the topic that was decided, null where nobody said
  /// @param mark the highest place that was decided, -1 for none
  static Beginning beginning(String id, long end, @Nullable String before, long mark) {
    if (before != null && !before.equals(id)) {
      return new Beginning(id, 0L);
    }
    return new Beginning(id, mark >= end ? end : null);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
