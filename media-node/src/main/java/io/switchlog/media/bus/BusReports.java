package io.switchlog.media.bus;

import io.switchlog.media.core.MediaReports;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BulkPublisher;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.FactPublisher;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Facts to `calls.inbox`, quality to `media.quality`. Blocks never. All facts are kept by their
/// publisher until the bus has them, for nobody says them a second time; so are the closing reports
/// of legs, in here. The report of an interval is dropped and counted while the bus is away: the
/// next one tells more.
public final class BusReports implements MediaReports, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BusReports.class);

  /// What is kept of closing reports, which is some 100,000 legs.
  private static final long MOST_CLOSING_BYTES = 16L << 20;

  private static final long AGAIN_MILLIS = 500;

  private final NodeId node;
  private final long incarnation;
  private final InstantSource clock;
  private final FactPublisher facts;
  private final BulkPublisher<QualityMeasured> intervals;
  private final BusWriter closingWriter;
  private final KeptReports closings;
  private final AtomicLong closed = new AtomicLong();
  private final ScheduledExecutorService again;

  /// @param incarnation the node's start time in milliseconds since the epoch
  public BusReports(BusConfig bus, NodeId node, long incarnation, InstantSource clock) {
    this.node = node;
    this.incarnation = incarnation;
    this.clock = clock;
    this.facts = new FactPublisher(bus, Log.CALLS, node, incarnation, clock);
    this.intervals =
        new BulkPublisher<>(bus, node, incarnation, clock, Topics.MEDIA_QUALITY, Families.QUALITY);
    String topic = Topics.MEDIA_QUALITY.name();
    BusWriter writer =
        new BusWriter(bus, node + "-closing", BusWriter.Grade.REPORT, List.of(topic));
    this.closingWriter = writer;
    this.closings =
        new KeptReports(
            (call, value, outcome) ->
                writer.write(topic, AggregateId.of(call), Arrays.hashCode(value), value, outcome),
            MOST_CLOSING_BYTES);
    this.again =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(node + "-closing-again").factory());
    var _ =
        again.scheduleWithFixedDelay(
            closings::again, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Lets facts wait until something is so: that their schemas are on the bus.
  public void onlyWhen(BooleanSupplier condition) {
    var _ = facts.onlyWhen(condition);
  }

  @Override
  public void publish(CallId call, AggregateInput fact) {
    // Silence is judged anew and told again while it lasts; kept, it would be out of date.
    boolean isRepeated = fact instanceof RtpTimedOut;
    facts.publish(AggregateId.of(call), fact, isRepeated, error -> refused(call, error));
  }

  @Override
  public void note(CallId call, AggregateInput fact) {
    facts.note(call, fact, error -> refused(call, error));
  }

  @Override
  public void publish(QualityMeasured quality) {
    if (quality.last()) {
      // Numbered below zero, apart from the reports of intervals; said again, it has its number.
      Origin origin = new Origin(node, incarnation, -closed.incrementAndGet(), clock.instant());
      closings.say(quality.call(), Families.QUALITY.encode(origin, quality));
    } else {
      intervals.publish(quality.call(), quality);
    }
  }

  private static void refused(CallId call, @Nullable String error) {
    if (error != null) {
      LOG.warn("expected the bus to take a fact of call {}, found {}", call, error);
    }
  }

  /// Whether the cluster has been reached.
  public boolean isReady() {
    return facts.isReady();
  }

  /// Reports of quality that did not get to the bus: of intervals while it was away, and closing
  /// ones that there was no room for.
  public long droppedReports() {
    return intervals.dropped() + closings.dropped();
  }

  /// Says once more what was not acknowledged, and gives up what stays so.
  @Override
  public void close() {
    again.shutdownNow();
    closings.again();
    facts.close();
    intervals.close();
    closingWriter.close();
  }
}
