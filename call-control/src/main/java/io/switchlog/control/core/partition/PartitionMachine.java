package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WaitsForItsBuild;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Armed;
import io.switchlog.schemas.journal.Cause;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.journal.ViewChanged;
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
/// @param <S> the state of a call
public final class PartitionMachine<S> {
  /// A record larger than this no broker takes by default (1 MiB with its envelope).
  static final int MOST_RECORD_BYTES = 900_000;

  /// A call that cannot be folded is woken by this timer, at once, to be quarantined.
  private static final String FAULT = "quarantine";

  private static final long UNKNOWN = -1;

  private final Aggregate<S> aggregate;
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
      Aggregate<S> aggregate, Ledger<S> ledger, WriterSchemas writers, LongSupplier said) {
    this.aggregate = aggregate;
    this.ledger = ledger;
    this.writers = writers;
    this.said = said;
    for (LiveCall<S> call : ledger.calls()) {
      timers.replace(call.id(), Collections.emptySortedMap(), timersOf(call));
    }
    for (LiveCall<S> call : ledger.faulty()) {
      timers.add(call.id(), FAULT, new ArmedTimer(0, Instant.EPOCH));
    }
  }

  /// What earlier owners ordered and may not have said to the end, byte for byte. To be said before
  /// the first input is decided.
  public List<CommandRecord> unsaid() {
    List<CommandRecord> commands = new ArrayList<>();
    for (Unsaid.Entry entry : ledger.unsaid()) {
      for (Ordered order : entry.commands()) {
        commands.add(
            new CommandRecord(
                order.target(), entry.call(), order.id(), entry.began().number(), order.command()));
      }
    }
    return commands;
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
  /// that it runs on - memory, stack - says nothing about the call: it passes, and nothing is
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
  /// @param told the events that were recorded, by call
  public Effects apply(InboxEntry entry, Map<CallId, List<CallEvent>> told) {
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

  private void undecided(InboxEntry entry, Map<CallId, List<CallEvent>> told, EffectsBuilder out) {
    ledger.advance(entry.appendedAt());
    try {
      Envelope<Origin, InboxRecord> read = Families.INBOX.decode(entry.value().array(), writers);
      switch (read.body()) {
        case PartitionInput input -> applyToPartition(new Turn(entry, null, told, out), input);
        case CallInput input -> applyToCall(new Turn(entry, read.head(), told, out), input);
      }
    } catch (UnknownSchema | WaitsForItsBuild e) {
      throw e;
    } catch (UnreadableRecord e) {
      unreadable(new Turn(entry, null, told, out), e);
    }
  }

  /// One input being decided.
  ///
  /// @param origin of a fact about a call, whose numbers are counted by themselves
  /// @param told what was told once and is not decided again, by call
  private record Turn(
      InboxEntry entry,
      @Nullable Origin origin,
      Map<CallId, List<CallEvent>> told,
      EffectsBuilder out) {
    Cause cause() {
      return new Cause(entry.partition(), entry.offset(), origin);
    }

    Instant now() {
      return entry.appendedAt();
    }
  }

  /// What stays unreadable ends its call; what belongs to none is passed over.
  private void unreadable(Turn turn, UnreadableRecord fault) {
    InboxEntry entry = turn.entry;
    LiveCall<S> call = entry.key() == null ? null : ledger.call(entry.key());
    if (call == null || isEnded(call)) {
      turn.out.note(new Note.Skipped(entry.offset(), String.valueOf(fault.getMessage())));
    } else {
      quarantine(turn, call, "an input cannot be read", fault);
    }
  }

  private void applyToPartition(Turn turn, PartitionInput input) {
    boolean resumes = ledger.isPartlyDecided(turn.entry.offset());
    if (!resumes) {
      if (!ledger.view().isNews(input)) {
        turn.out.refused(null, "expected news of a node or of the routing, found what is known");
        return;
      }
      boolean told = ledger.view().concernsCalls(input);
      JournalHead head = nextHead(turn);
      ViewChanged changed =
          new ViewChanged(aggregate.rules(), turn.cause(), false, said.getAsLong(), told, input);
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
      for (CallId id : ledger.concerned(input)) {
        LiveCall<S> call = ledger.call(id);
        if (call != null && !(resumes && call.mark() == turn.entry.offset())) {
          decide(turn, id, call, input);
        }
      }
    }
  }

  private void applyToCall(Turn turn, CallInput input) {
    CallId id = turn.entry.key();
    Origin origin = turn.origin;
    if (id == null) {
      turn.out.note(
          new Note.Skipped(turn.entry.offset(), "expected a call id as the key, found none"));
    } else if (origin != null && ledger.wasTaken(origin)) {
      turn.out.refused(id, "expected a fact once, found it again: " + origin);
    } else if (!isEarly(turn, id, input)) {
      decide(turn, id, ledger.call(id), input);
    }
  }

  /// A timer counts by the inbox's time, whatever the clock says of who fired it.
  private boolean isEarly(Turn turn, CallId id, CallInput input) {
    LiveCall<S> call = ledger.call(id);
    if (call == null || !(input instanceof TimerFired(String name, long generation))) {
      return false;
    }
    ArmedTimer armed = aggregate.timers(call.state()).get(name);
    if (armed == null || armed.generation() != generation || !armed.due().isAfter(turn.now())) {
      return false;
    }
    timers.add(id, name, armed);
    turn.out.note(new Note.Early(id, name));
    return true;
  }

  private void decide(Turn turn, CallId id, @Nullable LiveCall<S> call, InboxRecord input) {
    List<CallEvent> told = turn.told.get(id);
    if (told != null) {
      accept(turn, id, call, told);
      return;
    }
    if (call != null && call.fault() != null) {
      quarantine(turn, call, call.fault(), null);
      return;
    }
    try {
      S state = call == null ? null : call.state();
      switch (aggregate.decide(state, id, input, turn.now(), ledger.currentView())) {
        case Decision.Accepted(List<CallEvent> events) -> accept(turn, id, call, events);
        case Decision.Refused(String expected, String found) ->
            turn.out.refused(id, "expected " + expected + ", found " + found);
        case Decision.Answered(List<AddressedCommand> answers) -> answer(turn, id, call, answers);
      }
    } catch (RuntimeException e) {
      if (call == null) {
        turn.out.note(new Note.Quarantined(id, "a bug in a decision", e));
      } else {
        quarantine(turn, call, "a bug in a decision", e);
      }
    }
  }

  /// Everything that can fail comes before the first thing that changes.
  private void accept(Turn turn, CallId id, @Nullable LiveCall<S> call, List<CallEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    S state = call == null ? null : call.state();
    long first = call == null ? 1 : call.number() + 1;
    long number = first;
    List<Ordered> orders = new ArrayList<>();
    for (CallEvent event : events) {
      EventHead head =
          new EventHead(number++, turn.entry.partition(), turn.entry.offset(), turn.now());
      state = aggregate.evolve(state, head, event);
      order(turn, aggregate.react(state, head, event), orders);
    }
    if (state != null) {
      long life = call == null ? turn.entry.offset() : call.life();
      write(turn, decision(turn, id, life, first, events, orders, armed(state)), call, state);
    }
  }

  private void answer(
      Turn turn, CallId id, @Nullable LiveCall<S> call, List<AddressedCommand> answers) {
    List<Ordered> orders = new ArrayList<>();
    order(turn, answers, orders);
    long life = call == null ? 0 : call.life();
    long next = call == null ? 1 : call.number() + 1;
    List<Armed> armed = call == null ? List.of() : armed(call.state());
    write(turn, decision(turn, id, life, next, List.of(), orders, armed), call, null);
  }

  private Decided decision(
      Turn turn,
      CallId id,
      long life,
      long first,
      List<CallEvent> events,
      List<Ordered> orders,
      List<Armed> armed) {
    return new Decided(
        AggregateKind.CALL,
        id,
        life,
        aggregate.rules(),
        turn.cause(),
        false,
        said.getAsLong(),
        first,
        events,
        orders,
        armed);
  }

  private void write(Turn turn, Decided decided, @Nullable LiveCall<S> before, @Nullable S state) {
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
      LiveCall<S> now = ledger.call(decided.id());
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
    aggregate
        .timers(state)
        .forEach((name, timer) -> armed.add(new Armed(name, timer.generation(), timer.due())));
    return armed;
  }

  /// The timers that are watched: a call that has ended is let go by the ledger.
  private SortedMap<String, ArmedTimer> timersOf(LiveCall<S> call) {
    return isEnded(call) ? Collections.emptySortedMap() : aggregate.timers(call.state());
  }

  /// Ends a call that cannot go on. One that has ended already has its terminal event.
  ///
  /// @param detail the same words on every machine; what the fault says is for the log
  private void quarantine(Turn turn, LiveCall<S> call, String detail, @Nullable Throwable fault) {
    turn.out.note(new Note.Quarantined(call.id(), detail, fault));
    if (isEnded(call)) {
      return;
    }
    try {
      List<CallEvent> told = turn.told.get(call.id());
      accept(
          turn,
          call.id(),
          call,
          told == null ? aggregate.quarantine(call.state(), detail, turn.now()) : told);
    } catch (RuntimeException e) {
      turn.out.note(
          new Note.Skipped(turn.entry.offset(), "a quarantine failed: " + e.getMessage()));
    }
  }

  private boolean isEnded(LiveCall<S> call) {
    return aggregate.endedUntil(call.state()) != null;
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

  /// How many calls are held, ended ones in their retention included.
  public int heldCalls() {
    return ledger.heldCalls();
  }

  /// The state of a held call.
  public @Nullable S state(CallId id) {
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
