package io.switchlog.allinone.live;

import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// The topic `calls.journal` while call control writes it: its settings, which an operator changes,
/// and what it holds of which input.
final class JournalTopic implements AutoCloseable {
  /// Of a broker on which everybody may do what nobody was denied.
  static final Map<String, String> AUTHORIZED =
      Map.of(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "allow.everyone.if.no.acl.found", "true");

  private static final String NAME = Topics.CALLS_JOURNAL.name();
  private static final List<AclBinding> WRITING_DENIED =
      List.of(
          acl(AclOperation.ALL, AclPermissionType.ALLOW),
          acl(AclOperation.WRITE, AclPermissionType.DENY));

  private final BusConfig bus;
  private final Admin admin;

  JournalTopic(BusConfig bus) {
    this.bus = bus;
    this.admin = Admin.create(bus.properties(Map.of()));
  }

  private static AclBinding acl(AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, NAME, PatternType.LITERAL),
        new AccessControlEntry("User:*", "*", operation, permission));
  }

  /// Gives a setting of the topic a value.
  void set(String key, String value) {
    alter(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET));
  }

  /// Puts a setting back to what the broker has.
  void unset(String key) {
    alter(new AlterConfigOp(new ConfigEntry(key, null), OpType.DELETE));
  }

  private void alter(AlterConfigOp operation) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, NAME);
    await(admin.incrementalAlterConfigs(Map.of(topic, List.of(operation))).all());
  }

  /// Nobody may write it any more.
  void denyWriting() {
    await(admin.createAcls(WRITING_DENIED).all());
  }

  /// Everybody may, as before.
  void allowWriting() {
    await(admin.deleteAcls(WRITING_DENIED.stream().map(AclBinding::toFilter).toList()).all());
  }

  String clusterId() {
    return await(admin.describeCluster().clusterId());
  }

  /// Keeps partitions on these brokers.
  void keepOn(Set<Integer> partitions, List<Integer> brokers) {
    Optional<NewPartitionReassignment> copies = Optional.of(new NewPartitionReassignment(brokers));
    Map<TopicPartition, Optional<NewPartitionReassignment>> all = new HashMap<>();
    for (int partition : partitions) {
      all.put(new TopicPartition(NAME, partition), copies);
    }
    await(admin.alterPartitionReassignments(all).all());
  }

  /// The fewest copies of one of these partitions that are in step.
  int fewestInStep(Set<Integer> partitions) {
    return description().partitions().stream()
        .filter(each -> partitions.contains(each.partition()))
        .mapToInt(each -> each.isr().size())
        .min()
        .orElse(0);
  }

  private TopicDescription description() {
    return Objects.requireNonNull(
        await(admin.describeTopics(List.of(NAME)).allTopicNames()).get(NAME));
  }

  /// Up to where call control has told the group that an inbox partition is decided.
  long committed(int partition) {
    OffsetAndMetadata offset =
        await(admin.listConsumerGroupOffsets(Log.CALLS.group()).partitionsToOffsetAndMetadata())
            .get(new TopicPartition(Topics.CALLS_INBOX.name(), partition));
    return offset == null ? 0 : offset.offset();
  }

  /// The beginnings of terms in a partition, in their order.
  List<TermBegan> terms(int partition) {
    try (TopicReader reader = TopicReader.connect(bus)) {
      return reader.read(Topics.CALLS_JOURNAL, Families.JOURNAL, partition, _ -> true).stream()
          .map(Stored::body)
          .filter(TermBegan.class::isInstance)
          .map(TermBegan.class::cast)
          .toList();
    }
  }

  /// The INVITEs that lie in the inbox.
  List<Stored<Origin, InboxRecord>> invites() {
    try (TopicReader reader = TopicReader.connect(bus)) {
      return reader.read(Topics.CALLS_INBOX, Families.INBOX, _ -> true).stream()
          .filter(record -> record.body() instanceof InviteReceived)
          .toList();
    }
  }

  /// What an input led to, where it counts.
  List<Stored<JournalHead, Decided>> decisionsOf(Stored<?, InboxRecord> input) {
    try (TopicReader reader = TopicReader.connect(bus)) {
      return reader.decisions(key -> Objects.equals(key, input.key())).stream()
          .filter(decision -> decision.body().cause().offset() == input.offset())
          .toList();
    }
  }

  /// The inputs, as `partition/offset`, that have led to something.
  Set<String> decided() {
    try (TopicReader reader = TopicReader.connect(bus)) {
      Collection<Stored<JournalHead, Decided>> all = reader.decisions(_ -> true);
      Set<String> inputs = new HashSet<>();
      for (Stored<JournalHead, Decided> decision : all) {
        inputs.add(decision.partition() + "/" + decision.body().cause().offset());
      }
      return inputs;
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
