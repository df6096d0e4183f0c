package io.switchlog.edge;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.KeptFigures;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells people when an edge keeps facts that the bus does not take, how many, and when it is over.
final class KeptWatch {
  /// How often it looks.
  static final long MILLIS = 5_000;

  /// A fact that waits for longer is in trouble.
  private static final long TROUBLE_MILLIS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(KeptWatch.class);

  private final NodeId edge;
  private final Supplier<KeptFigures> figures;
  private KeptFigures last = new KeptFigures(0, 0, 0, 0, 0);
  private boolean troubled;

  KeptWatch(NodeId edge, Supplier<KeptFigures> figures) {
    this.edge = edge;
    this.figures = figures;
  }

  /// Looks, and says what is new.
  void look() {
    KeptFigures now = figures.get();
    if (now.dropped() > last.dropped()) {
      LOG.error(
          "{} lost {} facts: expected room for them, found {} bytes kept",
          edge,
          now.dropped() - last.dropped(),
          now.bytes());
    }
    if (now.oldestMillis() > TROUBLE_MILLIS) {
      troubled = true;
      LOG.warn(
          "{} keeps {} facts, {} bytes; the bus has not taken the oldest for {} ms",
          edge,
          now.facts(),
          now.bytes(),
          now.oldestMillis());
    } else if (troubled) {
      troubled = false;
      LOG.info("{}: the bus has all that was kept, {} times said again", edge, now.saidAgain());
    }
    last = now;
  }
}
