package io.switchlog.schemas.bus;

import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/// The schemas that a node writes: which of them are on the bus, and putting there the others. What
/// somebody takes away is put back.
final class OwnSchemas {
  private static final System.Logger LOG = System.getLogger(OwnSchemas.class.getName());
  private static final Duration LOOK = Duration.ofMillis(10);

  private final BusConfig bus;
  private final String client;
  private final Map<String, byte[]> all = new LinkedHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean complete;

  /// There only while something is missing; touched by the watch's thread, and by its closing.
  private volatile @Nullable BusWriter writer;

  OwnSchemas(BusConfig bus, String client, List<Family<?, ?>> written) {
    this.bus = bus;
    this.client = client;
    for (Family<?, ?> family : written) {
      for (Schema schema : family.schemas().values()) {
        all.put(WriterSchemas.key(schema), WriterSchemas.value(schema));
      }
    }
    missing.addAll(all.keySet());
  }

  void found(String key) {
    missing.remove(key);
  }

  void lost(String key) {
    if (all.containsKey(key)) {
      missing.add(key);
    }
  }

  /// Whether all were there at some time. What is taken away later is put back without stopping the
  /// node meanwhile: readers that run have it already.
  boolean allFound() {
    if (!complete && missing.isEmpty()) {
      complete = true;
    }
    return complete;
  }

  /// To be called again and again, once what is on the bus has been read.
  void publishMissing() {
    BusWriter open = writer;
    if (missing.isEmpty()) {
      close();
    } else if (open == null) {
      writer = new BusWriter(bus, client, BusWriter.Grade.FACT, List.of(Topics.CONFIG.name()));
    } else if (open.isReady()) {
      for (String key : missing) {
        if (underWay.add(key)) {
          open.write(
              Topics.CONFIG.name(),
              0,
              key.getBytes(StandardCharsets.UTF_8),
              all.get(key),
              error -> done(key, error));
        }
      }
    }
  }

  private void done(String key, @Nullable String error) {
    if (error == null) {
      missing.remove(key);
    } else {
      LOG.log(System.Logger.Level.DEBUG, () -> key + " not published yet: " + error);
    }
    underWay.remove(key);
  }

  boolean await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!allFound() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException("while " + missing.size() + " schemas were published");
      }
    }
    return allFound();
  }

  void close() {
    BusWriter open = writer;
    if (open != null) {
      writer = null;
      open.close();
    }
  }
}
