package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.event.CallEvent;
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

/// What the journal of one partition adds up to: its live calls, its view of the world, how far it
/// was decided. There is one way to change it, a record that counts: whoever follows the journal
/// reads it there, the owner has just written it.
///
/// ```
///   journal ──> take ──> does it count? ──> fold ──┐
///                                                  ├──> calls, view, mark, facts, unsaid
///   owner ──> decision ──> append ─────────────────┘
/// ```
///
/// Pure, and for one thread.
///
/// @param <S> the state of a call
public final class Ledger<S> {
  private record Ended(Instant until, CallId call) {}

  private final Aggregate<S> aggregate;
  private final int partition;
  private final Map<CallId, LiveCall<S>> calls = new HashMap<>();
  private final TreeSet<Ended> ended =
      new TreeSet<>(Comparator.comparing(Ended::until).thenComparing(Ended::call));
  private final PromisedPorts ports;

  /// What calls hold by what was recorded, in a replay.
  private final Map<CallId, HeldPorts> recorded = new HashMap<>();

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
  public Ledger(Aggregate<S> aggregate, int partition) {
    this.aggregate = aggregate;
    this.partition = partition;
    this.ports = new PromisedPorts(partition);
    this.view = new View(ports);
  }

  /// A ledger that begins at a floor; the first record to be taken is that at its offset.
  public static <S> Ledger<S> from(Aggregate<S> aggregate, Floor floor) {
    Ledger<S> ledger = new Ledger<>(aggregate, floor.partition());
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
      Aggregate<S> aggregate, int partition, long first, @Nullable Floor floor, long least) {
    Ledger<S> ledger = floor == null ? new Ledger<>(aggregate, partition) : from(aggregate, floor);
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
        unsaid.add(decided.id(), place, decided.commands());
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

  /// Takes a record of a call that was begun long before the floor that this ledger begins at. They
  /// are handed in before anything else, a call's in their order.
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
    LiveCall<S> call = calls.get(decided.id());
    if (decided.firstEvent() == 1) {
      call = null;
    }
    if (decided.events().isEmpty() || (call == null && decided.firstEvent() != 1)) {
      // Only answered for, or a life that was over at the floor.
      return;
    }
    holdPorts(decided);
    S state = call == null ? null : call.state();
    String fault = call == null ? null : call.fault();
    long number = decided.firstEvent() - 1;
    for (CallEvent event : decided.events()) {
      number++;
      if (fault == null || aggregate.isQuarantine(event)) {
        EventHead eventHead =
            new EventHead(number, decided.cause().partition(), decided.cause().offset(), head.at());
        try {
          state = aggregate.evolve(state, eventHead, event);
          fault = null;
        } catch (RuntimeException e) {
          fault = "event " + number + " does not follow from those before it";
        }
      }
    }
    if (state != null) {
      hold(
          new LiveCall<>(
              decided.id(),
              decided.life(),
              state,
              number,
              decided.cause().offset(),
              call == null ? place : call.began(),
              Trail.grown(call == null ? null : call.trail(), place.offset()),
              fault));
    }
  }

  /// Takes a record that the owner has decided, as the next one of the journal.
  ///
  /// @param state what its events lead to; null where there are none
  void append(JournalHead head, Decided decided, @Nullable S state) {
    decided(head.at(), decided.cause(), decided.more(), decided.said());
    Place place = written(head, decided);
    unsaid.add(decided.id(), place, decided.commands());
    unsaid.said(said);
    if (state == null) {
      return;
    }
    holdPorts(decided);
    LiveCall<S> call = decided.firstEvent() == 1 ? null : calls.get(decided.id());
    hold(
        new LiveCall<>(
            decided.id(),
            decided.life(),
            state,
            decided.firstEvent() + decided.events().size() - 1,
            decided.cause().offset(),
            call == null ? place : call.began(),
            Trail.grown(call == null ? null : call.trail(), place.offset()),
            null));
  }

