package io.switchlog.schemas.bus;

import io.switchlog.schemas.AggregateId;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The facts of one node that the bus does not have yet (ARCHITECTURE.md, "Where failure is
/// handled").
///
/// ```
///                     +-- line of partition 0 --+
/// offer --> partition?+-- line of partition 1 --+--> next --> bus --> acknowledged | failed
///             |       +-- ...                   +
///             +--> those before the cluster was reached
/// ```
///
/// A fact is said in its partition's order and under its first origin until it is acknowledged. One
/// partition that takes nothing holds back no other. A fact that its sender repeats - an INVITE, a
/// request inside a dialog - is not kept over a failure or a long wait: its publisher is told, and
/// whether the fact may be on the bus all the same, and answers the sender.
///
/// Facts leave in departures: what comes within [#SPACING_MILLIS] of the last one waits for the
/// next, so that under load a request carries many; where none has left for so long, a fact leaves
/// at once.
///
/// What is kept is bounded in bytes. What comes from outside may fill all but a sixteenth
/// ([#hasRoom]); the rest is for what the node itself notices, such as an ACK that is missing.
///
/// The caller tells the time, in milliseconds from anywhere, never going back; writes what [#next]
/// gives until it gives nothing, after whatever it told; reports each write once; calls [#wakeUp]
/// when [#nextWakeUpMillis] has come. Outcomes are told from within, once each. Not for several
/// threads.
public final class KeptFacts {
  /// How much is kept where nothing else is said.
  public static final long DEFAULT_BYTES = 64L << 20;

  /// How long after facts have left the next ones leave, unless told otherwise.
  static final long SPACING_MILLIS = 3;

  /// How often the partitions are asked for while they are not known.
  private static final long LAYOUT_MILLIS = 100;

  private static final int UNKNOWN = -1;

  private final long mostBytes;
  private final long spacingMillis;
  private final ToIntFunction<AggregateId> partitionOf;
  private final Map<Integer, FactLine> lines = new TreeMap<>();

  /// Facts of which the partition is not known, because the cluster was not reached yet.
  private final FactLine homeless = new FactLine(UNKNOWN);

  /// Lines that may have something to be written.
  private final ArrayDeque<FactLine> ready = new ArrayDeque<>();

  /// Lines with facts that could not be written at once.
  private final Set<FactLine> heldUp = new LinkedHashSet<>();

  /// Whether some have left that belong together with what is ready now.
  private boolean departing;

  private long nextDepartureMillis = Long.MIN_VALUE;
  private long lastPlace;
  private int size;
  private long bytes;
  private long saidAgain;
  private long dropped;
  private long layoutMillis;

  /// @param mostBytes how much is kept at the most
  /// @param partitionOf the partition of an aggregate, -1 while it is not known
  public KeptFacts(long mostBytes, ToIntFunction<AggregateId> partitionOf) {
    this(mostBytes, SPACING_MILLIS, partitionOf);
  }

  /// @param spacingMillis how long after facts have left the next ones leave
  public KeptFacts(long mostBytes, long spacingMillis, ToIntFunction<AggregateId> partitionOf) {
    this.mostBytes = mostBytes;
    this.spacingMillis = spacingMillis;
    this.partitionOf = partitionOf;
  }

  /// Takes a fact, or refuses it at once, without telling its outcome.
  ///
  /// @param span tells the fact from the aggregate's others in its trace
  /// @param value the record
  /// @param repeatable whether whoever caused it will do so again, so that it need not be kept
  /// @param outcome told once when the bus has the fact, or why it will not get it
  /// @return why it was refused; null where it was taken
  public @Nullable String offer(
      long nowMillis,
      AggregateId aggregate,
      long span,
      byte[] value,
      boolean repeatable,
      BusWriter.Outcome outcome) {
    return offer(nowMillis, aggregate, span, value, repeatable, 0, outcome);
  }

  /// Takes a fact, as above.
  ///
  /// @param patienceMillis how long it may wait for company, so that one request carries many: it
  ///   leaves with the next that may not wait, and by itself after that; 0 where somebody waits for
  ///   what it leads to
  public @Nullable String offer(
      long nowMillis,
      AggregateId aggregate,
      long span,
      byte[] value,
      boolean repeatable,
      long patienceMillis,
      BusWriter.Outcome outcome) {
    houseTheHomeless(nowMillis);
    int partition = partitionOf.applyAsInt(aggregate);
    FactLine line = partition < 0 ? homeless : lines.computeIfAbsent(partition, FactLine::new);
    KeptFact fact =
        new KeptFact(
            ++lastPlace, aggregate, span, value, repeatable, patienceMillis, outcome, nowMillis);
    if (repeatable) {
      if (partition < 0) {
        return "expected a cluster, found none yet";
      }
      if (!line.takesRepeatable(nowMillis)) {
        return "expected partition " + partition + " to take facts, found that it does not";
      }
    }
    if (repeatable ? !hasRoom() : bytes + fact.bytes() > mostBytes) {
      dropped += repeatable ? 0 : 1;
      return "expected room, found " + bytes + " of " + mostBytes + " bytes in use";
    }
    size++;
    bytes += fact.bytes();
    line.add(fact);
    if (partition >= 0) {
      ready.add(line);
      if (fact.isHurried()) {
        hurryThePatient();
      }
    }
    return null;
  }

  private void hurryThePatient() {
    // Those that are ready have not been looked at since the last departure.
    ready.forEach(FactLine::hurry);
    for (FactLine line : heldUp) {
      if (line.isPatient()) {
        line.hurry();
        ready.add(line);
      }
    }
  }

  /// This life of the node ends: nothing waits for company or for a departure any more.
  public void hurryAll() {
    nextDepartureMillis = Long.MIN_VALUE;
    hurryThePatient();
  }

  /// Whether what comes from outside can be kept. Where not, it is best passed over as if it had
  /// been lost on the way.
  public boolean hasRoom() {
    return bytes <= mostBytes - mostBytes / 16;
  }

  /// A fact to be written now; null: none any more.
  public @Nullable KeptFact next(long nowMillis) {
    if (nowMillis < nextDepartureMillis) {
      return null;
    }
    KeptFact fact = nextReady(nowMillis);
    if (fact == null && departing) {
      nextDepartureMillis = nowMillis + spacingMillis;
    }
    departing = fact != null;
    return fact;
  }

  private @Nullable KeptFact nextReady(long nowMillis) {
    for (FactLine line = ready.peek(); line != null; line = ready.peek()) {
      KeptFact fact = line.next(nowMillis);
      if (fact != null) {
        saidAgain += fact.hasFailed() ? 1 : 0;
        return fact;
      }
      ready.remove();
      if (line.isWaiting()) {
        heldUp.add(line);
      } else {
        heldUp.remove(line);
      }
    }
    return null;
  }

  /// The bus has a fact.
  public void acknowledged(KeptFact fact) {
    FactLine line = lines.get(fact.partition());
    if (line != null && line.acknowledged(fact)) {
      if (line.isWaiting()) {
        ready.add(line);
      }
      forget(fact);
      fact.outcome().done(null);
    }
  }

  /// The bus did not take a fact, or did not say so.
  public void failed(long nowMillis, KeptFact fact, String why) {
    FactLine line = lines.get(fact.partition());
    if (line != null) {
      List<KeptFact> givenUp = line.failed(nowMillis, fact);
      ready.add(line);
      giveUp(givenUp, why);
    }
  }

  /// The bus will never take a fact, for what it is.
  public void refused(KeptFact fact, String why) {
    FactLine line = lines.get(fact.partition());
    if (line != null) {
      line.dropped(fact);
      ready.add(line);
      dropped++;
      giveUp(List.of(fact), why);
    }
  }

  /// Does what has become due.
  public void wakeUp(long nowMillis) {
    houseTheHomeless(nowMillis);
    if (heldUp.stream().anyMatch(line -> line.isPatienceOver(nowMillis))) {
      hurryThePatient();
    }
    for (FactLine line : List.copyOf(heldUp)) {
      ready.add(line);
      giveUp(line.giveUp(nowMillis), "expected to be told in time, found the bus too slow");
    }
  }

  /// When [#wakeUp] has to be called next, `Long.MAX_VALUE` for never.
  public long nextWakeUpMillis() {
    long next = homeless.isEmpty() ? Long.MAX_VALUE : layoutMillis;
    for (FactLine line : heldUp) {
      next = Math.min(next, line.nextWakeUpMillis());
    }
    // Nothing leaves before the next departure, with which all leaves that is ready.
    return ready.isEmpty() ? Math.max(next, nextDepartureMillis) : nextDepartureMillis;
  }

  /// How things stand.
  public KeptFigures figures(long nowMillis) {
    long oldest = Math.min(nowMillis, homeless.oldestSinceMillis());
    for (FactLine line : lines.values()) {
      oldest = Math.min(oldest, line.oldestSinceMillis());
    }
    return new KeptFigures(size, bytes, nowMillis - oldest, saidAgain, dropped);
  }

  private void houseTheHomeless(long nowMillis) {
    layoutMillis = nowMillis + LAYOUT_MILLIS;
    KeptFact first = homeless.first();
    // Partitions become known all at once.
    if (first == null || partitionOf.applyAsInt(first.aggregate()) < 0) {
      return;
    }
    for (KeptFact fact : homeless.takeAll()) {
      FactLine line =
          lines.computeIfAbsent(partitionOf.applyAsInt(fact.aggregate()), FactLine::new);
      line.add(fact);
      ready.add(line);
    }
  }

  private void giveUp(List<KeptFact> facts, String why) {
    facts.forEach(this::forget);
    for (KeptFact fact : facts) {
      if (fact.hasFailed()) {
        fact.outcome().unknown(why);
      } else {
        fact.outcome().done(why);
      }
    }
  }

  private void forget(KeptFact fact) {
    size--;
    bytes -= fact.bytes();
  }
}
