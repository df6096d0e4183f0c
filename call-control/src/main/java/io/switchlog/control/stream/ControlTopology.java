package io.switchlog.control.stream;

import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/// The topology: one source, one processor with a store that holds nothing, five sinks, and one
/// more where the log is mirrored.
final class ControlTopology {
  static final String STORE = "journal-followed";
  static final String JOURNAL = "journal";
  static final String EDGE_COMMANDS = "edge-commands";
  static final String MEDIA_COMMANDS = "media-commands";
  static final String TIMERS = "timers";
  static final String FLOORS = "floors";
  static final String MIRROR = "mirror";

  private static final String SOURCE = "inbox";
  private static final String PROCESSOR = "decide";

  private ControlTopology() {}

  /// @param log what is decided
  /// @param mirror where it is shown; null: nowhere
  /// @param follow told of each partition that this node is to keep a copy of
  /// @param unfollow told of each that it is not any more
  static <S> Topology build(
      Log log,
      @Nullable Mirror<S> mirror,
      Supplier<InboxProcessor<S>> processors,
      IntConsumer follow,
      IntConsumer unfollow,
      ControlCounters counters) {
    Topology topology = new Topology();
    topology.addSource(
        SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), log.inbox().name());
    topology.addProcessor(PROCESSOR, processors::get, SOURCE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                new FollowedStore.Supplier(STORE, follow, unfollow),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingEnabled(Map.of())
            .withCachingDisabled(),
        PROCESSOR);
    addSink(topology, EDGE_COMMANDS, Topics.EDGE_COMMANDS.name(), counters);
    addSink(topology, MEDIA_COMMANDS, Topics.MEDIA_COMMANDS.name(), counters);
    addSink(topology, JOURNAL, log.journal().name(), counters);
    addSink(topology, TIMERS, log.inbox().name(), counters);
    addSink(topology, FLOORS, log.floors().name(), counters);
    if (mirror != null) {
      addSink(topology, MIRROR, mirror.topic().name(), counters);
    }
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
