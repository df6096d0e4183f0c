package io.switchlog.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Creates the topics of a cluster, or holds them against the catalogue.
public final class TopicAdministration {
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(15);
  private static final String PARTITIONS = "partitions";
  private static final String MOST_BYTES = "max.message.bytes";
  private static final Duration RETRY = Duration.ofMillis(50);

  private final Admin admin;

  public TopicAdministration(Admin admin) {
    this.admin = admin;
  }

  /// Creates what is missing, waits until the cluster shows it, then checks all. Safe to run by
  /// many nodes at once.
  ///
  /// @throws TopicMismatch if a topic that was there is not as the catalogue and the layout say
  /// @throws KafkaException if the cluster cannot be asked
  public void ensure(TopicLayout layout) {
    Set<String> present = await(admin.listTopics().names());
    List<NewTopic> missing =
        Topics.all().stream()
            .filter(topic -> !present.contains(topic.name()))
            .map(topic -> wanted(topic, layout))
            .toList();
    admin.createTopics(missing).values().values().forEach(TopicAdministration::awaitCreation);
    awaitVisible();
    check(layout);
  }

  private static NewTopic wanted(Topic topic, TopicLayout layout) {
    return new NewTopic(
            topic.name(),
            Optional.of(layout.partitions(topic)),
            Optional.of(layout.replicationFactor()))
        .configs(layout.created(topic));
  }

  private static void awaitCreation(KafkaFuture<Void> creation) {
    try {
      await(creation);
    } catch (TopicExistsException e) {
      // another node was faster; the check afterwards looks at what it made
    }
  }

  /// A broker learns of a topic a moment after the controller has made it.
  private void awaitVisible() {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (describe().size() < Topics.all().size() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  /// Compares every topic's partitions and settings with the catalogue.
  ///
  /// @throws TopicMismatch naming each difference
  public void check(TopicLayout layout) {
    report(differences(layout));
  }

  /// Compares the settings, and takes the cluster's partition counts as they are so long as the
  /// keyed topics agree: what a single node can know.
  ///
  /// @throws TopicMismatch naming each difference
  public void check() {
    Map<String, TopicDescription> found = describe();
    TopicDescription inbox = found.get(Topics.CALLS_INBOX.name());
    TopicDescription commands = found.get(Topics.EDGE_COMMANDS.name());
    if (inbox == null || commands == null) {
      throw new TopicMismatch(
          List.of(
              "expected topics "
                  + Topics.CALLS_INBOX.name()
                  + " and "
                  + Topics.EDGE_COMMANDS.name()
                  + ", found neither or only one; run: switchlog topics create"));
    }
    check(new TopicLayout(inbox.partitions().size(), commands.partitions().size(), (short) 1));
  }

  /// What the topics' settings put at risk, one line each, for people; nothing on a cluster of one
  /// broker. A node works all the same.
  ///
  /// @throws KafkaException if the cluster cannot be asked
  public List<String> risks() {
    Map<String, TopicDescription> found = describe();
    Map<ConfigResource, Config> configs = configs(found.keySet());
    List<Durability> topics = new ArrayList<>();
    found.forEach((name, description) -> {
      Config config = configs.get(resource(name));
      topics.add(
          new Durability(
              name,
              description.partitions().stream()
                  .mapToInt(partition -> partition.replicas().size())
                  .min()
                  .orElse(0),
              Integer.parseInt(value(config, "min.insync.replicas", "1")),
              Boolean.parseBoolean(value(config, "unclean.leader.election.enable", "false"))));
    });
    return Durability.risks(topics, await(admin.describeCluster().nodes()).size());
  }

  /// The cluster's id of a topic, which is another one when the topic was deleted and made anew.
  ///
  /// @throws KafkaException if the cluster cannot be asked, or has no such topic
  public String id(Topic topic) {
    TopicDescription found =
        await(admin.describeTopics(List.of(topic.name())).allTopicNames()).get(topic.name());
    if (found == null) {
      throw new UnknownTopicOrPartitionException(topic.name());
    }
    return found.topicId().toString();
  }

  private static void report(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new TopicMismatch(differences);
    }
  }

  private Map<String, TopicDescription> describe() {
    Set<String> present = await(admin.listTopics().names());
    Collection<String> wanted =
        Topics.all().stream().map(Topic::name).filter(present::contains).toList();
    return await(admin.describeTopics(wanted).allTopicNames());
  }

  private List<String> differences(TopicLayout layout) {
    Map<String, TopicDescription> found = describe();
    Map<ConfigResource, Config> configs = configs(found.keySet());
    List<String> differences = new ArrayList<>();
    for (Topic topic : Topics.all()) {
      TopicDescription description = found.get(topic.name());
      if (description == null) {
        differences.add(
            "topic "
                + topic.name()
                + ": expected it to exist, found none; run: switchlog topics create");
        continue;
      }
      int partitions = layout.partitions(topic);
      if (description.partitions().size() != partitions) {
        differences.add(
            difference(
                topic,
                PARTITIONS,
                Integer.toString(partitions),
                Integer.toString(description.partitions().size())));
      }
      Config config = configs.get(resource(topic.name()));
      TopicLayout.settings(topic)
          .forEach((key, value) -> compare(topic, key, value, config, differences));
      int most = Integer.parseInt(value(config, MOST_BYTES, "0"));
      if (most < TopicLayout.LEAST_MESSAGE_BYTES) {
        differences.add(
            difference(
                topic,
                MOST_BYTES,
                "at least " + TopicLayout.LEAST_MESSAGE_BYTES,
                Integer.toString(most)));
      }
    }
    return differences;
  }

  private Map<ConfigResource, Config> configs(Collection<String> topics) {
    return await(
        admin.describeConfigs(topics.stream().map(TopicAdministration::resource).toList()).all());
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static String value(@Nullable Config config, String key, String absent) {
    ConfigEntry entry = config == null ? null : config.get(key);
    return entry == null || entry.value() == null ? absent : entry.value();
  }

  private static void compare(
      Topic topic, String key, String value, @Nullable Config config, List<String> differences) {
    String found = value(config, key, "nothing");
    if (!value.equals(found)) {
      differences.add(difference(topic, key, value, found));
    }
  }

  private static String difference(Topic topic, String key, String expected, String found) {
    String line =
        "topic %s: %s: expected %s, found %s".formatted(topic.name(), key, expected, found);
    return key.equals(PARTITIONS)
        ? line
        : line
            + "; run: kafka-configs --alter --entity-type topics --entity-name "
            + topic.name()
            + " --add-config "
            + key
            + "="
            + expected.replace("at least ", "");
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException kafka) {
        throw kafka;
      }
      throw new KafkaException("the cluster could not be asked", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
