package io.switchlog.allinone.config;

import io.switchlog.allinone.bus.OperatorProducer;
import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.control.stream.RoutingWatch;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// The routing tables on the bus. `config` keeps every version under `routing/VERSION` and the
/// newest under `routing/current` as well; what call control goes by is the copy in every partition
/// of `calls.inbox`, which takes effect at its place there.
///
/// A table is put in force in three steps, each taken by the broker before the next:
///
/// 1. `routing/VERSION`: the claim. Of two tables that claim one version, the first in the log has
///    it, and the other takes the next. Who dies here leaves a version that is never used.
/// 2. `routing/current`: the decision. From here on the table will be in force, whoever dies.
/// 3. the partitions. Who dies here leaves some that have the table and some that do not; call
///    control, which reads `routing/current`, tells them all again ([RoutingWatch]). A partition
///    takes each version once.
public final class RoutingStore {
  private static final String PREFIX = "routing/";
  private static final String CURRENT = RoutingWatch.CURRENT;

  /// Who the records of `config apply` say they are from: older builds cannot read of a node of
  /// kind API. That does no harm: nobody tells repeats of a table by its origin, but by the table's
  /// version.
  private static final NodeId WRITER = NodeId.control(0);

  private final BusConfig bus;
  private final InstantSource clock;

  public RoutingStore(BusConfig bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /// The table in force, or null where none was ever applied.
  public @Nullable RoutingTable current() {
    return newest(stored(CURRENT::equals));
  }

  /// A version, or null where there is none.
  public @Nullable RoutingTable version(long version) {
    List<Stored<Origin, RoutingTable>> found = stored((PREFIX + version)::equals);
    return found.isEmpty() ? null : found.getFirst().body();
  }

  private List<Stored<Origin, RoutingTable>> stored(Predicate<String> keys) {
    try (TopicReader reader = TopicReader.connect(bus)) {
      return reader.read(Topics.CONFIG, Families.CONFIG, key -> key != null && keys.test(key));
    }
  }

  /// The highest version, not the latest record: one who was slow may have put an older one there.
  private static @Nullable RoutingTable newest(List<Stored<Origin, RoutingTable>> found) {
    return found.stream()
        .map(Stored::body)
        .max(Comparator.comparingLong(RoutingTable::version))
        .orElse(null);
  }

  /// A table that was put in force.
  ///
  /// @param table with its version
  /// @param partitions how many partitions of `calls.inbox` have it: all that there are
  public record Applied(RoutingTable table, int partitions) {}

  /// Gives a table the next version and puts it in force.
  ///
  /// @throws io.switchlog.allinone.history.BusUnreachable if the bus does not take it
  public Applied apply(RoutingTable table) {
    try (OperatorProducer producer = new OperatorProducer(bus, "config")) {
      RoutingTable claimed = claim(producer, table);
      decide(producer, claimed);
      return new Applied(claimed, tell(producer, claimed));
    }
  }

  private RoutingTable claim(OperatorProducer producer, RoutingTable table) {
    while (true) {
      RoutingTable newest = newest(stored(key -> key.startsWith(PREFIX)));
      RoutingTable next = withVersion(table, newest == null ? 1 : newest.version() + 1);
      String key = PREFIX + next.version();
      long offset = store(producer, key, next).offset();
      Stored<Origin, RoutingTable> first = stored(key::equals).getFirst();
      if (first.offset() == offset) {
        return next;
      }
      // The topic keeps the latest record of a key, which has to be the one that has the version.
      var _ = store(producer, key, first.body());
    }
  }

  private void decide(OperatorProducer producer, RoutingTable table) {
    var _ = store(producer, CURRENT, table);
    RoutingTable newest = newest(stored(CURRENT::equals));
    if (newest != null && newest.version() > table.version()) {
      var _ = store(producer, CURRENT, newest);
    }
  }

  /// Puts a table in force unless the one that is says the same.
  ///
  /// @return the table in force afterwards
  public RoutingTable ensure(RoutingTable table) {
    RoutingTable before = current();
    return before != null && table.equals(withVersion(before, table.version()))
        ? before
        : apply(table).table();
  }

  private RecordMetadata store(OperatorProducer producer, String key, RoutingTable table) {
    return producer.write(
        new ProducerRecord<>(
            Topics.CONFIG.name(),
            0,
            key.getBytes(StandardCharsets.UTF_8),
            Families.CONFIG.encode(origin(1), table)));
  }

  private int tell(OperatorProducer producer, RoutingTable table) {
    byte[] told = Families.INBOX.encode(origin(2), new RoutingChanged(table));
    int partitions = producer.partitions(Topics.CALLS_INBOX.name());
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      records.add(new ProducerRecord<>(Topics.CALLS_INBOX.name(), partition, null, told));
    }
    return producer.writeAll(records).size();
  }

  private Origin origin(long sequence) {
    return new Origin(WRITER, clock.millis(), sequence, clock.instant());
  }

  private static RoutingTable withVersion(RoutingTable table, long version) {
    return new RoutingTable(
        version,
        table.rules(),
        table.ringTimeoutSeconds(),
        table.maxDurationSeconds(),
        table.rtpTimeoutSeconds(),
        table.sessionSeconds());
  }
}
