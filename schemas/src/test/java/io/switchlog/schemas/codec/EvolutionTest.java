package io.switchlog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/// What two builds may differ in (ADR 0009): this build reads what another one wrote. "Newer" and
/// "older" say which side has more.
class EvolutionTest {
  private static final CommandHead COMMAND = (CommandHead) Samples.of(CommandHead.class);
  private static final JournalHead HEAD = (JournalHead) Samples.of(JournalHead.class);
  private static final Origin ORIGIN = (Origin) Samples.of(Origin.class);

  private static final ApplyMediaPlan PLAN = (ApplyMediaPlan) Samples.of(ApplyMediaPlan.class);
  private static final CallEnded ENDED = (CallEnded) Samples.of(CallEnded.class);
  private static final Decided DECIDED = decided(ENDED);
  private static final RtpTimedOut SILENT =
      new RtpTimedOut(NodeId.media(1), 0, new LegId(2), 5_000);

  private static Decided decided(CallEvent event) {
    Decided sample = (Decided) Samples.of(Decided.class);
    return new Decided(
        sample.kind(),
        sample.id(),
        1,
        1,
        sample.cause(),
        false,
        0,
        1,
        List.of(event),
        sample.commands(),
        sample.timers());
  }

  private static GenericRecord event(GenericRecord decided) {
    return (GenericRecord) ((List<?>) decided.get("events")).get(0);
  }

  private static OtherBuild ofPlan() {
    return OtherBuild.of(Families.MEDIA_COMMANDS, ApplyMediaPlan.class);
  }

  private static OtherBuild ofEnd() {
    return OtherBuild.of(Families.JOURNAL, Decided.class);
  }

  private static OtherBuild ofSilence() {
    return OtherBuild.of(Families.INBOX, RtpTimedOut.class);
  }

  /// What this build makes of a record that the other one wrote, after a change to it.
  private static <H extends Record, B> Object read(
      OtherBuild other, Family<H, B> family, H head, B body, Consumer<GenericRecord> change) {
    Schema ours = Objects.requireNonNull(family.schemas().get(body.getClass()));
    GenericRecord record = other.translated(family.encode(head, body), ours);
    change.accept(record);
    WriterSchemas bus = new WriterSchemas();
    bus.add(WriterSchemas.value(other.schema()));
    return family.decode(other.write(record), bus).body();
  }

  private static Object readPlan(OtherBuild other, Consumer<GenericRecord> change) {
    return read(other, Families.MEDIA_COMMANDS, COMMAND, PLAN, change);
  }

  private static Object readEnd(OtherBuild other, Consumer<GenericRecord> change) {
    return read(other, Families.JOURNAL, HEAD, DECIDED, change);
  }

  private static GenericRecord firstEndpoint(GenericRecord plan) {
    return (GenericRecord) ((List<?>) ((GenericRecord) plan.get("plan")).get("endpoints")).get(0);
  }

  private static void asItIs(GenericRecord record) {}

  @Test
  void aNullableFieldMoreIsNotSeenByAnOlderReader() {
    String field = "{\"name\":\"gain\",\"type\":[\"null\",\"int\"],\"default\":null}";
    assertThat(readPlan(ofPlan().withField("Endpoint", field), EvolutionTest::asItIs))
        .isEqualTo(PLAN);
    assertThat(
            readPlan(
                ofPlan().withField("Endpoint", field), plan -> firstEndpoint(plan).put("gain", 6)))
        .isEqualTo(PLAN);
  }

  @Test
  void aNullableFieldMoreIsNullWhereAnOlderBuildWrote() {
    Decided decided =
        (Decided) readEnd(ofEnd().withoutField("CallEnded", "mediaNode"), EvolutionTest::asItIs);
    CallEnded read = (CallEnded) decided.events().getFirst();
    assertThat(read.mediaNode()).isNull();
    assertThat(read.outcome()).isEqualTo(ENDED.outcome());
    assertThat(read.retainedUntil()).isEqualTo(ENDED.retainedUntil());
  }

