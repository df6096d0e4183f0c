package io.switchlog.schemas.bus;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.topic.Topics;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Publishes what a node saw, to `calls.inbox`. Never blocks; each fact's outcome is told. Safe for
/// use by many threads.
public final class FactPublisher implements AutoCloseable {
  private final NodeId node;
  private final long incarnation;
  private final InstantSource clock;
  private final BusWriter writer;
  private final AtomicLong sequence = new AtomicLong();

  /// A publisher for one life of a node.
  ///
  /// @param incarnation the node's start time in milliseconds since the epoch
  public FactPublisher(BusConfig bus, NodeId node, long incarnation, InstantSource clock) {
    this.node = node;
    this.incarnation = incarnation;
    this.clock = clock;
    this.writer =
        new BusWriter(
            bus, node + "-facts", BusWriter.Grade.FACT, List.of(Topics.CALLS_INBOX.name()));
  }

  /// Publishes a fact about a call.
  public void publish(CallId call, CallInput fact, BusWriter.Outcome outcome) {
    long number = sequence.incrementAndGet();
    byte[] value =
        Families.INBOX.encode(new Origin(node, incarnation, number, clock.instant()), fact);
    writer.write(Topics.CALLS_INBOX.name(), call, span(incarnation, number), value, outcome);
  }

  static long span(long incarnation, long number) {
    return incarnation << 20 ^ number;
  }

  /// Whether the cluster has been reached; before, every fact fails at once.
  public boolean isReady() {
    return writer.isReady();
  }

  @Override
  public void close() {
    writer.close();
  }
}
