package io.switchlog.media.transport;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells people of plans that a loop could not carry out: the first at once, then one a second,
/// with how many there were. For the loop's thread.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long untold;
  private long toldNanos = System.nanoTime() - INTERVAL_NANOS;

  void tell(CallId call, MediaPlanRefused refused) {
    untold++;
    long now = System.nanoTime();
    if (now - toldNanos < INTERVAL_NANOS) {
      return;
    }
    LOG.warn(
        "call {}, plan {} refused, {}: {} ({} since the last such line)",
        call,
        refused.version(),
        refused.reason(),
        refused.detail(),
        untold);
    untold = 0;
    toldNanos = now;
  }
}
