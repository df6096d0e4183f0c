package io.switchlog.allinone.broker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {
  private static final TopicPartition PARTITION = new TopicPartition("notes", 0);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsFoundAgainAfterARestart() throws Exception {
    try (var broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder))) {
      createTopic(broker);
      write(broker, "a call was placed");
      assertThat(read(broker)).containsExactly("a call was placed");
    }
    try (var broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder))) {
      write(broker, "and ended");
      assertThat(read(broker)).containsExactly("a call was placed", "and ended");
    }
    try (var broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder).emptied());
        var admin = Admin.create(clientOf(broker))) {
      assertThat(admin.listTopics().names().get()).isEmpty();
      assertThat(metadataLevel(admin))
          .as("4.3-IV0, whatever the library would choose")
          .isEqualTo(30);
    }
  }

  @Test
  void aFolderOfABuildWhoseRecordsCannotBeReadIsRefusedUntilItIsEmptied() throws Exception {
    EmbeddedBroker.start(BrokerConfig.keptIn(folder)).close();
    Files.delete(folder.resolve("layout"));

    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.keptIn(folder)))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("expected layout 2, found 1; begin anew with --fresh");
    EmbeddedBroker.start(BrokerConfig.keptIn(folder).emptied()).close();
    EmbeddedBroker.start(BrokerConfig.keptIn(folder)).close();
  }

  @Test
  void aTakenPortIsSaidInOneLineAndLeavesTheFolderFree() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var config = BrokerConfig.keptIn(folder).onPort(taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedBroker.start(config))
          .isInstanceOf(BrokerStartException.class)
          .hasMessage("port " + taken.getLocalPort() + " of the broker on 127.0.0.1 is taken");
    }
    DataFolder.claim(folder).close();
  }

  @Test
  void aFolderBelongsToOneBrokerAtATime() {
    try (var first = DataFolder.claim(folder)) {
      assertThat(first.isFormatted()).isFalse();
      assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.keptIn(folder)))
          .isInstanceOf(BrokerStartException.class)
          .hasMessage("folder " + folder + " is in use by another broker");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsSaidInOneLine() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.keptIn(file.resolve("data"))))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageStartingWith("folder " + file.resolve("data") + " cannot be used for the broker")
        .hasMessageNotContaining("\n");
  }

  @Test
  void emptyingTakesOnlyWhatIsTheBrokersOwn() throws Exception {
    var mine = Files.writeString(folder.resolve("mine.txt"), "kept");
    try (var claimed = DataFolder.claim(folder)) {
      Files.createDirectories(claimed.log().resolve("calls.inbox-0"));
      Files.writeString(claimed.log().resolve("calls.inbox-0/00.log"), "gone");
      claimed.empty();
      assertThat(claimed.log()).isEmptyDirectory();
    }
    assertThat(mine).hasContent("kept");
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    assertThatThrownBy(() -> BrokerConfig.keptIn(folder).onPort(70_000))
        .hasMessage("port 70000 of the broker: give 1 to 65535, or 0 for a free one");
  }

  @Test
  void aFolderThatKafkaWouldTakeForTwoIsRefused() {
    assertThatThrownBy(() -> BrokerConfig.keptIn(folder.resolve("a,b")))
        .hasMessage("folder " + folder.resolve("a,b") + " of the broker: a comma cannot be used");
  }

  private static Map<String, Object> clientOf(EmbeddedBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrap(), "enable.metrics.push", false);
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (var admin = Admin.create(clientOf(broker))) {
      var topic = new NewTopic(PARTITION.topic(), Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static int metadataLevel(Admin admin) throws Exception {
    var features = admin.describeFeatures().featureMetadata().get(30, TimeUnit.SECONDS);
    return requireNonNull(features.finalizedFeatures().get("metadata.version")).maxVersionLevel();
  }

  private static void write(EmbeddedBroker broker, String text) throws Exception {
    try (var producer =
        new KafkaProducer<>(clientOf(broker), new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "key", text))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(EmbeddedBroker broker) {
    try (var consumer =
        new KafkaConsumer<>(clientOf(broker), new StringDeserializer(), new StringDeserializer())) {
      var end = requireNonNull(consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      var texts = new ArrayList<String>();
      while (texts.size() < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> texts.add(record.value()));
      }
      return texts;
    }
  }
}
