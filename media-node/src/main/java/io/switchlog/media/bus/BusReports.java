package io.switchlog.media.bus;

import io.switchlog.media.core.MediaReports;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BulkPublisher;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.FactPublisher;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.topic.Topics;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Facts to `calls.inbox`, quality to `media.quality`. Blocks never: while the bus cannot be
/// reached, what is said is lost and counted. Call control asks again by repeating its command.
public final class BusReports implements MediaReports, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BusReports.class);

  private final FactPublisher facts;
  private final BulkPublisher<QualityMeasured> qualities;
  private final AtomicLong lost = new AtomicLong();

  /// @param incarnation the node's start time in milliseconds since the epoch
  public BusReports(BusConfig bus, NodeId node, long incarnation, InstantSource clock) {
    this.facts = new FactPublisher(bus, node, incarnation, clock);
    this.qualities =
        new BulkPublisher<>(bus, node, incarnation, clock, Topics.MEDIA_QUALITY, Families.QUALITY);
  }

  @Override
  public void publish(CallId call, CallInput fact) {
    facts.publish(call, fact, error -> count(call, error));
  }

  @Override
  public void publish(QualityMeasured quality) {
    qualities.publish(quality.call(), quality);
  }

  private void count(CallId call, @Nullable String error) {
    if (error != null) {
      lost.incrementAndGet();
      LOG.warn("expected to tell of call {}, found {}", call, error);
    }
  }

  /// Whether the cluster has been reached.
  public boolean isReady() {
    return facts.isReady();
  }

  /// Facts that did not get to the bus.
  public long lost() {
    return lost.get();
  }

  @Override
  public void close() {
    facts.close();
    qualities.close();
  }
}
