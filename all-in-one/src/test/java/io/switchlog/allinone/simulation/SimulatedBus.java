package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The topics: what was appended is never lost, but for inputs that are older than their retention,
/// and has one order in each partition.
final class SimulatedBus {
  private final VirtualTime time;
  private final Leaders leaders;
  private final List<Log> logs = new ArrayList<>();
  private final Map<NodeId, BiConsumer<CommandRecord, TermMark>> readers = new HashMap<>();
  private final Map<NodeId, BiConsumer<CommandRecord, TermMark>> pushed = new HashMap<>();
  private final List<Consumer<InboxEntry>> inboxReaders = new ArrayList<>();
  private final List<byte[]> schemas = new ArrayList<>();
  private final WriterSchemas writers = new WriterSchemas();
  private final List<Consumer<byte[]>> schemaReaders = new ArrayList<>();
  private boolean away;

  /// What there is of one partition.
  private static final class Log {
    final List<InboxEntry> inbox = new ArrayList<>();
    final List<Bytes> journal = new ArrayList<>();
    int inboxBegin;
    int committed;
    long clockMillis;
    @Nullable Floor floor;
  }

  SimulatedBus(VirtualTime time, Random random, int partitions) {
    this.time = time;
    this.leaders = new Leaders(random);
    for (int i = 0; i < partitions; i++) {
      logs.add(new Log());
    }
  }

  Leaders leaders() {
    return leaders;
  }

  /// Whether the broker is there.
  boolean isAway() {
    return away;
  }

  void goAway() {
    away = true;
    for (int i = 0; i < Leaders.COUNT; i++) {
      leaders.goDown(i);
    }
  }

  void comeBack() {
    away = false;
    for (int i = 0; i < Leaders.COUNT; i++) {
      leaders.comeBack(i);
    }
  }

  int partitions() {
    return logs.size();
  }

  int partitionOf(AggregateId aggregate) {
    return Math.floorMod(aggregate.value().hashCode(), logs.size());
  }

  // --- the inbox

  /// Its records from the first on, those that are not kept any more too.
  List<InboxEntry> inbox(int partition) {
    return logs.get(partition).inbox;
  }

  /// Appends to the inbox.
  ///
  /// @return the record's offset
  long append(int partition, @Nullable AggregateId key, Bytes value) {
    Log log = logs.get(partition);
    // LogAppendTime: the clock of the partition's leader.
    Instant at = time.now().plusMillis(log.clockMillis);
    InboxEntry entry = new InboxEntry(partition, log.inbox.size(), at, key, value);
    log.inbox.add(entry);
    inboxReaders.forEach(reader -> reader.accept(entry));
    return entry.offset();
  }

  /// Tells a reader of every record appended from now on.
  void onAppend(Consumer<InboxEntry> reader) {
    inboxReaders.add(reader);
  }

  /// The clock of a partition's leader is set.
  void setClock(int partition, long millisFromTrue) {
    logs.get(partition).clockMillis = millisFromTrue;
  }

  /// The offset of the first record that is left.
  int inboxBegin(int partition) {
    return logs.get(partition).inboxBegin;
  }

  /// Lets go of what is older.
  void keepInboxFor(long millis) {
    for (Log log : logs) {
      Instant oldest = time.now().plusMillis(log.clockMillis - millis);
      while (log.inboxBegin < log.inbox.size()
          && log.inbox.get(log.inboxBegin).appendedAt().isBefore(oldest)) {
        log.inboxBegin++;
      }
    }
  }

  int committed(int partition) {
    return logs.get(partition).committed;
  }

  void commit(int partition, int offset) {
    logs.get(partition).committed = offset;
  }

  // --- the journal

  /// Appends to the journal.
  ///
  /// @return the record's offset
  long journal(int partition, Bytes value) {
    logs.get(partition).journal.add(value);
    return logs.get(partition).journal.size() - 1L;
  }

  List<Bytes> journal(int partition) {
    return logs.get(partition).journal;
  }

  @Nullable Floor floor(int partition) {
    return logs.get(partition).floor;
  }

  void floor(Floor floor) {
    logs.get(floor.partition()).floor = floor;
  }

  /// A partition's journal made readable, by whoever knows all builds.
  List<Envelope<JournalHead, JournalRecord>> journalRead(int partition) {
    return journal(partition).stream()
        .map(value -> Families.JOURNAL.decode(value.array(), writers))
        .toList();
  }

  /// What the journal's readers take for true, over all partitions.
  List<Decided> decisions() {
    List<Decided> decisions = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      ReadingRule rule = new ReadingRule();
      for (Envelope<JournalHead, JournalRecord> record : journalRead(i)) {
        if (rule.counts(record.head(), record.body()) && record.body() instanceof Decided decided) {
          decisions.add(decided);
        }
      }
    }
    return decisions;
  }

  // --- schemas

  /// Publishes schemas.
  void publish(List<byte[]> published) {
    schemas.addAll(published);
    published.forEach(writers::add);
    published.forEach(schema -> schemaReaders.forEach(reader -> reader.accept(schema)));
  }

  /// All schemas that are there.
  WriterSchemas writers() {
    return writers;
  }

  /// As above, for one who learns of new ones later.
  WriterSchemas copyOfWriters() {
    WriterSchemas copy = new WriterSchemas();
    schemas.forEach(copy::add);
    return copy;
  }

  /// Tells a reader of every schema published from now on.
  void onSchema(Consumer<byte[]> reader) {
    schemaReaders.add(reader);
  }

  // --- commands

  /// Reads a node's commands from now on; what was said before is passed over.
  void readCommands(NodeId node, BiConsumer<CommandRecord, TermMark> reader) {
    readers.put(node, reader);
  }

  /// Takes what is pushed to a node ahead of the log.
  void takePushes(NodeId node, BiConsumer<CommandRecord, TermMark> taker) {
    pushed.put(node, taker);
  }

  /// Who takes pushes for a node's present life.
  @Nullable BiConsumer<CommandRecord, TermMark> taker(NodeId node) {
    return pushed.get(node);
  }

  void stopReading(NodeId node) {
    readers.remove(node);
    pushed.remove(node);
  }

  void command(CommandRecord command, TermMark mark) {
    BiConsumer<CommandRecord, TermMark> reader = readers.get(command.target());
    if (reader != null) {
      reader.accept(command, mark);
    }
  }
}
