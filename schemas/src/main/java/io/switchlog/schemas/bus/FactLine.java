package io.switchlog.schemas.bus;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The facts of one partition, in order.
///
/// ```
/// offered --> waiting --next--> in flight --acknowledged--> gone
///               ^                   |
///               +------failed-------+   whole, in the old order, one alone until one gets through
/// ```
///
/// A fact that nobody waits for waits for company: a fact that is in a hurry, of whatever line, or
/// others like it for as long as it is told. It never loses its place by that.
///
/// While all goes well many are in flight. Once the oldest of these has waited for long, no more
/// join it: what is not written yet can still be taken back, and cannot overtake what fails. After
/// a failure the line waits for all that is in flight, then says its first fact alone, with growing
/// pauses, until that one is taken.
///
/// The client writes what is in flight in its order, one request at a time ([BusWriter]). Only
/// where it gives up the first of them and the bus comes back before it gives up the rest - they
/// are written within [#STALL_MILLIS] of each other - the rest comes first; readers know by the
/// origins.
final class FactLine {
  static final int MOST_IN_FLIGHT = 512;

  /// In flight for so long, a fact is no longer on a bus where all goes well.
  static final long STALL_MILLIS = 500;

  /// How long a fact that its sender repeats may wait before it is in flight.
  static final long REPEATABLE_MILLIS = 2_000;

  static final long FIRST_PAUSE_MILLIS = 50;
  static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final int partition;

  /// By their places.
  private final TreeMap<Long, KeptFact> waiting = new TreeMap<>();

  /// By their places, in the order of their writing.
  private final Map<Long, KeptFact> inFlight = new LinkedHashMap<>();

  private int repeatablesWaiting;

  /// When what waits for company goes without it.
  private long patientUntilMillis = Long.MAX_VALUE;

  /// Whether what waits is not to wait for company.
  private boolean hurried;

  private boolean careful;

  /// Whether what is in flight was written after a failure, alone.
  private boolean alone;

  private long pauseMillis;
  private long notBeforeMillis;

  FactLine(int partition) {
    this.partition = partition;
  }

  /// Whether a fact that need not be kept may join. While the bus fails it may only where it is the
  /// one that tries.
  boolean takesRepeatable(long nowMillis) {
    return !careful || (isEmpty() && nowMillis >= notBeforeMillis);
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  boolean isEmpty() {
    return waiting.isEmpty() && inFlight.isEmpty();
  }

  void add(KeptFact fact) {
    fact.belongsTo(partition);
    waiting.put(fact.place(), fact);
    repeatablesWaiting += fact.isRepeatable() ? 1 : 0;
    hurried |= fact.isHurried();
    patientUntilMillis = Math.min(patientUntilMillis, fact.sinceMillis() + fact.patienceMillis());
  }

  /// There is company: a request leaves anyway.
  void hurry() {
    hurried = !waiting.isEmpty();
  }

  /// Whether something waits for nothing but company.
  boolean isPatient() {
    return !hurried && !waiting.isEmpty();
  }

  /// Whether something has waited for company for long enough.
  boolean isPatienceOver(long nowMillis) {
    return isPatient() && nowMillis >= patientUntilMillis;
  }

  /// The next fact to be written, which is in flight from now on; null: none at the moment.
  @Nullable KeptFact next(long nowMillis) {
    if (waiting.isEmpty() || !hurried || !mayWrite(nowMillis)) {
      return null;
    }
    KeptFact fact = waiting.pollFirstEntry().getValue();
    repeatablesWaiting -= fact.isRepeatable() ? 1 : 0;
    if (waiting.isEmpty()) {
      hurried = false;
      patientUntilMillis = Long.MAX_VALUE;
    }
    fact.written(nowMillis);
    alone = careful;
    inFlight.put(fact.place(), fact);
    return fact;
  }

  private boolean mayWrite(long nowMillis) {
    if (inFlight.isEmpty()) {
      return nowMillis >= notBeforeMillis;
    }
    KeptFact oldest = inFlight.values().iterator().next();
    return !careful
        && inFlight.size() < MOST_IN_FLIGHT
        && nowMillis - oldest.writtenMillis() <= STALL_MILLIS;
  }

  /// The bus has a fact; gives whether it was in flight.
  boolean acknowledged(KeptFact fact) {
    boolean was = inFlight.remove(fact.place()) != null;
    // A careful line has one in flight: this one, and nothing older that may fail yet.
    if (inFlight.isEmpty()) {
      careful = false;
      pauseMillis = 0;
      notBeforeMillis = 0;
    }
    return was;
  }

  /// A fact was not taken, and goes back to its place. Nobody waits long for news of a bus that
  /// fails.
  ///
  /// @return the facts that are no longer said, because their senders repeat them
  List<KeptFact> failed(long nowMillis, KeptFact fact) {
    if (inFlight.remove(fact.place()) == null) {
      return List.of();
    }
    if (!careful) {
      careful = true;
      pauseMillis = FIRST_PAUSE_MILLIS;
    } else if (alone) {
      pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
    }
    notBeforeMillis = nowMillis + pauseMillis;
    fact.failed();
    add(fact);
    hurried = true;
    return giveUpSince(Long.MAX_VALUE);
  }

  /// A fact that will never be taken.
  void dropped(KeptFact fact) {
    inFlight.remove(fact.place());
  }

  /// Takes out the repeatable facts that have waited for too long.
  List<KeptFact> giveUp(long nowMillis) {
    return giveUpSince(nowMillis - REPEATABLE_MILLIS);
  }

  private List<KeptFact> giveUpSince(long sinceMillis) {
    if (repeatablesWaiting == 0) {
      return List.of();
    }
    List<KeptFact> givenUp = new ArrayList<>();
    Iterator<KeptFact> all = waiting.values().iterator();
    while (all.hasNext()) {
      KeptFact fact = all.next();
      if (fact.isRepeatable() && fact.sinceMillis() <= sinceMillis) {
        givenUp.add(fact);
        all.remove();
      }
    }
    repeatablesWaiting -= givenUp.size();
    return givenUp;
  }

  /// When there is something to do without any news, `Long.MAX_VALUE` for never.
  long nextWakeUpMillis() {
    long next = Long.MAX_VALUE;
    if (isPatient()) {
      next = patientUntilMillis;
    } else if (!waiting.isEmpty() && inFlight.isEmpty()) {
      next = notBeforeMillis;
    }
    if (repeatablesWaiting > 0) {
      for (KeptFact fact : waiting.values()) {
        if (fact.isRepeatable()) {
          return Math.min(next, fact.sinceMillis() + REPEATABLE_MILLIS);
        }
      }
    }
    return next;
  }

  /// Since when the oldest waits or is in flight, `Long.MAX_VALUE` for none.
  long oldestSinceMillis() {
    KeptFact first = first();
    long oldest = first == null ? Long.MAX_VALUE : first.sinceMillis();
    for (KeptFact fact : inFlight.values()) {
      oldest = Math.min(oldest, fact.sinceMillis());
    }
    return oldest;
  }

  /// The first that waits.
  @Nullable KeptFact first() {
    return waiting.isEmpty() ? null : waiting.firstEntry().getValue();
  }

  /// Takes out everything, in order.
  List<KeptFact> takeAll() {
    List<KeptFact> all = List.copyOf(waiting.values());
    waiting.clear();
    hurried = false;
    repeatablesWaiting = 0;
    return all;
  }
}