  /// As above, for a change of the view.
  void append(JournalHead head, ViewChanged changed) {
    decided(head.at(), changed.cause(), changed.more(), changed.said());
    var _ = written(head, changed);
    take(changed.input());
    told = changed.told();
  }

  private void take(PartitionInput news) {
    if (news instanceof NodeJoined(NodePresence presence) && view.concernsCalls(news)) {
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
    for (CallEvent event : decided.events()) {
      held = aggregate.ports(held, event);
    }
    return held;
  }

  /// From here on [#recorded] decisions say which ports calls hold: for a replay, in which a call
  /// may be decided otherwise or not at all, and the others have to find the ports that they found.
  public void holdRecordedPorts() {
    recorded.clear();
    recorded.putAll(ports.held());
  }

  /// What was decided for a call once, for the ports alone.
  public void recorded(Decided decided) {
    HeldPorts before = recorded.getOrDefault(decided.id(), HeldPorts.NONE);
    HeldPorts after = after(before, decided);
    recorded.put(decided.id(), after);
    ports.correct(decided.id(), before, after);
  }

  private void hold(LiveCall<S> next) {
    LiveCall<S> before = calls.put(next.id(), next);
    byNode.replace(next.id(), before == null ? Set.of() : nodes(before), nodes(next));
    Instant until = aggregate.endedUntil(next.state());
    if (until != null) {
      ended.add(new Ended(until, next.id()));
    }
  }

  private Set<NodeId> nodes(LiveCall<S> call) {
    return aggregate.endedUntil(call.state()) == null ? aggregate.nodes(call.state()) : Set.of();
  }

  /// Time has come to be at least so late, by an input's own time and by nothing else: calls whose
  /// retention is over are let go. What an input finds follows from its own time, so it is the same
  /// whoever decides it.
  void advance(Instant now) {
    if (now.isAfter(time)) {
      time = now;
    }
    while (!ended.isEmpty() && !ended.first().until().isAfter(time)) {
      Ended over = ended.removeFirst();
      LiveCall<S> call = calls.get(over.call());
      if (call != null && over.until().equals(aggregate.endedUntil(call.state()))) {
        calls.remove(over.call());
        byNode.replace(over.call(), nodes(call), Set.of());
      }
    }
  }

  @Nullable LiveCall<S> call(CallId id) {
    return calls.get(id);
  }

  /// All calls, in no order.
  Iterable<LiveCall<S>> calls() {
    return calls.values();
  }

  /// How many calls are held, ended ones in their retention included.
  public int heldCalls() {
    return calls.size();
  }

  /// The state of a held call.
  public @Nullable S state(CallId id) {
    LiveCall<S> call = calls.get(id);
    return call == null ? null : call.state();
  }

  /// The calls that go on, in the order of their ids.
  public List<CallId> going() {
    return calls.values().stream()
        .filter(call -> aggregate.endedUntil(call.state()) == null)
        .map(LiveCall::id)
        .sorted()
        .toList();
  }

  SortedSet<CallId> concerned(PartitionInput news) {
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

  /// As above, with calls told of one by one that began so many records ago, in so many records.
  Floor floor(long saidNow, long longAgo, int mostHeld) {
    unsaid.said(Math.max(said, saidNow));
    Place end = new Place(nextOffset, rule.term(), rule.number() + 1);
    for (Unsaid.Entry entry : unsaid.entries()) {
      end = FloorPlace.earlier(end, entry.began());
    }
    FloorPlace place = FloorPlace.of(calls.values(), end, longAgo, mostHeld);
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

  /// The inputs of calls' timers and ended lives need no more than this: see [#going].
  List<LiveCall<S>> faulty() {
    List<LiveCall<S>> faulty = new ArrayList<>();
    for (LiveCall<S> call : calls.values()) {
      if (call.fault() != null) {
        faulty.add(call);
      }
    }
    return faulty;
  }
}
