package io.switchlog.control.core.call;

import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Owners;
import io.switchlog.control.replay.Recording;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;

/// Calls that a build has decided, inbox and journal byte for byte, with the schemas that they were
/// written with: for builds to come to read. One file for each version of the rules.
final class RecordedCalls {
  private static final int CALLS = 60;
  private static final int STEPS = 40;

  private final WriterSchemas schemas = new WriterSchemas();
  private final List<Part> parts = new ArrayList<>();

  /// The partition of one call.
  private record Part(List<InboxEntry> inbox, List<Envelope<JournalHead, JournalRecord>> journal) {}

  private RecordedCalls() {}

  static Path fileOf(int rules) {
    return Path.of("src/test/resources/golden/calls-of-rules-" + rules + ".gz");
  }

  WriterSchemas schemas() {
    return schemas;
  }

  /// A recording for each call.
  List<Recording> recordings() {
    return parts.stream()
        .map(part ->
            new Recording(0, 0, part.inbox.iterator(), part.inbox.size(), part.journal.iterator()))
        .toList();
  }

  static RecordedCalls read(Path file) throws IOException {
    RecordedCalls calls = new RecordedCalls();
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      for (int left = in.readInt(); left > 0; left--) {
        calls.schemas.add(bytes(in));
      }
      for (int left = in.readInt(); left > 0; left--) {
        calls.parts.add(new Part(inbox(in), calls.journal(in)));
      }
    }
    return calls;
  }

  private static List<InboxEntry> inbox(DataInputStream in) throws IOException {
    List<InboxEntry> inbox = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      Instant at = Instant.ofEpochMilli(in.readLong());
      AggregateId key = in.readBoolean() ? AggregateId.of(Story.CALL) : null;
      inbox.add(new InboxEntry(0, inbox.size(), at, key, Bytes.of(bytes(in))));
    }
    return inbox;
  }

  private List<Envelope<JournalHead, JournalRecord>> journal(DataInputStream in)
      throws IOException {
    List<Envelope<JournalHead, JournalRecord>> journal = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      journal.add(Families.JOURNAL.decode(bytes(in), schemas));
    }
    return journal;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  /// Writes what this build decides.
  static void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
      List<Schema> all = new ArrayList<>();
      for (Family<?, ?> family :
          List.of(
              Families.INBOX, Families.JOURNAL, Families.EDGE_COMMANDS, Families.MEDIA_COMMANDS)) {
        all.addAll(family.schemas().values());
      }
      out.writeInt(all.size());
      for (Schema schema : all) {
        write(out, schema.toString().getBytes(StandardCharsets.UTF_8));
      }
      out.writeInt(CALLS);
      for (int seed = 0; seed < CALLS; seed++) {
        write(out, walked(seed));
      }
    }
  }

  /// As [RandomInputTest] walks, at other seeds.
  private static Story walked(int seed) {
    Random random = new Random(1_000_000 + seed);
    Story story =
        switch (seed % 4) {
          case 0 -> Story.talking();
          case 1 -> RandomInputTest.reoffered();
          case 2 -> new Story(RandomInputTest.ringPlan(random)).invites(Sdp.A);
          default ->
              new Story(
                  RandomInputTest.ACTIONS.get(random.nextInt(RandomInputTest.ACTIONS.size())));
        };
    for (int step = 0; step < STEPS; step++) {
      RandomInputTest.oneOf(random, story);
    }
    RandomInputTest.runOut(story);
    return story;
  }

  private static void write(DataOutputStream out, Story story) throws IOException {
    List<Story.Input> inputs = new ArrayList<>();
    inputs.add(new Story.Input(Instant.EPOCH, new RoutingChanged(story.routing)));
    inputs.add(new Story.Input(Instant.EPOCH, new NodeJoined(Story.presence(Story.EDGE))));
    inputs.add(new Story.Input(Instant.EPOCH, new NodeJoined(Story.presence(Story.MEDIA))));
    inputs.addAll(story.inputs);
    long life = 0;
    while (life < inputs.size() && !(inputs.get((int) life).input() instanceof InviteReceived)) {
      life++;
    }
    List<InboxEntry> inbox = new ArrayList<>();
    for (Story.Input input : inputs) {
      inbox.add(entry(inbox.size(), input.at(), ofLife(input.input(), life)));
    }
    Owners<Call> owners = new Owners<>(new CallAggregate(new CallDecider(Story.SECRET)), 0);
    owners.runUndisturbed(inbox);
    out.writeInt(inbox.size());
    for (InboxEntry entry : inbox) {
      out.writeLong(entry.appendedAt().toEpochMilli());
      out.writeBoolean(entry.key() != null);
      write(out, entry.value().array());
    }
    List<Envelope<JournalHead, JournalRecord>> journal = owners.written();
    out.writeInt(journal.size());
    for (Envelope<JournalHead, JournalRecord> record : journal) {
      write(out, Families.JOURNAL.encode(record.head(), record.body()));
    }
  }

  private static InboxEntry entry(long offset, Instant at, InboxRecord input) {
    Origin origin = new Origin(NodeId.edge(7), 1, offset + 1, at);
    return new InboxEntry(
        0,
        offset,
        at,
        input instanceof PartitionInput ? null : AggregateId.of(Story.CALL),
        Bytes.of(Families.INBOX.encode(origin, input)));
  }

  /// A story's call is of life 0, one of a partition is of the life that its INVITE has its place.
  private static InboxRecord ofLife(InboxRecord input, long life) {
    return switch (input) {
      case MediaPlanApplied applied ->
          new MediaPlanApplied(applied.node(), life, applied.version(), applied.endpoints());
      case MediaPlanRefused refused ->
          new MediaPlanRefused(
              refused.node(), life, refused.version(), refused.reason(), refused.detail());
      case RtpTimedOut silent ->
          new RtpTimedOut(silent.node(), life, silent.leg(), silent.silentMillis());
      case InboxRecord other -> other;
    };
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
