package io.switchlog.schemas.bus;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.topic.Topic;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Publishes what nobody waits for - traced messages, measurements - gathered into large batches.
/// Never blocks: what cannot be sent is dropped and counted. Safe for use by many threads.
///
/// @param <B> the body of the records
public final class BulkPublisher<B> implements AutoCloseable {
  private final NodeId node;
  private final long incarnation;
  private final InstantSource clock;
  private final Topic topic;
  private final Family<Origin, B> family;
  private final BusWriter writer;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  public BulkPublisher(
      BusConfig bus,
      NodeId node,
      long incarnation,
      InstantSource clock,
      Topic topic,
      Family<Origin, B> family) {
    this.node = node;
    this.incarnation = incarnation;
    this.clock = clock;
    this.topic = topic;
    this.family = family;
    this.writer =
        new BusWriter(bus, node + "-" + family.name(), BusWriter.Grade.BULK, List.of(topic.name()));
  }

  /// Publishes a record.
  ///
  /// @param call the call it concerns, null where unknown
  public void publish(@Nullable CallId call, B body) {
    long number = sequence.incrementAndGet();
    byte[] value = family.encode(new Origin(node, incarnation, number, clock.instant()), body);
    if (call == null) {
      writer.write(topic.name(), null, null, value, this::count);
    } else {
      writer.write(
          topic.name(),
          AggregateId.of(call),
          FactPublisher.span(incarnation, number),
          value,
          this::count);
    }
  }

  private void count(@Nullable String error) {
    if (error != null) {
      dropped.incrementAndGet();
    }
  }

  /// How many records were lost since the start.
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    writer.close();
  }
}
