package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WaitsForItsBuild;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Armed;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.journal.Posted;
import io.switchlog.schemas.journal.ViewChanged;
import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.Sender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Decides the inputs of one inbox partition, in their order, in one term:
///
///     entry ──> decided by history already? ──yes──> nothing: it was said, or is said again from
///                   │ no                             the journal by whoever took over
///                   v
///               read ──> taken before? early? ──yes──> nothing
///                   │ no
///                   v
///                decide ──> evolve, react, for each event ──> one record: journal, ledger, commands
///                   │
///                   └─ refused: nothing
///
/// A decision is one record. What the journal holds of earlier owners is adopted as it is; only what
/// it does not hold is decided, to the same result as an owner may have come to that could not write
/// it any more.
///
/// For one thread.
///
/// @param <S> the state of an aggregate
public final class PartitionMachine<S> {
  /// A record larger than this no broker takes by default (1 MiB with its envelope).
  static final int MOST_RECORD_BYTES = 900_000;

  /// An aggregate that cannot be folded is woken by this timer, at once, to be quarantined.
  private static final String FAULT = "quarantine";

  private static final long UNKNOWN = -1;

  /// An answer without an event says no more than this to other aggregates.
  private static final int MOST_ANSWERS = 16;

  private final Aggregate<S> kind;
  private final WriterSchemas writers;
  private final Ledger<S> ledger;
  private final TimerIndex timers = new TimerIndex();
  private final LongSupplier said;
  private long expected = UNKNOWN;

  /// Takes a partition over, in the term that the ledger's last record began.
  ///
  /// @param ledger all that the journal holds; belongs to the machine from now on
  /// @param writers the schemas found on the bus, for records of another version
  /// @param said the number of the last record whose commands, and those of all before it, are
  ///   acknowledged or past their deadline
  public PartitionMachine(
      Aggregate<S> kind, Ledger<S> ledger, WriterSchemas writers, LongSupplier said) {
    this.kind = kind;
    this.ledger = ledger;
    this.writers = writers;
    this.said = said;
    for (Live<S> live : ledger.lives()) {
      timers.replace(live.id(), Collections.emptySortedMap(), timersOf(live));
    }
    for (Live<S> live : ledger.faulty()) {
      timers.add(live.id(), FAULT, new ArmedTimer(0, Instant.EPOCH));
    }
  }

  /// What earlier owners ordered and may not have said to the end, byte for byte. To be said before
  /// the first input is decided.
  public List<CommandRecord> unsaid() {
    List<CommandRecord> commands = new ArrayList<>();
    for (Unsaid.Entry entry : ledger.unsaid()) {
      commands.addAll(EffectsBuilder.commandsOf(entry.began().number(), entry.decided()));
    }
    return commands;
  }

  /// As above, what they said to other aggregates.
  public List<PostRecord> unsaidPosts() {
    List<PostRecord> posts = new ArrayList<>();
    for (Unsaid.Entry entry : ledger.unsaid()) {
      posts.addAll(EffectsBuilder.postsOf(entry.began().number(), entry.decided()));
    }
    return posts;
  }

  /// Inputs are handed in one by one from now on. Where one is missing, because the inbox did not
  /// keep it for long enough, that is said ([Note.Missed]).
  ///
  /// @param committed the offset that owners have decided up to, and not this
  public void expectFrom(long committed) {
    expected = Math.max(committed, ledger.undecidedFrom());
  }

  /// Decides one input. What is in the record never makes it throw, but for a record that cannot be
  /// read *yet*: that one is not decided, and is to be handed in again. An error of the machine
  /// that it runs on - memory, stack - says nothing about the aggregate: it passes, and nothing is
  /// decided.
  ///
  /// @throws UnknownSchema if its writer's schema has not been found on the bus yet
  /// @throws WaitsForItsBuild if only another build has words for it
  public Effects apply(InboxEntry entry) {
    return apply(entry, Map.of());
  }

