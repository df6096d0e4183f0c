package io.switchlog.media.bus;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.bus.BusWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reports that are said again until the bus has them, in memory bounded by bytes. Safe for use by
/// many threads.
///
///     say ──> kept ──write──> on its way ──acknowledged──> gone
///               ^                  │
///               └──────failed──────┘   again: all that are not on their way, the oldest first
final class KeptReports {
  /// How one is written; tells once how it ended, perhaps before it returns.
  @FunctionalInterface
  interface Way {
    void write(CallId call, byte[] value, BusWriter.Outcome outcome);
  }

  /// Equal to nothing but itself: two reports may have the same bytes.
  private static final class Kept {
    final CallId call;
    final byte[] value;
    boolean underWay;

    Kept(CallId call, byte[] value) {
      this.call = call;
      this.value = value;
    }
  }

  private final Way way;
  private final long mostBytes;
  private final LinkedHashSet<Kept> reports = new LinkedHashSet<>();
  private long bytes;
  private long dropped;

  KeptReports(Way way, long mostBytes) {
    this.way = way;
    this.mostBytes = mostBytes;
  }

  /// Says a report, now and until it is acknowledged; one that there is no room for is dropped.
  void say(CallId call, byte[] value) {
    Kept kept = new Kept(call, value);
    synchronized (this) {
      if (bytes + value.length > mostBytes) {
        dropped++;
        return;
      }
      bytes += value.length;
      reports.add(kept);
      kept.underWay = true;
    }
    write(kept);
  }

  /// Says what is not on its way again, until one fails at once: then the others would, too.
  void again() {
    for (Kept kept : idle()) {
      synchronized (this) {
        kept.underWay = true;
      }
      write(kept);
      synchronized (this) {
        if (reports.contains(kept) && !kept.underWay) {
          return;
        }
      }
    }
  }

  private synchronized List<Kept> idle() {
    List<Kept> idle = new ArrayList<>();
    for (Kept kept : reports) {
      if (!kept.underWay) {
        idle.add(kept);
      }
    }
    return idle;
  }

  private void write(Kept kept) {
    way.write(kept.call, kept.value, error -> done(kept, error));
  }

  private synchronized void done(Kept kept, @Nullable String error) {
    kept.underWay = false;
    if (error == null && reports.remove(kept)) {
      bytes -= kept.value.length;
    }
  }

  /// How many wait to be acknowledged.
  synchronized int waiting() {
    return reports.size();
  }

  /// How many there was no room for.
  synchronized long dropped() {
    return dropped;
  }
}
