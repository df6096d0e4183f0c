package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import io.switchlog.schemas.node.NodePresence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the journal of one partition adds up to: its live aggregates, its view of the world, how
/// far it was decided. There is one way to change it, a record that counts: whoever follows the
/// journal reads it there, the owner has just written it.
///
/// ```
///   journal ──> take ──> does it count? ──> fold ──┐
///                                                  ├──> aggregates, view, mark, facts, unsaid
///   owner ──> decision ──> append ─────────────────┘
/// ```
///
/// Pure, and for one thread.
///
/// @param <S> the state of an aggregate
public final class Ledger<S> {
  private record Ended(Instant until, AggregateId id) {}

  private final Aggregate<S> kind;
  private final int partition;
  private final Map<AggregateId, Live<S>> lives = new HashMap<>();
  private final TreeSet<Ended> ended =
      new TreeSet<>(Comparator.comparing(Ended::until).thenComparing(Ended::id));
  private final PromisedPorts ports;

  /// What aggregates hold by what was recorded, in a replay.
  private final Map<AggregateId, HeldPorts> recorded = new HashMap<>();

  private final View view;
  private final NodeIndex byNode = new NodeIndex();
  private final FactMemory facts = new FactMemory();
  private final Unsaid unsaid = new Unsaid();
  private ReadingRule rule = new ReadingRule();
  private Instant time = Instant.EPOCH;
  private long upTo;
  private long nextOffset;
  private long mark = -1;
  private boolean partial;
  private boolean told;
  private long said;
  private @Nullable TermBegan owner;
  private @Nullable String inbox;

  /// A ledger that begins with the journal's first record.
  public Ledger(Aggregate<S> kind, int partition) {
    this.kind = kind;
    this.partition = partition;
    this.ports = new PromisedPorts(partition);
    this.view = new View(ports);
  }

  /// A ledger that begins at a floor; the first record to be taken is that at its offset.
  public static <S> Ledger<S> from(Aggregate<S> kind, Floor floor) {
    Ledger<S> ledger = new Ledger<>(kind, floor.partition());
    ledger.rule = new ReadingRule(floor.term(), floor.number());
    ledger.time = floor.time();
    ledger.upTo = floor.upTo();
    ledger.nextOffset = floor.offset();
    ledger.mark = floor.mark();
    ledger.partial = floor.partial();
    ledger.told = floor.told();
    ledger.said = floor.said();
    ledger.inbox = floor.inbox();
    floor.view().forEach(ledger.view::take);
    ledger.facts.restore(floor.facts());
    ledger.ports.restore(floor.promised());
    return ledger;
  }

  /// A ledger of a journal whose beginning is gone, with whatever was decided there.
  ///
  /// @param first the offset of the oldest record that is left
  /// @param floor what was known before, of the partition's view and terms; null where nothing was
  /// @param least a term that has been, as far as is known
  public static <S> Ledger<S> afterLoss(
      Aggregate<S> kind, int partition, long first, @Nullable Floor floor, long least) {
    Ledger<S> ledger = floor == null ? new Ledger<>(kind, partition) : from(kind, floor);
    ledger.rule = ReadingRule.afterLoss(Math.max(least, ledger.rule.term()));
    ledger.nextOffset = first;
    return ledger;
  }

  /// Passes over a record of the journal that nobody can read, and that so counts for nobody.
  public void passOver(long offset) {
    nextOffset = offset + 1;
  }

  /// Takes the next record of the journal.
  ///
  /// @param offset its place
  /// @return whether it counts; one that does not has changed nothing
  public boolean take(long offset, JournalHead head, JournalRecord body) {
    nextOffset = offset + 1;
    if (!rule.counts(head, body)) {
      return false;
    }
    Place place = new Place(offset, head.term(), head.number());
    switch (body) {
      case TermBegan began -> {
        owner = began;
        if (offset >= upTo) {
          began(began);
        }
      }
      case Decided decided -> {
        if (offset >= upTo) {
          decided(head.at(), decided.cause(), decided.more(), decided.said());
        }
        fold(place, head, decided);
        unsaid.add(place, decided);
      }
      case ViewChanged changed -> {
        if (offset >= upTo) {
          decided(head.at(), changed.cause(), changed.more(), changed.said());
          take(changed.input());
          told = changed.told();
        }
      }
    }
    unsaid.said(said);
    return true;
  }

  /// Takes a record of an aggregate that was begun long before the floor that this ledger begins
  /// at. They are handed in before anything else, an aggregate's in their order.
  public void restore(long offset, JournalHead head, Decided decided) {
    fold(new Place(offset, head.term(), head.number()), head, decided);
  }

  /// Another inbox than before begins at its own first place; one that has lost its end goes on
  /// from there.
  private void began(TermBegan began) {
    if (began.inbox() != null) {
      inbox = began.inbox();
    }
    Long from = began.inboxFrom();
    if (from != null) {
      mark = from - 1;
      partial = false;
    }
  }

