package io.switchlog.media;

import io.switchlog.media.core.MediaReports;
import io.switchlog.media.core.MediaSettings;
import io.switchlog.media.core.PortPool;
import io.switchlog.media.transport.MediaLoop;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.Source;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Carries out the plans of a made-up call on a loop of its own before the node is announced, so
/// that the first call does not wait for classes to be loaded and codecs to be derived. Nothing of
/// it reaches the bus.
final class WarmUp {
  private static final int CALLS = 20;
  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

  private WarmUp() {}

  /// What the made-up calls gave.
  private record Facts(NodeId node, BlockingQueue<AggregateInput> told) implements MediaReports {
    @Override
    public void publish(CallId call, AggregateInput fact) {
      told.add(fact);
    }

    @Override
    public void publish(QualityMeasured quality) {
      var _ = Families.QUALITY.encode(origin(node), quality);
    }
  }

  /// Returns after some plans, or when the patience is over: a port that does not open now is told
  /// when a call needs it.
  ///
  /// @return how many plans were answered
  static int run(NodeId node, Addresses addresses, PortPool ports, Duration patience)
      throws IOException {
    Facts facts = new Facts(node, new ArrayBlockingQueue<>(4 * CALLS));
    MediaSettings settings = new MediaSettings(node, addresses.advertised(), ports, 10_000_000, 1);
    AddressFamily family = addresses.advertised().keySet().iterator().next();
    long end = System.nanoTime() + patience.toNanos();
    int answered = 0;
    try (MediaLoop loop = new MediaLoop(node + "-warm-up", settings, addresses.bind(), facts)) {
      loop.start();
      for (int i = 0; i < CALLS; i++) {
        CallId call = new CallId("warm-up-" + i);
        for (MediaPlan plan : List.of(bridge(family), new MediaPlan(2, List.of()))) {
          var head = new CommandHead(call + "/" + plan.version(), NEVER);
          byte[] command = Families.MEDIA_COMMANDS.encode(head, new ApplyMediaPlan(call, 0, plan));
          loop.submit(Families.MEDIA_COMMANDS.decode(command));
          AggregateInput fact = facts.told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (fact == null) {
            return answered;
          }
          var _ = Families.INBOX.decode(Families.INBOX.encode(origin(node), fact));
          answered++;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answered;
  }

  private static Origin origin(NodeId node) {
    return new Origin(node, 1, 1, NEVER);
  }

  private static MediaPlan bridge(AddressFamily family) {
    return new MediaPlan(1, List.of(relay(family, 1, 2), relay(family, 2, 1)));
  }

  private static Endpoint relay(AddressFamily family, int leg, int from) {
    return new Endpoint(
        new LegId(leg),
        family,
        null,
        List.of(new Payload(0, "PCMU", 8_000)),
        true,
        true,
        new Source.Relay(new LegId(from)),
        20,
        0);
  }
}