  /// As above, where some of it was decided by other rules, in a replay: what they told is folded
  /// and reacted to, as it would be for any reader of the journal, and is not decided again.
  ///
  /// @param told the events that were recorded, by aggregate
  public Effects apply(InboxEntry entry, Map<AggregateId, List<AggregateEvent>> told) {
    EffectsBuilder out = new EffectsBuilder();
    if (expected != UNKNOWN && entry.offset() > expected) {
      out.note(new Note.Missed(expected, entry.offset() - 1));
    }
    if (ledger.isDecided(entry.offset())) {
      out.note(new Note.Repeated(entry.offset()));
    } else {
      undecided(entry, told, out);
    }
    expected = expected == UNKNOWN ? UNKNOWN : Math.max(expected, entry.offset() + 1);
    return out.build();
  }

  private void undecided(
      InboxEntry entry, Map<AggregateId, List<AggregateEvent>> told, EffectsBuilder out) {
    ledger.advance(entry.appendedAt());
    try {
      Envelope<Origin, InboxRecord> read = Families.INBOX.decode(entry.value().array(), writers);
      switch (read.body()) {
        case PartitionInput input ->
            applyToPartition(new Turn(entry, null, null, told, out), input);
        case AggregateInput input ->
            applyToOne(new Turn(entry, read.head(), senderOf(input), told, out), input);
      }
    } catch (UnknownSchema | WaitsForItsBuild e) {
      throw e;
    } catch (UnreadableRecord e) {
      unreadable(new Turn(entry, null, null, told, out), e);
    }
  }

  private static @Nullable Sender senderOf(AggregateInput input) {
    return input instanceof MessageArrived(Sender sender, Message _) ? sender : null;
  }

  /// One input being decided.
  ///
  /// @param origin of a fact about an aggregate, whose numbers are counted by themselves
  /// @param sender whose message it is, where it is one
  /// @param told what was told once and is not decided again, by aggregate
  private record Turn(
      InboxEntry entry,
      @Nullable Origin origin,
      @Nullable Sender sender,
      Map<AggregateId, List<AggregateEvent>> told,
      EffectsBuilder out) {
    Cause cause() {
      return new Cause(entry.partition(), entry.offset(), origin, sender);
    }

    Instant now() {
      return entry.appendedAt();
    }
  }

  /// What stays unreadable ends its aggregate; what belongs to none is passed over.
  private void unreadable(Turn turn, UnreadableRecord fault) {
    InboxEntry entry = turn.entry;
    Live<S> live = entry.key() == null ? null : ledger.live(entry.key());
    if (live == null || isEnded(live)) {
      turn.out.note(new Note.Skipped(entry.offset(), String.valueOf(fault.getMessage())));
    } else {
      quarantine(turn, live, "an input cannot be read", fault);
    }
  }

  private void applyToPartition(Turn turn, PartitionInput input) {
    boolean resumes = ledger.isPartlyDecided(turn.entry.offset());
    if (!resumes) {
      if (!ledger.view().isNews(input)) {
        turn.out.refused(null, "expected news of a node or of the routing, found what is known");
        return;
      }
      boolean told = ledger.view().concernsAggregates(input);
      JournalHead head = nextHead(turn);
      ViewChanged changed =
          new ViewChanged(kind.rules(), turn.cause(), false, said.getAsLong(), told, input);
      Bytes value = Bytes.of(Families.JOURNAL.encode(head, changed));
      if (value.array().length > MOST_RECORD_BYTES) {
        turn.out.note(
            new Note.Skipped(
                turn.entry.offset(),
                "expected news of at most " + MOST_RECORD_BYTES + " bytes, found more"));
        return;
      }
      ledger.append(head, changed);
      turn.out.viewChanged(head, changed, value);
    }
    if (ledger.isTold()) {
      for (AggregateId id : ledger.concerned(input)) {
        Live<S> live = ledger.live(id);
        if (live != null && !(resumes && live.mark() == turn.entry.offset())) {
          decide(turn, id, live, input);
        }
      }
    }
  }

  private void applyToOne(Turn turn, AggregateInput input) {
    AggregateId id = turn.entry.key();
    Origin origin = turn.origin;
    if (id == null) {
      turn.out.note(
          new Note.Skipped(
              turn.entry.offset(), "expected the id of an aggregate as the key, found none"));
    } else if (origin != null && ledger.wasTaken(origin)) {
      turn.out.refused(id, "expected a fact once, found it again: " + origin);
    } else if (wasHeard(id, turn.sender)) {
      turn.out.refused(id, "expected a message once, found it again: " + turn.sender);
    } else if (!isEarly(turn, id, input)) {
      decide(turn, id, ledger.live(id), input);
    }
  }