  private void decided(Instant at, Cause cause, boolean more, long saidNow) {
    advance(at);
    mark = cause.offset();
    partial = more;
    said = Math.max(said, saidNow);
    Origin origin = cause.origin();
    if (origin != null) {
      facts.add(origin);
    }
  }

  private void fold(Place place, JournalHead head, Decided decided) {
    Live<S> live = lives.get(decided.id());
    boolean whole = isWhole(decided);
    if (decided.firstEvent() == 1) {
      live = null;
    }
    if (decided.events().isEmpty() || (live == null && decided.firstEvent() != 1 && !whole)) {
      // Only answered for, or a life that was over at the floor.
      return;
    }
    holdPorts(decided);
    S state = live == null ? null : live.state();
    String fault = live == null ? null : live.fault();
    long number = decided.firstEvent() - 1;
    for (AggregateEvent event : decided.events()) {
      number++;
      if (fault == null || kind.isQuarantine(event)) {
        EventHead eventHead =
            new EventHead(number, decided.cause().partition(), decided.cause().offset(), head.at());
        try {
          state = kind.evolve(state, eventHead, event);
          fault = null;
        } catch (RuntimeException e) {
          fault = "event " + number + " does not follow from those before it";
        }
      }
    }
    if (state != null) {
      hold(next(place, decided, live, state, fault));
    }
  }

  /// What a decision makes of an aggregate.
  ///
  /// @param before null at the beginning of a life
  private Live<S> next(
      Place place, Decided decided, @Nullable Live<S> before, S state, @Nullable String fault) {
    Live<S> told = isWhole(decided) ? null : before;
    return new Live<>(
        decided.id(),
        decided.life(),
        state,
        decided.firstEvent() + decided.events().size() - 1,
        decided.cause().offset(),
        told == null ? place : told.began(),
        Trail.grown(told == null ? null : told.trail(), place.offset()),
        (before == null ? 0 : before.posted()) + decided.messages().size(),
        (before == null ? Heard.NOTHING : before.heard()).with(decided.cause().sender()),
        fault);
  }

  /// Whether a decision tells all that its aggregate is.
  private boolean isWhole(Decided decided) {
    return !decided.events().isEmpty() && kind.isWhole(decided.events().getFirst());
  }

  /// Takes a record that the owner has decided, as the next one of the journal.
  ///
  /// @param state what its events lead to; null where there are none
  void append(JournalHead head, Decided decided, @Nullable S state) {
    decided(head.at(), decided.cause(), decided.more(), decided.said());
    Place place = written(head, decided);
    unsaid.add(place, decided);
    unsaid.said(said);
    if (state == null) {
      return;
    }
    holdPorts(decided);
    Live<S> live = decided.firstEvent() == 1 ? null : lives.get(decided.id());
    hold(next(place, decided, live, state, null));
  }

  /// As above, for a change of the view.
  void append(JournalHead head, ViewChanged changed) {
    decided(head.at(), changed.cause(), changed.more(), changed.said());
    var _ = written(head, changed);
    take(changed.input());
    told = changed.told();
  }

  private void take(PartitionInput news) {
    if (news instanceof NodeJoined(NodePresence presence) && view.concernsAggregates(news)) {
      ports.begins(presence.node());
    }
    view.take(news);
  }

  private Place written(JournalHead head, JournalRecord body) {
    if (!rule.counts(head, body)) {
      throw new IllegalStateException(
          "an owner writes what counts, found " + head + " behind " + rule.term() + "/" + number());
    }
    return new Place(nextOffset++, head.term(), head.number());
  }

  private void holdPorts(Decided decided) {
    HeldPorts held = ports.heldBy(decided.id());
    ports.holds(decided.id(), after(held, decided), nextOffset > upTo);
  }

  private HeldPorts after(HeldPorts before, Decided decided) {
    HeldPorts held = before;
    for (AggregateEvent event : decided.events()) {
      held = kind.ports(held, event);
    }
    return held;
  }

  /// From here on [#recorded] decisions say which ports aggregates hold: for a replay, in which an
  /// aggregate may be decided otherwise or not at all, and the others have to find the ports that
  /// they found.
  public void holdRecordedPorts() {
    recorded.clear();
    recorded.putAll(ports.held());
  }

  /// What was decided for an aggregate once, for the ports alone.
  public void recorded(Decided decided) {
    HeldPorts before = recorded.getOrDefault(decided.id(), HeldPorts.NONE);
    HeldPorts after = after(before, decided);
    recorded.put(decided.id(), after);
    ports.correct(decided.id(), before, after);
  }

