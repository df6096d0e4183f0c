package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.junit.jupiter.api.Test;

/// What cannot be written costs itself, and is counted.
class RefusedRecordsTest {
  private final ControlCounters counters = new ControlCounters();
  private final RefusedRecords refused = new RefusedRecords();

  RefusedRecordsTest() {
    refused.configure(Map.of(RefusedRecords.COUNTERS, counters));
  }

  @Test
  void aRecordThatIsTooLargeIsCountedAndTheThreadGoesOn() {
    assertThat(judge(new RecordTooLargeException("2 MB"))).isEqualTo(Result.RESUME);
    assertThat(counters.snapshot(0).refusedRecords()).isEqualTo(1);
  }

  @Test
  void otherFaultsStopTheTaskBeforeItCommits() {
    assertThat(judge(new TimeoutException("no leader"))).isEqualTo(Result.RETRY);
    assertThat(judge(new KafkaException("the producer was closed"))).isEqualTo(Result.FAIL);
    assertThat(counters.snapshot(0).refusedRecords()).isZero();
  }

  @Test
  void aCommandForANodeBeyondTheLayoutGoesNowhereAndIsCounted() {
    Addressed.Partitioner partitioner = new Addressed.Partitioner(counters);

    assertThat(partitioner.partitions("edge.commands", to(7), new byte[0], 8))
        .isEqualTo(Optional.of(Set.of(7)));
    assertThat(partitioner.partitions("edge.commands", to(8), new byte[0], 8))
        .isEqualTo(Optional.of(Set.of()));
    assertThat(counters.snapshot(0).undeliverable()).isEqualTo(1);
  }

  private Result judge(Exception fault) {
    byte[] key = "call".getBytes(StandardCharsets.UTF_8);
    return refused
        .judge(new ProducerRecord<>("edge.commands", 0, key, new byte[9]), fault)
        .result();
  }

  private static Addressed to(int ordinal) {
    return new Addressed(ordinal, Bytes.of("call"));
  }
}
