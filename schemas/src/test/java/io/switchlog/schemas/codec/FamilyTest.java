package io.switchlog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.media.LocalEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class FamilyTest {
  private static final Origin ORIGIN =
      new Origin(NodeId.media(3), 1_800_000_000_000L, 42, Instant.ofEpochMilli(1_800_000_000_001L));

  @Test
  void everyRecordOfEveryFamilyIsReadBackAsItWasWritten() {
    for (Family<?, ?> family : Families.all()) {
      family.schemas().keySet().forEach(type -> roundTrip(family, type));
    }
  }

  @SuppressWarnings("unchecked")
  private static <H extends Record, B> void roundTrip(Family<H, B> family, Class<?> type) {
    H head = (H) sampleHead(family);
    B body = (B) Samples.of(type);
    byte[] bytes = family.encode(head, body);
    assertThat(family.decode(bytes)).as(type.getName()).isEqualTo(new Envelope<>(head, body));
    assertThat(family.encode(head, body)).isEqualTo(bytes);
  }

  static Object sampleHead(Family<?, ?> family) {
    Schema head = family.schemas().values().iterator().next().getField("head").schema();
    try {
      return Samples.of(Class.forName(head.getFullName()));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void smallValuesThatComeAgainAreKeptOnce() {
    MediaPlanApplied first = readBack(applied(NodeId.media(3), "192.0.2.1"));
    MediaPlanApplied again = readBack(applied(NodeId.media(3), "192.0.2.1"));
    assertThat(again.node()).isSameAs(first.node());
    assertThat(again.endpoints()).isSameAs(first.endpoints());
    MediaPlanApplied other = readBack(applied(NodeId.media(4), "192.0.2.2"));
    assertThat(other).isEqualTo(applied(NodeId.media(4), "192.0.2.2"));
    assertThat(other.endpoints().getFirst().leg()).isSameAs(first.endpoints().getFirst().leg());
  }

  /// An identifier has the hash of the text that it holds.
  @Test
  void anIdentifierAndItsTextAreBothKeptOnce() {
    Decided decided = (Decided) Samples.of(Decided.class);
    JournalHead head = (JournalHead) sampleHead(Families.JOURNAL);
    byte[] bytes = Families.JOURNAL.encode(head, decided);
    Decided first = (Decided) Families.JOURNAL.decode(bytes).body();
    Decided again = (Decided) Families.JOURNAL.decode(bytes).body();
    assertThat(again.id()).isSameAs(first.id());
    assertThat(again.id().value()).isSameAs(first.id().value());
  }

  /// The sample of a decision holds two events only.
  @Test
  void everyEventIsReadBackFromItsDecision() {
    JournalHead head = (JournalHead) sampleHead(Families.JOURNAL);
    Decided sample = (Decided) Samples.of(Decided.class);
    for (Class<?> type : Shapes.members(CallEvent.class)) {
      Decided decided =
          new Decided(
              sample.kind(),
              sample.id(),
              1,
              1,
              sample.cause(),
              false,
              0,
              1,
              List.of((CallEvent) Samples.of(type)),
              List.of(),
              List.of());
      byte[] bytes = Families.JOURNAL.encode(head, decided);
      assertThat(Families.JOURNAL.decode(bytes)).isEqualTo(new Envelope<>(head, decided));
    }
  }

  private static MediaPlanApplied applied(NodeId node, String host) {
    return new MediaPlanApplied(node, 7, 1, List.of(new LocalEndpoint(LegId.CALLER, host, 40_000)));
  }

  private static MediaPlanApplied readBack(MediaPlanApplied applied) {
    byte[] bytes = Families.INBOX.encode(ORIGIN, applied);
    return (MediaPlanApplied) Families.INBOX.decode(bytes).body();
  }

  @Test
  void bytesThatAreNoRecordAreNamedAsSuch() {
    assertThatThrownBy(() -> Families.INBOX.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessage(
            "expected a record of inbox in single-object encoding (C3 01 and a fingerprint),"
                + " found 3 bytes that do not begin so");
  }

  @Test
  void aSchemaThatNobodyPublishedIsNamed() {
    byte[] bytes = Families.INBOX.encode(ORIGIN, new TimerFired("ring", 1));
    bytes[2] ^= 1;
    assertThatThrownBy(() -> Families.INBOX.decode(bytes))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageContaining("which is not published on the bus");
  }

  @Test
  void aRecordOfAnotherFamilyIsRefused() {
    byte[] bytes = Families.INBOX.encode(ORIGIN, new TimerFired("ring", 1));
    assertThatThrownBy(() -> Families.EDGE_COMMANDS.decode(bytes))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageStartingWith("expected a record of edge-commands");
  }

  @Test
  void garbledRecordsAreUnreadableAndNothingElse() {
    Random random = new Random(11);
    for (Class<?> type : Families.INBOX.schemas().keySet()) {
      byte[] whole = Families.INBOX.encode(ORIGIN, (InboxRecord) Samples.of(type));
      for (int i = 0; i < 2_000; i++) {
        byte[] garbled = Arrays.copyOf(whole, 11 + random.nextInt(whole.length - 10));
        garbled[10 + random.nextInt(garbled.length - 10)] ^= (byte) (1 << random.nextInt(8));
        try {
          assertThat(Families.INBOX.decode(garbled).body()).isInstanceOf(type);
        } catch (UnreadableRecord e) {
          assertThat(e).hasMessageNotContaining("null");
        }
      }
    }
  }

  @Test
  void aRecordOfAnEarlierVersionIsResolvedByTheSchemaOnTheBus() {
    // the version before had no silentMillis, and a field that has gone since
    Schema current = Objects.requireNonNull(Families.INBOX.schemas().get(RtpTimedOut.class));
    String earlier =
        current
            .toString()
            .replace(
                "{\"name\":\"silentMillis\",\"type\":\"long\"}",
                "{\"name\":\"silentMillis\",\"type\":\"int\"},"
                    + "{\"name\":\"gone\",\"type\":[\"null\",\"string\"],\"default\":null}");
    Schema writer = new Schema.Parser().parse(earlier);
    WriterSchemas bus = new WriterSchemas();
    bus.add(WriterSchemas.value(writer));

    RtpTimedOut now = new RtpTimedOut(NodeId.media(1), 7, new LegId(2), 5_000);
    byte[] bytes = Families.INBOX.encode(ORIGIN, now);

    byte[] old = Arrays.copyOf(bytes, bytes.length + 1); // `gone` is null: one zero byte
    long fingerprint = Long.parseUnsignedLong(WriterSchemas.key(writer).substring(7), 16);
    for (int i = 0; i < 8; i++) {
      old[2 + i] = (byte) (fingerprint >>> (8 * i));
    }
    assertThatThrownBy(() -> Families.INBOX.decode(old)).isInstanceOf(UnreadableRecord.class);
    assertThat(Families.INBOX.decode(old, bus).body()).isEqualTo(now);
  }

  @Test
  void whatIsNoSchemaIsNotTakenForOne() {
    assertThatThrownBy(() -> new WriterSchemas().add("{".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableRecord.class)
        .hasMessageStartingWith("expected an Avro schema in JSON");
  }
}
