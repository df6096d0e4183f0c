package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.Tally;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.TraceContext;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The machine inside its topology, without a broker.
///
/// Holds `InboxClock`.
class InboxProcessorTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;
  private final ControlCounters counters = new ControlCounters();
  private final SchemaWatch schemas =
      new SchemaWatch(new BusConfig("127.0.0.1:1"), "test", List.of());
  private final List<Integer> followed = new ArrayList<>();
  private final Voices voices = new Voices();
  private final AtomicLong clock = new AtomicLong(7_000_000);
  private final AtomicInteger asked = new AtomicInteger();
  private long sequence;
  private final Outbox outbox =
      new Outbox(new Nowhere(), "test", () -> new Origin(NodeId.control(0), 1, 1, NOON));
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> inbox;

  private static final class Nowhere implements Outbox.Line {
    @Override
    public void write(AggregateId to, byte[] value, BusWriter.Outcome outcome) {
      throw new AssertionError("nothing is said to others here, found " + to);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    start(new Tally());
  }

  private void start(Tally aggregate) {
    ShellConfig config = new ShellConfig(folder, 1, 0, "test", 1, 0, 32_000);
    driver =
        new TopologyTestDriver(
            ControlTopology.build(
                Log.CALLS,
                null,
                () ->
                    new InboxProcessor<>(
                        Log.CALLS,
                        null,
                        aggregate,
                        schemas,
                        () -> new Origin(NodeId.control(0), 1, 1, NOON),
                        counters,
                        new FromTheBeginning(aggregate),
                        voices,
                        outbox,
                        this::askForTheTime),
                followed::add,
                _ -> {},
                counters),
            StreamSettings.of(new BusConfig("127.0.0.1:1"), Log.CALLS, "control-0", config, 3_000),
            NOON);
    inbox =
        driver.createInputTopic(
            Topics.CALLS_INBOX.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// A journal with nothing in it but the beginning of a term.
  private record FromTheBeginning(Tally aggregate) implements Histories<Tally.State> {
    @Override
    public void expect(Set<Integer> partitions) {}

    @Override
    public void forgo(Set<Integer> partitions) {}

    @Override
    public boolean isReady(int partition) {
      return true;
    }

    @Override
    public boolean isWhole(int partition, long end) {
      return true;
    }

    @Override
    public @Nullable Long inboxFrom(int partition) {
      return null;
    }

    @Override
    public Ledger<Tally.State> take(int partition) {
      Ledger<Tally.State> ledger = new Ledger<>(aggregate, partition);
      ledger.take(
          0, new JournalHead(1, 0, NOON), new TermBegan("test", NodeId.control(0), "test", 1));
      return ledger;
    }

    @Override
    public void giveBack(int partition) {}
  }

  @AfterEach
  void stop() {
    outbox.close();
    driver.close();
    schemas.close();
  }

  @Test
  void anInputBecomesOneRecordOfTheJournalAndCommands() {
    tell("a", Tally.BEGIN);
    tell("a", Tally.THREE_EVENTS);

    List<TestRecord<byte[], byte[]>> journal = read(Topics.CALLS_JOURNAL.name());
    assertThat(journal)
        .hasSize(2)
        .allMatch(record -> new String(record.key(), StandardCharsets.UTF_8).equals("a"));
    assertThat(journal)
        .allMatch(record -> record.headers().lastHeader(TraceContext.HEADER) != null);
    assertThat(journal)
        .extracting(record -> TermMark.of(record.headers()))
        .containsExactly(new TermMark(Log.CALLS, 0, 1, 1), new TermMark(Log.CALLS, 0, 1, 2));
    assertThat(journal)
        .extracting(record -> Families.JOURNAL.decode(record.value()).head().number())
        .containsExactly(1L, 2L);
    assertThat(followed).containsExactly(0);
    assertThat(read(Topics.MEDIA_COMMANDS.name()))
        .isNotEmpty()
        .allMatch(record -> TermMark.of(record.headers()) != null);
    assertThat(counters.snapshot(0))
        .returns(2L, ControlCounters.Snapshot::decisions)
        .returns(1L, ControlCounters.Snapshot::heldCalls);
  }

  @Test
  void aTimerThatIsDueComesBackThroughTheInbox() {
    advance(1_000);
    tell("a", Tally.BEGIN);
    tell("a", Tally.ASK_FOR_TIMER);
    var written =
        driver.createOutputTopic(
            Topics.CALLS_INBOX.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

    advance(4_990);
    assertThat(written.isEmpty()).isTrue();
    advance(20);

    TestRecord<byte[], byte[]> timer = written.readRecord();
    assertThat(Families.INBOX.decode(timer.value()).body()).isEqualTo(new TimerFired("ring", 3));
    assertThat(TermMark.of(timer.headers()))
        .as("whose word it is: the first of a new owner begins a producer anew that has failed")
        .isEqualTo(new TermMark(Log.CALLS, 0, 1, 2));
    assertThat(read(Topics.CALLS_JOURNAL.name()))
        .extracting(record -> lastEvent(record.value()))
        .endsWith("fired ring");
  }

  /// By the first record the broker's clock is half a minute behind.
  @Test
  void aTimerIsDueBesideABacklogByTheClockThatTheLastRecordShows() {
    advance(1_000);
    tell("a", Tally.BEGIN, NOON.minusSeconds(30));
    tell("a", Tally.ASK_FOR_TIMER, NOON.minusSeconds(30));
    tell("b", Tally.BEGIN, NOON);
    read(Topics.CALLS_INBOX.name());

    advance(20);
    assertThat(read(Topics.CALLS_INBOX.name())).hasSize(1);
  }

  /// Streams keeps what a task has asked for when it begins the task again.
  @Test
  void anAlarmGoesOffOnceAndNotAfterItWasCancelled() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    Alarm alarm = new Alarm(context, _ -> {}, _ -> {});
    alarm.set(0, Duration.ofSeconds(60));
    alarm.bringForward(0, Duration.ofSeconds(10));
    assertThat(context.scheduledPunctuators()).as("it goes off then already").hasSize(1);
    alarm.bringForward(0, Duration.ofSeconds(5));
    alarm.cancel();

    assertThat(context.scheduledPunctuators())
        .extracting(MockProcessorContext.CapturedPunctuator::getInterval)
        .containsExactly(Alarm.LATEST, Duration.ofSeconds(5));
    assertThat(context.scheduledPunctuators())
        .allMatch(MockProcessorContext.CapturedPunctuator::cancelled);
  }

  /// Whatever wakes a task has it committed, and its thread waits for that.
  @Test
  void aPartitionWhereNothingIsDueIsLeftAlone() {
    tell("a", Tally.BEGIN);
    asked.set(0);

    for (int second = 0; second < 60; second++) {
      advance(1_000);
    }
    assertThat(asked).as("how often the time was asked for").hasValueBetween(6, 8);
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

  @Test
  void anInboxMadeAnewUnderAnOwnerThatHasReadNothingYetIsNoticed() {
    driver.close();
    voices.committed(0, 501);
    start(new Tally());

    assertThatThrownBy(() -> tell("a", Tally.BEGIN))
        .hasStackTraceContaining("expected a place behind 500, found 0");
    assertThat(read(Topics.CALLS_JOURNAL.name())).isEmpty();
  }

  /// Streams replaces the thread, and whoever owns the partition then decides it again.
  @Test
  void aStackThatIsTooSmallFailsTheThreadAndWritesNothing() {
    driver.close();
    start(Tally.narrow());
    tell("a", Tally.BEGIN);
    assertThatThrownBy(() -> tell("a", Tally.DEEP))
        .satisfiesAnyOf(
            fault -> assertThat(fault).isInstanceOf(StackOverflowError.class),
            fault -> assertThat(fault).hasRootCauseInstanceOf(StackOverflowError.class));
    assertThat(read(Topics.CALLS_JOURNAL.name())).hasSize(1);
    assertThat(counters.snapshot(0)).returns(0L, ControlCounters.Snapshot::quarantines);
  }

  private long askForTheTime() {
    asked.incrementAndGet();
    return clock.get();
  }

  private void advance(long millis) {
    clock.addAndGet(millis);
    driver.advanceWallClockTime(Duration.ofMillis(millis));
  }

  private static String lastEvent(byte[] record) {
    return Families.JOURNAL.decode(record).body() instanceof Decided decided
        ? Tally.text(decided.events().getLast())
        : "";
  }

  private void tell(String call, long what) {
    tell(call, what, NOON);
  }

  private void tell(String call, long what, Instant appendedAt) {
    byte[] value =
        Families.INBOX.encode(
            new Origin(NodeId.media(0), 1, ++sequence, NOON),
            new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, what));
    inbox.pipeInput(Bytes.of(call).array(), value, appendedAt);
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }
}