  private boolean wasHeard(AggregateId id, @Nullable Sender sender) {
    Live<S> live = sender == null ? null : ledger.live(id);
    return live != null && sender != null && live.heard().contains(sender);
  }

  /// A timer counts by the inbox's time, whatever the clock says of who fired it.
  private boolean isEarly(Turn turn, AggregateId id, AggregateInput input) {
    Live<S> live = ledger.live(id);
    if (live == null || !(input instanceof TimerFired(String name, long generation))) {
      return false;
    }
    ArmedTimer armed = kind.timers(live.state()).get(name);
    if (armed == null || armed.generation() != generation || !armed.due().isAfter(turn.now())) {
      return false;
    }
    timers.add(id, name, armed);
    turn.out.note(new Note.Early(id, name));
    return true;
  }

  private void decide(Turn turn, AggregateId id, @Nullable Live<S> live, InboxRecord input) {
    List<AggregateEvent> told = turn.told.get(id);
    if (told != null) {
      accept(turn, id, live, told);
      return;
    }
    if (live != null && live.fault() != null) {
      quarantine(turn, live, live.fault(), null);
      return;
    }
    try {
      S state = live == null ? null : live.state();
      switch (kind.decide(state, id, input, turn.now(), ledger.currentView())) {
        case Decision.Accepted(List<AggregateEvent> events) -> accept(turn, id, live, events);
        case Decision.Refused(String expected, String found) ->
            turn.out.refused(id, "expected " + expected + ", found " + found);
        case Decision.Answered answered -> answer(turn, id, live, answered);
      }
    } catch (RuntimeException e) {
      if (live == null) {
        turn.out.note(new Note.Quarantined(id, "a bug in a decision", e));
      } else {
        quarantine(turn, live, "a bug in a decision", e);
      }
    }
  }

  /// Everything that can fail comes before the first thing that changes.
  private void accept(
      Turn turn, AggregateId id, @Nullable Live<S> live, List<AggregateEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    S state = live == null ? null : live.state();
    long first = live == null ? 1 : live.number() + 1;
    long number = first;
    List<Ordered> orders = new ArrayList<>();
    List<Posted> posts = new ArrayList<>(0);
    long posted = live == null ? 0 : live.posted();
    for (AggregateEvent event : events) {
      EventHead head =
          new EventHead(number++, turn.entry.partition(), turn.entry.offset(), turn.now());
      state = kind.evolve(state, head, event);
      order(turn, kind.react(state, head, event), orders);
      for (Post post : kind.posts(state, head, event)) {
        posts.add(new Posted(post.to(), ++posted, post.message()));
      }
    }
    if (state != null) {
      long life = live == null ? turn.entry.offset() : live.life();
      Decided decided = decision(turn, id, life, first, events, orders, armed(state), posts);
      write(turn, decided, live, state);
    }
  }

  private void answer(
      Turn turn, AggregateId id, @Nullable Live<S> live, Decision.Answered answered) {
    List<Ordered> orders = new ArrayList<>();
    order(turn, answered.commands(), orders);
    List<Posted> posts = new ArrayList<>(0);
    if (answered.posts().size() > MOST_ANSWERS) {
      throw new IllegalStateException(
          "an answer says at most %d messages, this one %d"
              .formatted(MOST_ANSWERS, answered.posts().size()));
    }
    for (Post post : answered.posts()) {
      posts.add(
          new Posted(post.to(), turn.entry.offset() * MOST_ANSWERS + posts.size(), post.message()));
    }
    long life = live == null ? 0 : live.life();
    long next = live == null ? 1 : live.number() + 1;
    List<Armed> armed = live == null ? List.of() : armed(live.state());
    write(turn, decision(turn, id, life, next, List.of(), orders, armed, posts), live, null);
  }