  @Test
  void aSymbolThatTheReaderDoesNotKnowWaitsForItsBuild() {
    OtherBuild newer = ofEnd().withSymbol("EndCause", "FRAUD");
    assertThat(readEnd(newer, EvolutionTest::asItIs))
        .as("the others, though all have moved")
        .isEqualTo(DECIDED);
    assertThatThrownBy(() ->
            readEnd(
                newer,
                decided -> {
                  GenericRecord outcome = (GenericRecord) event(decided).get("outcome");
                  Schema causes = outcome.getSchema().getField("cause").schema();
                  outcome.put("cause", new GenericData.EnumSymbol(causes, "FRAUD"));
                }))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessageStartingWith("Decided.events[].outcome.cause: expected one of [NORMAL, ")
        .hasMessageEndingWith("found FRAUD; it waits for its build");
  }

  @Test
  void aMemberThatTheReaderDoesNotKnowWaitsForItsBuildHoweverAlikeItLooks() {
    String member = "{\"type\":\"record\",\"name\":\"SourceMusic\",\"fields\":[]}";
    OtherBuild newer = ofPlan().withMember("Endpoint", "source", member);
    assertThat(readPlan(newer, EvolutionTest::asItIs))
        .as("the others, though all have moved")
        .isEqualTo(PLAN);
    assertThatThrownBy(() ->
            readPlan(
                newer,
                plan -> {
                  GenericRecord endpoint = firstEndpoint(plan);
                  Schema sources = endpoint.getSchema().getField("source").schema();
                  endpoint.put("source", new GenericData.Record(sources.getTypes().get(0)));
                }))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessageStartingWith("ApplyMediaPlan.plan.endpoints[].source: expected one of [Source")
        .hasMessageEndingWith("found SourceMusic; it waits for its build");
  }

  /// Why [Resolution] does not leave it to Avro.
  @Test
  void avroByItselfTakesAnUnknownMemberForOneThatLooksAlike() throws IOException {
    Schema source = endpointOf(ourPlan()).getField("source").schema();
    Schema music = Schema.createRecord("SourceMusic", null, "x", false, List.of());
    Schema theirs = Schema.createUnion(music, source.getTypes().get(0));
    byte[] musicPlease = {0};
    GenericRecord taken =
        new GenericDatumReader<GenericRecord>(theirs, source)
            .read(null, DecoderFactory.get().binaryDecoder(musicPlease, null));
    assertThat(taken.getSchema().getName()).isEqualTo("SourceEcho");
  }

  private static Schema ourPlan() {
    return Objects.requireNonNull(Families.MEDIA_COMMANDS.schemas().get(ApplyMediaPlan.class));
  }

  private static Schema endpointOf(Schema plan) {
    Schema endpoints = plan.getField("plan").schema().getField("endpoints").schema();
    return endpoints.getElementType();
  }

  @Test
  void anEventThatTheReaderDoesNotKnowWaitsForItsBuild() {
    String parked = "{\"type\":\"record\",\"name\":\"CallParked\",\"fields\":[]}";
    OtherBuild newer = ofEnd().withMember("Decided", "events", parked);
    assertThat(readEnd(newer, EvolutionTest::asItIs))
        .as("the others, though all have moved")
        .isEqualTo(DECIDED);
    assertThatThrownBy(() ->
            readEnd(
                newer,
                decided -> {
                  Schema events = decided.getSchema().getField("events").schema();
                  Schema union = events.getElementType();
                  decided.put("events", List.of(new GenericData.Record(union.getTypes().get(0))));
                }))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessageStartingWith("Decided.events[]: expected one of [")
        .hasMessageEndingWith("found CallParked; it waits for its build");
    assertThatThrownBy(
            () -> readEnd(ofEnd().renamed("Decided", "Summarized"), EvolutionTest::asItIs))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessage(
            "expected a record of journal, found schema io.switchlog.schemas.journal.Summarized; it"
                + " waits for its build");
  }

  @Test
  void aRecordOnTheWrongTopicWaitsForNothing() {
    Schema silence = Objects.requireNonNull(Families.INBOX.schemas().get(RtpTimedOut.class));
    WriterSchemas bus = new WriterSchemas();
    bus.add(WriterSchemas.value(silence));
    byte[] bytes = Families.INBOX.encode(ORIGIN, SILENT);
    assertThatThrownBy(() -> Families.QUALITY.decode(bytes, bus))
        .isExactlyInstanceOf(UnreadableRecord.class);
  }

