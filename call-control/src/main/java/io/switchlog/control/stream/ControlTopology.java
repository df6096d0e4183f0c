package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Aggregate;
import io.switchlog.control.stream.InboxProcessor.OriginSource;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/// The topology: one source, one processor with one store, four sinks.
final class ControlTopology {
  static final String STORE = "calls";
  static final String JOURNAL = "journal";
  static final String EDGE_COMMANDS = "edge-commands";
  static final String MEDIA_COMMANDS = "media-commands";
  static final String TIMERS = "timers";

  /// How often due timers are looked for.
  static final Duration TIMER_GRAIN = Duration.ofMillis(10);

  private static final String SOURCE = "inbox";
  private static final String PROCESSOR = "decide";

  /// Ended calls leave the store all the time, and a takeover reads what is left: compact early, in
  /// small segments. The marks of deletion stay long enough for a standby that was away.
  private static final Map<String, String> CHANGELOG =
      Map.of(
          "segment.bytes", "67108864",
          "segment.ms", "300000",
          "min.cleanable.dirty.ratio", "0.2",
          "delete.retention.ms", "3600000");

  private ControlTopology() {}

  static Topology build(
      Aggregate<?, ?> aggregate,
      WriterSchemas writers,
      OriginSource origins,
      ControlCounters counters,
      StoreKind kind) {
    KeyValueBytesStoreSupplier supplier =
        switch (kind) {
          case MEMORY -> new HeapStore.Supplier(STORE);
          case DISK -> Stores.persistentKeyValueStore(STORE);
        };
    Topology topology = new Topology();
    topology.addSource(
        SOURCE,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        Topics.CALLS_INBOX.name());
    topology.addProcessor(
        PROCESSOR, () -> new InboxProcessor(aggregate, writers, origins, counters), SOURCE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(CHANGELOG)
            .withCachingDisabled(),
        PROCESSOR);
    addSink(topology, EDGE_COMMANDS, Topics.EDGE_COMMANDS.name(), counters);
    addSink(topology, MEDIA_COMMANDS, Topics.MEDIA_COMMANDS.name(), counters);
    addSink(topology, JOURNAL, Topics.CALLS_JOURNAL.name(), counters);
    addSink(topology, TIMERS, Topics.CALLS_INBOX.name(), counters);
    return topology;
  }

  private static void addSink(
      Topology topology, String name, String topic, ControlCounters counters) {
    topology.addSink(
        name,
        topic,
        new Addressed.KeySerializer(),
        new ByteArraySerializer(),
        new Addressed.Partitioner(counters),
        PROCESSOR);
  }
}
