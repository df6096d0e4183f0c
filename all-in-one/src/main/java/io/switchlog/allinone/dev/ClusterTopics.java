package io.switchlog.allinone.dev;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.TopicAdministration;
import io.switchlog.schemas.topic.TopicLayout;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

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
      publishSchemas(bus);
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

  /// What the topics' settings put at risk, one line each, for people.
  public List<String> risks() {
    return ask(() -> new TopicAdministration(admin).risks());
  }

  /// Publishes the schemas that this build writes, those that are not there.
  ///
  /// @throws io.switchlog.allinone.history.BusUnreachable if the bus does not take them
  public static void publishSchemas(BusConfig bus) {
    try (SchemaWatch schemas = new SchemaWatch(bus, "topics", Families.all())) {
      schemas.start();
      if (!schemas.awaitPublished(TopicReader.PATIENCE)) {
        throw TopicReader.unreachable(
            bus.bootstrap(), new TimeoutException("the schemas were not taken"));
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
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
