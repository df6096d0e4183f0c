package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Tally;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.TraceContext;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The machine inside its topology, without a broker.
class InboxProcessorTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;
  private final ControlCounters counters = new ControlCounters();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> inbox;

  @BeforeEach
  void start() {
    ShellConfig config = new ShellConfig(folder, 1, 0, StoreKind.MEMORY, 1, 0);
    driver =
        new TopologyTestDriver(
            ControlTopology.build(
                new Tally(),
                new WriterSchemas(),
                () -> new Origin(NodeId.control(0), 1, 1, NOON),
                counters,
                StoreKind.MEMORY),
            StreamSettings.of(new BusConfig("127.0.0.1:1"), "control-0", config, 3_000, counters),
            NOON);
    inbox =
        driver.createInputTopic(
            Topics.CALLS_INBOX.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void anInputBecomesJournalStoreAndCommands() {
    tell("a", Tally.BEGIN);
    tell("a", Tally.THREE_EVENTS);

    List<TestRecord<byte[], byte[]>> journal = read(Topics.CALLS_JOURNAL.name());
    assertThat(journal)
        .hasSize(5)
        .allMatch(record -> new String(record.key(), StandardCharsets.UTF_8).equals("a"));
    assertThat(journal)
        .allMatch(record -> record.headers().lastHeader(TraceContext.HEADER) != null);
    assertThat(journal)
        .extracting(record -> new Tally().read(record.value()).head().number())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(driver.getKeyValueStore(ControlTopology.STORE).approximateNumEntries()).isEqualTo(5);
    assertThat(counters.snapshot(0))
        .returns(2L, ControlCounters.Snapshot::decisions)
        .returns(1L, ControlCounters.Snapshot::heldCalls);
  }

  @Test
  void aTimerThatIsDueComesBackThroughTheInbox() {
    tell("a", Tally.BEGIN);
    tell("a", Tally.ASK_FOR_TIMER);
    var written =
        driver.createOutputTopic(
            Topics.CALLS_INBOX.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

    driver.advanceWallClockTime(Duration.ofMillis(4_990));
    assertThat(written.isEmpty()).isTrue();
    driver.advanceWallClockTime(Duration.ofMillis(20));

    assertThat(Families.INBOX.decode(written.readValue()).body())
        .isEqualTo(new TimerFired("ring", 3));
    assertThat(read(Topics.CALLS_JOURNAL.name()))
        .extracting(record -> new Tally().read(record.value()).body())
        .endsWith("fired ring");
  }

  @Test
  void aPoisonedRecordEndsOneCallAndThePartitionGoesOn() {
    tell("a", Tally.BEGIN);
    tell("b", Tally.BEGIN);
    inbox.pipeInput("a".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3}, NOON);
    inbox.pipeInput(null, new byte[] {4}, NOON);
    tell("b", Tally.THREE_EVENTS);

    assertThat(counters.snapshot(0))
        .returns(1L, ControlCounters.Snapshot::quarantines)
        .returns(1L, ControlCounters.Snapshot::skipped)
        .returns(4L, ControlCounters.Snapshot::decisions);
  }

  private void tell(String call, long what) {
    byte[] value =
        Families.INBOX.encode(
            new Origin(NodeId.media(0), 1, 1, NOON),
            new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, what));
    inbox.pipeInput(Bytes.of(call).array(), value, NOON);
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }
}
