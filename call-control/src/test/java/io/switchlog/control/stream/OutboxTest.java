package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What aggregates say to each other leaves when the journal has it, in order, until the bus has
/// it.
class OutboxTest {
  private static final AggregateId ONE = new AggregateId("one");
  private static final AggregateId OTHER = new AggregateId("other");

  private final List<Long> written = new CopyOnWriteArrayList<>();
  private final List<BusWriter.Outcome> open = new CopyOnWriteArrayList<>();
  private final Outbox outbox =
      new Outbox(new Held(), "test", () -> new Origin(NodeId.control(0), 1, 1, Instant.EPOCH));
  private final Voice voice = new Voices().begin(0, 1, 0, 0);
  private final Outbox.Lane lane = outbox.lane(voice);

  /// A line whose answers the test gives.
  private final class Held implements Outbox.Line {
    @Override
    public void write(AggregateId to, byte[] value, BusWriter.Outcome outcome) {
      assertThat(to).isEqualTo(OTHER);
      MessageArrived message = (MessageArrived) Families.INBOX.decode(value).body();
      written.add(message.sender().number());
      open.add(outcome);
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void stop() {
    outbox.close();
  }

  /// A decision that says something, as an owner writes it.
  private void decides(long record) {
    voice.recordSent(record);
    lane.add(
        new PostRecord(
            OTHER,
            record,
            new MessageArrived(new Sender(ONE, 1, record), new SlotMessage.OccupantWanted())));
  }

  private void journalled(long record) {
    assertThat(voice.recordDone(record, record - 1)).isTrue();
  }

  private void isTaken() {
    open.removeFirst().done(null);
  }

  private void awaitWritten(Long... numbers) {
    await().untilAsserted(() -> assertThat(written).containsExactly(numbers));
  }

  @Test
  void aMessageLeavesWhenTheJournalHasItsDecision() {
    decides(1);
    decides(2);
    journalled(1);
    awaitWritten(1L);
    isTaken();

    await().until(() -> voice.said() == 1);
    assertThat(written).containsExactly(1L);
  }

  @Test
  void oneLeavesWhenTheOneBeforeIsOnTheBus() {
    decides(1);
    decides(2);
    journalled(1);
    journalled(2);
    awaitWritten(1L);
    assertThat(voice.said()).isZero();

    isTaken();
    awaitWritten(1L, 2L);
    isTaken();
    await().until(() -> voice.said() == 2);
  }

  @Test
  void oneThatIsNotTakenIsSaidAgainBeforeTheNext() {
    decides(1);
    decides(2);
    journalled(1);
    journalled(2);
    awaitWritten(1L);
    open.removeFirst().done("the broker is away");

    awaitWritten(1L, 1L);
    isTaken();
    awaitWritten(1L, 1L, 2L);
  }

  @Test
  void nothingLeavesWhenTheOwnersTimeIsOver() {
    decides(1);
    lane.close();
    journalled(1);
    Outbox.Lane next = outbox.lane(new Voices().begin(1, 1, 7, 0));
    next.add(
        new PostRecord(
            OTHER,
            7,
            new MessageArrived(new Sender(ONE, 1, 70), new SlotMessage.OccupantWanted())));

    awaitWritten(70L);
  }

  @Test
  void whatAnOwnerFindsUnsaidInHistoryLeavesAtOnce() {
    Outbox.Lane successor = outbox.lane(new Voices().begin(2, 2, 41, 99));
    successor.add(
        new PostRecord(
            OTHER,
            40,
            new MessageArrived(new Sender(ONE, 1, 5), new SlotMessage.OccupantWanted())));

    awaitWritten(5L);
  }
}
