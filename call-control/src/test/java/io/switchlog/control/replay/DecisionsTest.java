package io.switchlog.control.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.media.MediaPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/// Decisions that say the same, the one as another build wrote it.
class DecisionsTest {
  private static final int HEADER_BYTES = 10;
  private static final AggregateId CALL = new AggregateId("a");

  private final Schema ours =
      Objects.requireNonNull(Families.MEDIA_COMMANDS.schemas().get(ApplyMediaPlan.class));

  /// One nullable field more.
  private final Schema newer =
      new Schema.Parser()
          .parse(
              ours.toString()
                  .replace(
                      "\"name\":\"Endpoint\",\"fields\":[",
                      "\"name\":\"Endpoint\",\"fields\":[{\"name\":\"gain\",\"type\":[\"null\",\"int\"],"
                          + "\"default\":null},"));

  private static byte[] release(int deadlineMillis) {
    return Families.MEDIA_COMMANDS.encode(
        new CommandHead("0.7/x", Instant.ofEpochMilli(deadlineMillis)),
        new ApplyMediaPlan(CALL.call(), 3, new MediaPlan(2, List.of())));
  }

  private byte[] laidOutAnew(byte[] bytes) throws IOException {
    Object value =
        new GenericDatumReader<Object>(ours, newer)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xC3);
    out.write(0x01);
    long fingerprint = SchemaNormalization.parsingFingerprint64(newer);
    for (int i = 0; i < 8; i++) {
      out.write((int) (fingerprint >>> (8 * i)));
    }
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<Object>(newer).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static Decided decision(byte[] command) {
    return new Decided(
        AggregateKind.CALL,
        CALL,
        3,
        1,
        new Cause(0, 7, null),
        false,
        0,
        2,
        List.of(),
        List.of(new Ordered("ApplyMediaPlan", "0.7/x", NodeId.media(0), Bytes.of(command))),
        List.of());
  }

  private Decisions whoKnowsBothBuilds() {
    WriterSchemas writers = new WriterSchemas();
    writers.add(WriterSchemas.value(newer));
    return new Decisions(writers);
  }

  @Test
  void aCommandThatAnotherBuildLaidOutIsTheSameInOtherBytes() throws IOException {
    Decided theirs = decision(laidOutAnew(release(5_000)));
    Decided our = decision(release(5_000));

    assertThat(whoKnowsBothBuilds().difference(theirs, our)).isNull();
    assertThat(Decisions.otherEncodings(theirs, our)).isEqualTo(1);
  }

  @Test
  void anotherDeadlineIsFoundInAnyLayout() throws IOException {
    Decided theirs = decision(laidOutAnew(release(6_000)));

    assertThat(whoKnowsBothBuilds().difference(theirs, decision(release(5_000))))
        .isEqualTo("the commands");
  }
}
