package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The broker: what was appended is never lost and has one order in each partition.
final class SimulatedBus {
  private final VirtualTime time;
  private final List<List<InboxEntry>> inbox = new ArrayList<>();
  private final List<List<Bytes>> journal = new ArrayList<>();
  private final Map<NodeId, BiConsumer<CommandRecord, TermMark>> readers = new HashMap<>();
  private final List<Consumer<InboxEntry>> inboxReaders = new ArrayList<>();

  private boolean away;

  SimulatedBus(VirtualTime time, int partitions) {
    this.time = time;
    for (int i = 0; i < partitions; i++) {
      inbox.add(new ArrayList<>());
      journal.add(new ArrayList<>());
    }
  }

  /// Whether the broker is there.
  boolean isAway() {
    return away;
  }

  void goAway() {
    away = true;
  }

  void comeBack() {
    away = false;
  }

  int partitions() {
    return inbox.size();
  }

  int partitionOf(CallId call) {
    return Math.floorMod(call.value().hashCode(), inbox.size());
  }

  List<InboxEntry> inbox(int partition) {
    return inbox.get(partition);
  }

  void append(int partition, @Nullable CallId key, Bytes value) {
    List<InboxEntry> log = inbox.get(partition);
    // LogAppendTime: the broker's clock, which does not go back.
    Instant at = time.now();
    InboxEntry entry = new InboxEntry(partition, log.size(), at, key, value);
    log.add(entry);
    inboxReaders.forEach(reader -> reader.accept(entry));
  }

  /// Tells a reader of every record appended from now on.
  void onAppend(Consumer<InboxEntry> reader) {
    inboxReaders.add(reader);
  }

  /// Appends to the journal.
  ///
  /// @return the record's offset
  long journal(int partition, Bytes value) {
    journal.get(partition).add(value);
    return journal.get(partition).size() - 1L;
  }

  List<Bytes> journal(int partition) {
    return journal.get(partition);
  }

  /// What the journal's readers take for true, over all partitions.
  List<Decided> decisions() {
    List<Decided> decisions = new ArrayList<>();
    for (List<Bytes> records : journal) {
      ReadingRule rule = new ReadingRule();
      for (Bytes value : records) {
        Envelope<JournalHead, JournalRecord> record = Families.JOURNAL.decode(value.array());
        if (rule.counts(record.head(), record.body()) && record.body() instanceof Decided decided) {
          decisions.add(decided);
        }
      }
    }
    return decisions;
  }

  /// Reads a node's commands from now on; what was said before is passed over.
  void readCommands(NodeId node, BiConsumer<CommandRecord, TermMark> reader) {
    readers.put(node, reader);
  }

  void stopReading(NodeId node) {
    readers.remove(node);
  }

  void command(CommandRecord command, TermMark mark) {
    BiConsumer<CommandRecord, TermMark> reader = readers.get(command.target());
    if (reader != null) {
      reader.accept(command, mark);
    }
  }
}