  @Test
  void aFieldThatIsGoneIsPassedOverByTheNewerReader() {
    String was = "{\"name\":\"gone\",\"type\":\"string\",\"default\":\"x\"}";
    assertThat(readPlan(ofPlan().withField("Endpoint", was), EvolutionTest::asItIs))
        .isEqualTo(PLAN);
  }

  @Test
  void aRequiredFieldThatIsGoneKeepsOlderReadersWaiting() {
    assertThatThrownBy(
            () -> readEnd(ofEnd().withoutField("CallEnded", "planVersion"), EvolutionTest::asItIs))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessage(
            "Decided.events[].planVersion: expected a value, found a build that has none; it waits for its"
                + " build");
  }

  @Test
  void aRecordByAnotherNameIsAnotherRecord() {
    assertThatThrownBy(() ->
            read(
                ofSilence().renamed("RtpTimedOut", "RtpStopped"),
                Families.INBOX,
                ORIGIN,
                SILENT,
                EvolutionTest::asItIs))
        .isInstanceOf(WaitsForItsBuild.class);
    assertThatThrownBy(() -> readEnd(ofEnd().renamed("Outcome", "Ending"), EvolutionTest::asItIs))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessageStartingWith("Decided.events[].outcome: expected Outcome, found Ending");
  }

  @Test
  void aNumberMayGrowWiderAndNotNarrower() {
    String schema = ofSilence().schema().toString();
    String narrow =
        schema.replace(
            "{\"name\":\"silentMillis\",\"type\":\"long\"}",
            "{\"name\":\"silentMillis\",\"type\":\"int\"}");
    assertThat(narrow).isNotEqualTo(schema);
    byte[] bytes = Families.INBOX.encode(ORIGIN, SILENT);
    Schema ours = new Schema.Parser().parse(schema);
    Schema theirs = new Schema.Parser().parse(narrow);
    assertThat(Resolution.rewrite(bytes, theirs, ours)).isEqualTo(bytes);
    assertThatThrownBy(() -> Resolution.rewrite(bytes, ours, theirs))
        .isInstanceOf(WaitsForItsBuild.class)
        .hasMessageStartingWith("RtpTimedOut.silentMillis: expected int, found long");
  }

  @Test
  void aRecordWhoseSchemaIsNotThereYetIsToldFromOneThatNeverWillBe() {
    OtherBuild newer = ofEnd().withSymbol("EndCause", "FRAUD");
    Schema ours = Objects.requireNonNull(Families.JOURNAL.schemas().get(Decided.class));
    byte[] bytes = newer.write(newer.translated(Families.JOURNAL.encode(HEAD, DECIDED), ours));
    WriterSchemas bus = new WriterSchemas();
    assertThatThrownBy(() -> Families.JOURNAL.decode(bytes, bus))
        .isInstanceOfSatisfying(
            UnknownSchema.class,
            missing ->
                assertThat(WriterSchemas.key(newer.schema()))
                    .isEqualTo("schema/%016x".formatted(missing.fingerprint())));
    bus.add(WriterSchemas.value(newer.schema()));
    assertThat(Families.JOURNAL.decode(bytes, bus).body()).isEqualTo(DECIDED);
  }

  @Test
  void aCutRecordOfAnotherBuildIsUnreadable() {
    OtherBuild newer = ofEnd().withSymbol("EndCause", "FRAUD");
    Schema ours = Objects.requireNonNull(Families.JOURNAL.schemas().get(Decided.class));
    byte[] whole = newer.write(newer.translated(Families.JOURNAL.encode(HEAD, DECIDED), ours));
    WriterSchemas bus = new WriterSchemas();
    bus.add(WriterSchemas.value(newer.schema()));
    for (int length = 10; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Families.JOURNAL.decode(cut, bus))
          .isInstanceOf(UnreadableRecord.class)
          .isNotInstanceOf(UnknownSchema.class);
    }
  }
}
