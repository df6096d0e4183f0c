package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The broker: what was appended is never lost and has one order in each partition.
final class SimulatedBus {
  private final VirtualTime time;
  private final List<List<InboxEntry>> inbox = new ArrayList<>();
  private final Map<String, Bytes> journal = new LinkedHashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Map<NodeId, Consumer<CommandRecord>> readers = new HashMap<>();
  private final List<Consumer<InboxEntry>> inboxReaders = new ArrayList<>();

  SimulatedBus(VirtualTime time, int partitions) {
    this.time = time;
    for (int i = 0; i < partitions; i++) {
      inbox.add(new ArrayList<>());
    }
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

  /// An event, perhaps one that was said before: then it must be the same.
  void journal(CallId call, long number, Bytes value) {
    String key = journalKey(call, number);
    Bytes before = journal.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      contradictions.add("event " + key + " was journalled twice, differently");
    }
  }

  static String journalKey(CallId call, long number) {
    return call + "/" + number;
  }

  Map<String, Bytes> journal() {
    return journal;
  }

  List<String> contradictions() {
    return contradictions;
  }

  /// Reads a node's commands from now on; what was said before is passed over.
  void readCommands(NodeId node, Consumer<CommandRecord> reader) {
    readers.put(node, reader);
  }

  void stopReading(NodeId node) {
    readers.remove(node);
  }

  void command(CommandRecord command) {
    Consumer<CommandRecord> reader = readers.get(command.target());
    if (reader != null) {
      reader.accept(command);
    }
  }
}
