package io.switchlog.switchlog.dev;

import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.topic.TopicAdministration;
import io.switchlog.schemas.topic.TopicLayout;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.switchlog.history.TopicReader;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The topics of one cluster: made and checked, with a bounded wait for the cluster.
public final class ClusterTopics implements AutoCloseable {
  private static final String REQUEST_MILLIS = "4000";
  private static final short MOST_COPIES = 3;

  private final BusConfig bus;
  private final Admin admin;

  private ClusterTopics(BusConfig bus, Admin admin) {
    this.bus = bus;
    this.admin = admin;
  }

  /// Connects lazily: a cluster that is away is found out by the first question.
  public static ClusterTopics connect(BusConfig bus) {
    try {
      return new ClusterTopics(
          bus,
          Admin.create(
              bus.properties(
                  Map.of(
                      AdminClientConfig.CLIENT_ID_CONFIG,
                      "topics",
                      AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                      REQUEST_MILLIS,
                      AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                      Long.toString(TopicReader.PATIENCE.toMillis())))));
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  /// Three copies, or one for each broker where there are fewer.
  public short usualReplication() {
    return ask(() -> (short) Math.min(MOST_COPIES, await(admin.describeCluster().nodes()).size()));
  }

  /// Whether the cluster has topics of ours already.
  public boolean isLaidOut() {
    Set<String> names = ask(() -> await(admin.listTopics().names()));
    return names.contains(Topics.CALLS_INBOX.name());
  }

  /// Creates what is missing, checks the rest, and publishes the schemas that this build writes.
  ///
  /// @throws io.switchlog.schemas.topic.TopicMismatch if a topic is not as it has to be
  public void ensure(TopicLayout layout) {
    ask(() -> {
      new TopicAdministration(admin).ensure(layout);
      publishSchemas();
      return true;
    });
  }

  /// Checks a cluster whose partition counts somebody else chose.
  ///
  /// @throws io.switchlog.schemas.topic.TopicMismatch if a topic is not as it has to be
  public void check() {
    ask(() -> {
      new TopicAdministration(admin).check();
      return true;
    });
  }

  /// Publishes the schemas that this build writes; a repeat does no harm.
  public void publishSchemas() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            bus.properties(
                Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG, "schemas",
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        Long.toString(TopicReader.PATIENCE.toMillis()),
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      TopicAdministration.publishSchemas(producer);
    }
  }

  private <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException("the cluster could not be asked", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
