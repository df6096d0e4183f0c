package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.Tally;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.HeldCall;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// Floors that tell of held calls, and a journal that has not got what they tell of.
///
/// Holds `FloorPlace`.
class FloorReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final AggregateId CALL = new AggregateId("held");

  private final List<ConsumerRecord<byte[], byte[]>> stored = new ArrayList<>();
  private long journalBegins;
  private long journalEnds = 1_000;
  private final FloorReader<Tally.State> floors =
      new FloorReader<>(Stored::new, Log.CALLS, new Tally(), new WriterSchemas());

  /// Kafka's own consumer without a cluster: one cannot be had that has lost what is told of.
  private final class Stored extends MockConsumer<byte[], byte[]> {
    Stored() {
      super("none");
    }

    @Override
    public synchronized void assign(Collection<TopicPartition> partitions) {
      super.assign(partitions);
      for (TopicPartition each : partitions) {
        List<ConsumerRecord<byte[], byte[]>> there =
            stored.stream()
                .filter(
                    record -> each.equals(new TopicPartition(record.topic(), record.partition())))
                .toList();
        updateBeginningOffsets(Map.of(each, 0L));
        updateEndOffsets(Map.of(each, there.isEmpty() ? 0 : there.getLast().offset() + 1));
        there.forEach(this::addRecord);
      }
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return partitions.stream().collect(Collectors.toMap(each -> each, _ -> journalBegins));
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return partitions.iterator().next().topic().equals(Topics.CALLS_JOURNAL.name())
          ? partitions.stream().collect(Collectors.toMap(each -> each, _ -> journalEnds))
          : super.endOffsets(partitions, timeout);
    }
  }

  @Test
  void aFloorBeyondTheJournalsEndIsOfAnotherJournal() {
    floor(1, 7);
    journalEnds = 999;

    assertThat(floors.begin(Set.of(1)).get(1))
        .returns(0, Ledger::held)
        .returns(0L, Ledger::nextOffset);
  }

  @Test
  void whereTheJournalsBeginningIsDeletedWhatIsLeftIsRead() {
    floor(1, 7);
    journalBegins = 1_001;
    journalEnds = 1_100;

    Map<Integer, Ledger<Tally.State>> begun = floors.begin(Set.of(1, 2));

    assertThat(begun.get(1)).returns(0, Ledger::held).returns(1_001L, Ledger::nextOffset);
    assertThat(begun.get(2)).returns(1_001L, Ledger::nextOffset);
  }

  @Test
  void aHeldRecordThatDoesNotComeHoldsUpNoOtherPartition() {
    floor(1, 7);
    floor(2, 7);
    decision(2, 7, CALL);

    assertThat(floors.begin(Set.of(1, 2, 3))).as("the first takes its time").isEmpty();
    Map<Integer, Ledger<Tally.State>> begun = floors.begin(Set.of(1, 2, 3));

    assertThat(begun).containsOnlyKeys(2, 3);
    assertThat(begun.get(2)).returns(1, Ledger::held).returns(1_000L, Ledger::nextOffset);
    assertThat(begun.get(3)).returns(0L, Ledger::nextOffset);
    assertThat(floors.begin(Set.of(1))).as("later, not at once").isEmpty();
  }

  @Test
  void whereAHeldRecordIsGoneTheJournalIsReadFromItsBeginning() {
    floor(1, 7);
    decision(1, 8, CALL);

    assertThat(floors.begin(Set.of(1)).get(1))
        .returns(0, Ledger::held)
        .returns(0L, Ledger::nextOffset);
  }

  @Test
  void aRecordOfAnotherCallIsNotFolded() {
    floor(1, 7);
    decision(1, 7, new AggregateId("another"));

    assertThat(floors.begin(Set.of(1)).get(1))
        .returns(0, Ledger::held)
        .returns(0L, Ledger::nextOffset);
  }

  /// A floor at offset 1,000 with a call that was decided on long before.
  private void floor(int partition, long held) {
    Floor floor =
        new Floor(
            partition,
            1_000,
            1,
            900,
            1_000,
            NOON,
            500,
            false,
            900,
            false,
            List.of(),
            List.of(),
            null,
            List.of(new HeldCall(CALL, List.of(held))),
            null);
    stored.add(
        new ConsumerRecord<>(
            Topics.CALLS_FLOORS.name(),
            0,
            stored.size(),
            new byte[0],
            Families.FLOORS.encode(new Origin(NodeId.control(0), 1, 1, NOON), floor)));
  }

  private void decision(int partition, long offset, AggregateId call) {
    Decided decided =
        new Decided(
            AggregateKind.CALL,
            call,
            1,
            1,
            new Cause(partition, 3, null),
            false,
            0,
            1,
            List.of(new CallQuarantined("begin " + call)),
            List.of(),
            List.of());
    stored.add(
        new ConsumerRecord<>(
            Topics.CALLS_JOURNAL.name(),
            partition,
            offset,
            new byte[0],
            Families.JOURNAL.encode(new JournalHead(1, 5, NOON), decided)));
  }
}
