package io.switchlog.allinone.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.allinone.broker.BrokerConfig;
import io.switchlog.allinone.broker.EmbeddedBroker;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.CommandReader;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.MediaCommand;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.topic.Topic;
import io.switchlog.schemas.topic.TopicAdministration;
import io.switchlog.schemas.topic.TopicLayout;
import io.switchlog.schemas.topic.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes of two builds on one bus.
@Timeout(120)
class BuildsSideBySideTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final NodeId MEDIA = NodeId.media(0);

  @TempDir Path folder;

  private static BusConfig layOut(EmbeddedBroker broker) {
    BusConfig bus = new BusConfig(broker.bootstrap());
    try (Admin admin = Admin.create(bus.properties(Map.of()))) {
      new TopicAdministration(admin).ensure(new TopicLayout(1, 1, (short) 1));
    }
    return bus;
  }

  private static SchemaWatch watch(BusConfig bus, List<Family<?, ?>> written) {
    SchemaWatch watch = new SchemaWatch(bus, "test", written);
    watch.start();
    return watch;
  }

  private static long recordsOfConfig(BusConfig bus) throws Exception {
    return end(bus, Topics.CONFIG);
  }

  private static long end(BusConfig bus, Topic topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    try (Admin admin = Admin.create(bus.properties(Map.of()))) {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    }
  }

  @Test
  void aNodePublishesTheSchemasThatItWritesAndAreNotThere() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder))) {
      BusConfig bus = layOut(broker);
      List<Family<?, ?>> written = List.of(Families.INBOX, Families.NODES);
      int schemas = Families.INBOX.schemas().size() + Families.NODES.schemas().size();
      try (SchemaWatch first = watch(bus, written)) {
        assertThat(first.awaitPublished(LONG)).isTrue();
      }
      assertThat(recordsOfConfig(bus)).isEqualTo(schemas);
      try (SchemaWatch again = watch(bus, written)) {
        assertThat(again.awaitPublished(LONG)).isTrue();
        assertThat(again.awaitRead(LONG)).isTrue();
      }
      try (SchemaWatch more = watch(bus, List.of(Families.INBOX, Families.TRACE))) {
        assertThat(more.awaitPublished(LONG)).isTrue();
      }
      assertThat(recordsOfConfig(bus)).isEqualTo(schemas + Families.TRACE.schemas().size());
    }
  }

  @Test
  void aBusThatIsAwayAtFirstGetsTheSchemasWhenItComes() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    try (SchemaWatch watch =
        watch(new BusConfig("127.0.0.1:" + port), List.<Family<?, ?>>of(Families.NODES))) {
      assertThat(watch.isPublished()).isFalse();
      try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder).onPort(port))) {
        BusConfig bus = layOut(broker);
        assertThat(watch.awaitPublished(LONG)).isTrue();
        assertThat(recordsOfConfig(bus)).isEqualTo(Families.NODES.schemas().size());
      }
    }
  }

  @Test
  void aCommandOfABuildThatIsNotKnownYetIsWaitedForAndKeepsItsPlace() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder));
        Reading reading = new Reading(layOut(broker))) {
      NewerPlan newer = new NewerPlan();
      reading.command(Families.MEDIA_COMMANDS.encode(head("1"), plan(1)));
      reading.command(newer.written(head("2"), plan(2)));
      reading.command(Families.MEDIA_COMMANDS.encode(head("3"), plan(3)));
      await().atMost(LONG).until(() -> reading.ids().equals(List.of("1")));
      reading.schema(newer);
      await().atMost(LONG).until(() -> reading.ids().equals(List.of("1", "2", "3")));
      assertThat(reading.commands.get(1).body()).isEqualTo(plan(2));
      assertThat(reading.reader.unreadable()).isZero();
    }
  }

  @Test
  void whatIsNoRecordIsPassedOverAndCounted() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder));
        Reading reading = new Reading(layOut(broker))) {
      reading.command(new byte[] {1, 2, 3});
      reading.command(Families.MEDIA_COMMANDS.encode(head("1"), plan(1)));
      await().atMost(LONG).until(() -> reading.ids().equals(List.of("1")));
      assertThat(reading.reader.unreadable()).isEqualTo(1);
    }
  }

  @Test
  void nobodyHearsOfANodeBeforeItsSchemasAreThere() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder))) {
      BusConfig bus = layOut(broker);
      AtomicBoolean published = new AtomicBoolean();
      AtomicInteger asked = new AtomicInteger();
      BooleanSupplier mayWrite =
          () -> {
            asked.incrementAndGet();
            return published.get();
          };
      try (Presence presence =
          new Presence(bus, MEDIA, 1, List.of(), mayWrite, () -> 0, InstantSource.system())) {
        presence.start();
        await().atMost(LONG).until(() -> asked.get() > 2);
        assertThat(end(bus, Topics.CALLS_INBOX)).isZero();
        assertThat(end(bus, Topics.NODES)).isZero();
        published.set(true);
        await().atMost(LONG).until(presence::isAnnounced);
        assertThat(end(bus, Topics.CALLS_INBOX)).isEqualTo(1);
      }
    }
  }

  private static CommandHead head(String id) {
    return new CommandHead(id, Instant.ofEpochMilli(4_000_000_000_000L));
  }

  private static ApplyMediaPlan plan(long version) {
    Endpoint caller =
        new Endpoint(
            LegId.CALLER, AddressFamily.IP4, null, List.of(), true, true, new Source.Tone(), 20, 0);
    return new ApplyMediaPlan(new CallId("c1"), 0, new MediaPlan(version, List.of(caller)));
  }

  /// A media node's reader, and somebody who writes to it.
  private static final class Reading implements AutoCloseable {
    final List<Envelope<CommandHead, MediaCommand>> commands = new CopyOnWriteArrayList<>();
    final SchemaWatch schemas;
    final CommandReader<MediaCommand> reader;
    final KafkaProducer<byte[], byte[]> producer;

    Reading(BusConfig bus) throws InterruptedException {
      schemas = watch(bus, List.of());
      CountDownLatch positioned = new CountDownLatch(1);
      reader =
          new CommandReader<>(
              bus,
              MEDIA,
              1,
              Topics.MEDIA_COMMANDS,
              Families.MEDIA_COMMANDS,
              schemas,
              InstantSource.system(),
              commands::addAll,
              positioned::countDown);
      reader.start();
      assertThat(positioned.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      producer =
          new KafkaProducer<>(
              bus.properties(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    List<String> ids() {
      return commands.stream().map(command -> command.head().id()).toList();
    }

    void command(byte[] value) throws Exception {
      var _ =
          producer.send(new ProducerRecord<>(Topics.MEDIA_COMMANDS.name(), 0, null, value)).get();
    }

    void schema(NewerPlan newer) throws Exception {
      byte[] key = WriterSchemas.key(newer.schema()).getBytes(StandardCharsets.UTF_8);
      var _ =
          producer
              .send(
                  new ProducerRecord<>(
                      Topics.CONFIG.name(), 0, key, WriterSchemas.value(newer.schema())))
              .get();
    }

    @Override
    public void close() {
      reader.close();
      schemas.close();
      producer.close();
    }
  }
}