  private void hold(Live<S> next) {
    Live<S> before = lives.put(next.id(), next);
    byNode.replace(next.id(), before == null ? Set.of() : nodes(before), nodes(next));
    Instant until = kind.endedUntil(next.state());
    if (until != null) {
      ended.add(new Ended(until, next.id()));
    }
  }

  private Set<NodeId> nodes(Live<S> live) {
    return kind.endedUntil(live.state()) == null ? kind.nodes(live.state()) : Set.of();
  }

  /// Time has come to be at least so late, by an input's own time and by nothing else: aggregates
  /// whose retention is over are let go. What an input finds follows from its own time, so it is
  /// the same whoever decides it.
  void advance(Instant now) {
    if (now.isAfter(time)) {
      time = now;
    }
    while (!ended.isEmpty() && !ended.first().until().isAfter(time)) {
      Ended over = ended.removeFirst();
      Live<S> live = lives.get(over.id());
      if (live != null && over.until().equals(kind.endedUntil(live.state()))) {
        lives.remove(over.id());
        byNode.replace(over.id(), nodes(live), Set.of());
      }
    }
  }

  @Nullable Live<S> live(AggregateId id) {
    return lives.get(id);
  }

  /// All aggregates, in no order.
  Iterable<Live<S>> lives() {
    return lives.values();
  }

  /// How many aggregates are held, ended ones in their retention included.
  public int held() {
    return lives.size();
  }

  /// The state of a held aggregate.
  public @Nullable S state(AggregateId id) {
    Live<S> live = lives.get(id);
    return live == null ? null : live.state();
  }

  /// The aggregates that go on, in the order of their ids.
  public List<AggregateId> going() {
    return lives.values().stream()
        .filter(live -> kind.endedUntil(live.state()) == null)
        .map(Live::id)
        .sorted()
        .toList();
  }

  SortedSet<AggregateId> concerned(PartitionInput news) {
    return byNode.concerned(news, view.current());
  }

  View view() {
    return view;
  }

  /// What decisions see of the world.
  public PartitionView currentView() {
    return view.current();
  }

  /// Whether an input was decided, to its end.
  boolean isDecided(long inboxOffset) {
    return inboxOffset < mark || (inboxOffset == mark && !partial);
  }

  /// Whether an input was decided for some of those that it concerns.
  boolean isPartlyDecided(long inboxOffset) {
    return inboxOffset == mark && partial;
  }

  /// The first inbox offset that may not be decided, as far as the journal knows.
  long undecidedFrom() {
    return partial ? mark : mark + 1;
  }

  /// Whether those concerned were told of the last change of the view.
  boolean isTold() {
    return told;
  }

  boolean wasTaken(Origin origin) {
    return facts.contains(origin);
  }

  /// The highest inbox offset that led to something, -1 for none.
  public long mark() {
    return mark;
  }

  /// Which inbox topic the mark is a place of; null where no owner has said.
  public @Nullable String inbox() {
    return inbox;
  }

  /// The current term, 0 before the first.
  public long term() {
    return rule.term();
  }

  /// The number of the last record that counts.
  public long number() {
    return rule.number();
  }

  /// Who began the current term; null before the first, or where that was before the floor.
  public @Nullable TermBegan owner() {
    return owner;
  }

  /// The offset behind the last record that was taken.
  public long nextOffset() {
    return nextOffset;
  }

  /// The journal's partition.
  public int partition() {
    return partition;
  }

  /// What may not have reached its nodes.
  List<Unsaid.Entry> unsaid() {
    return unsaid.entries();
  }

  /// Where a reader may begin who has to know what this ledger knows.
  ///
  /// @param saidNow as in [Decided]
  public Floor floor(long saidNow) {
    return floor(saidNow, FloorPlace.LONG_AGO, FloorPlace.MOST_HELD);
  }

  /// As above, with aggregates told of one by one that began so many records ago, in so many
  /// records.
  Floor floor(long saidNow, long longAgo, int mostHeld) {
    unsaid.said(Math.max(said, saidNow));
    Place end = new Place(nextOffset, rule.term(), rule.number() + 1);
    for (Unsaid.Entry entry : unsaid.entries()) {
      end = FloorPlace.earlier(end, entry.began());
    }
    FloorPlace place = FloorPlace.of(lives.values(), end, longAgo, mostHeld);
    return new Floor(
        partition,
        place.begin().offset(),
        place.begin().term(),
        place.begin().number() - 1,
        nextOffset,
        time,
        mark,
        partial,
        Math.max(said, saidNow),
        told,
        view.inputs(),
        facts.export(),
        inbox,
        place.held(),
        ports.cursors());
  }

  /// The inputs of aggregates' timers and ended lives need no more than this: see [#going].
  List<Live<S>> faulty() {
    List<Live<S>> faulty = new ArrayList<>();
    for (Live<S> live : lives.values()) {
      if (live.fault() != null) {
        faulty.add(live);
      }
    }
    return faulty;
  }
}