  private Decided decision(
      Turn turn,
      AggregateId id,
      long life,
      long first,
      List<AggregateEvent> events,
      List<Ordered> orders,
      List<Armed> armed,
      List<Posted> posts) {
    return new Decided(
        AggregateKind.of(id),
        id,
        life,
        kind.rules(),
        turn.cause(),
        false,
        said.getAsLong(),
        first,
        events,
        orders,
        armed,
        posts);
  }

  private void write(Turn turn, Decided decided, @Nullable Live<S> before, @Nullable S state) {
    JournalHead head = nextHead(turn);
    byte[] value = Families.JOURNAL.encode(head, decided);
    if (value.length > MOST_RECORD_BYTES) {
      throw new IllegalStateException(
          "a decision fits in " + MOST_RECORD_BYTES + " bytes, this one has " + value.length);
    }
    SortedMap<String, ArmedTimer> running =
        before == null ? Collections.emptySortedMap() : timersOf(before);
    ledger.append(head, decided, state);
    if (state != null) {
      Live<S> now = ledger.live(decided.id());
      timers.replace(
          decided.id(), running, now == null ? Collections.emptySortedMap() : timersOf(now));
    }
    turn.out.decided(head, decided, Bytes.of(value));
  }

  private JournalHead nextHead(Turn turn) {
    return new JournalHead(ledger.term(), ledger.number() + 1, turn.now());
  }

  private static void order(Turn turn, List<AddressedCommand> commands, List<Ordered> orders) {
    for (AddressedCommand command : commands) {
      Ordered order = Ordering.of(turn.cause(), command);
      // The same to another node is another order: a CANCEL leaves from each edge that rings.
      if (orders.stream()
          .noneMatch(
              other -> other.id().equals(order.id()) && other.target().equals(order.target()))) {
        orders.add(order);
      }
    }
  }

  private List<Armed> armed(S state) {
    List<Armed> armed = new ArrayList<>();
    kind.timers(state)
        .forEach((name, timer) -> armed.add(new Armed(name, timer.generation(), timer.due())));
    return armed;
  }

  /// The timers that are watched: an aggregate that has ended is let go by the ledger.
  private SortedMap<String, ArmedTimer> timersOf(Live<S> live) {
    return isEnded(live) ? Collections.emptySortedMap() : kind.timers(live.state());
  }

  /// Ends an aggregate that cannot go on. One that has ended already has its terminal event.
  ///
  /// @param detail the same words on every machine; what the fault says is for the log
  private void quarantine(Turn turn, Live<S> live, String detail, @Nullable Throwable fault) {
    turn.out.note(new Note.Quarantined(live.id(), detail, fault));
    if (isEnded(live)) {
      return;
    }
    try {
      List<AggregateEvent> told = turn.told.get(live.id());
      accept(
          turn,
          live.id(),
          live,
          told == null ? kind.quarantine(live.state(), detail, turn.now()) : told);
    } catch (RuntimeException e) {
      turn.out.note(
          new Note.Skipped(turn.entry.offset(), "a quarantine failed: " + e.getMessage()));
    }
  }

  private boolean isEnded(Live<S> live) {
    return kind.endedUntil(live.state()) != null;
  }

  /// The timers that have run out since the last time. Each is handed out once; it keeps being
  /// asked for after a takeover, until an event settles it.
  ///
  /// @param now the broker's time, as far as is known
  public List<DueTimer> dueTimers(Instant now) {
    return timers.takeDue(now);
  }

  /// When the next timer runs out, null where none runs.
  public @Nullable Instant nextTimer() {
    return timers.next();
  }

  /// How many aggregates are held, ended ones in their retention included.
  public int held() {
    return ledger.held();
  }

  /// The state of a held aggregate.
  public @Nullable S state(AggregateId id) {
    return ledger.state(id);
  }

  /// The world as the last input left it.
  public PartitionView view() {
    return ledger.currentView();
  }

  /// The number of the last record written.
  public long number() {
    return ledger.number();
  }

  /// The term that is decided in.
  public long term() {
    return ledger.term();
  }

  /// Where a successor without any memory may begin to read.
  public Floor floor() {
    return ledger.floor(said.getAsLong());
  }
}
