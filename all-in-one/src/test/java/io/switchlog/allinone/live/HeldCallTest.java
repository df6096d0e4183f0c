package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.allinone.dev.SecretFile;
import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.HeldCall;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A call that is held for so long that the floor has gone past its beginning: who takes its
/// partition over, with no memory of it, reads its records by themselves.
@Timeout(180)
class HeldCallTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aCallThatBeganBeforeTheFloorGoesOnWithItsNextOwner() throws Exception {
    try (OneJvm platform = OneJvm.start(folder, Map.of(), RoutingRules.usual(List.of()));
        UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", 0)) {
      alice.call("sip:echo@127.0.0.1", "127.0.0.1:" + platform.sipPort());
      assertThat(alice.await(State.TALKING, LONG)).as(() -> "" + alice.log()).isTrue();
      platform.endControl(0);
      Floor floor = floorBehindAll(platform);
      assertThat(floor.held()).isNotEmpty();
      write(platform, floor);

      platform.beginControl(1);
      alice.hangUp();

      assertThat(alice.await(State.ENDED, LONG)).as(() -> "" + alice.log()).isTrue();
      PhoneLog log = Objects.requireNonNull(alice.log());
      assertThat(log.outcome()).as(log.toString()).isEqualTo(Outcome.HUNG_UP);
      assertThat(log.complaints()).isEmpty();
      platform.awaitNoLiveCalls();
      assertThat(platform.run("replay", "--all").out()).contains("no difference");
    }
  }

  /// The floor of the call's partition, as it is written when very much has come behind the call.
  private static Floor floorBehindAll(OneJvm platform) {
    try (TopicReader reader = TopicReader.connect(platform.bus())) {
      Decided first = reader.decisions(_ -> true).getFirst().body();
      int partition = first.cause().partition();
      Ledger<AggregateState> ledger =
          new Ledger<>(Kinds.of(SecretFile.read(platform.secret())), partition);
      List<Stored<JournalHead, JournalRecord>> journal =
          reader.read(Topics.CALLS_JOURNAL, Families.JOURNAL, partition, _ -> true);
      journal.forEach(record -> ledger.take(record.offset(), record.head(), record.body()));
      List<Long> records =
          journal.stream()
              .filter(
                  record -> record.body() instanceof Decided decided && !decided.events().isEmpty())
              .map(Stored::offset)
              .toList();
      Floor floor = ledger.floor(ledger.number());
      return new Floor(
          partition,
          ledger.nextOffset(),
          ledger.term(),
          ledger.number(),
          ledger.nextOffset(),
          floor.time(),
          floor.mark(),
          floor.partial(),
          floor.said(),
          floor.told(),
          floor.view(),
          floor.facts(),
          floor.inbox(),
          List.of(new HeldCall(first.id(), records)),
          floor.promised());
    }
  }

  private static void write(OneJvm platform, Floor floor) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            platform.bus().properties(Map.of("acks", "all")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var _ =
          producer
              .send(
                  new ProducerRecord<>(
                      Topics.CALLS_FLOORS.name(),
                      0,
                      Integer.toString(floor.partition()).getBytes(StandardCharsets.UTF_8),
                      Families.FLOORS.encode(
                          new Origin(NodeId.control(0), 1, 1, Instant.now()), floor)))
              .get();
    }
  }
}
