package io.switchlog.control.stream;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.InboxClock;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.TraceContext;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.WaitsForItsBuild;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Runs the machine of one partition inside a Streams task:
///
///     the log's inbox ──> process ──> machine ──> its journal, same partition
///         ^                          └──> edge.commands, media.commands, partition = ordinal
///         └── timers, same partition <── punctuate
///
/// All that one decision yields is handed to the one producer of the stream thread before the next
/// input is looked at, so it leaves in one request.
///
/// @param <S> the state of an aggregate
final class InboxProcessor<S> implements Processor<byte[], byte[], Addressed, byte[]> {
  /// A floor is written after so many records, and not more often than that.
  private static final long FLOOR_RECORDS = 5_000;

  private static final System.Logger LOG = System.getLogger(InboxProcessor.class.getName());
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(30);
  private static final Duration FLOOR_INTERVAL = Duration.ofSeconds(10);

  private final Log log;
  private final @Nullable Mirror<S> mirror;
  private final Aggregate<S> aggregate;
  private final SchemaWatch schemas;
  private final OriginSource origins;
  private final ControlCounters counters;
  private final Histories<S> histories;
  private final Voices voices;
  private final Outbox outbox;
  private final LongSupplier clockMillis;
  private @Nullable Task<S> task;

  /// Makes the origins of the records that this node writes into inboxes.
  interface OriginSource {
    Origin next();
  }

  private static final class Task<S> {
    final ProcessorContext<Addressed, byte[]> context;
    final PartitionMachine<S> machine;
    final Voice voice;
    final Outbox.Lane outbox;
    final int partition;
    final InboxClock clock = new InboxClock();
    final Alarm alarm;
    boolean begun;
    long highestOffset;
    long floorNumber;
    long floorNanos = System.nanoTime();
    @Nullable Floor floor;

    Task(
        ProcessorContext<Addressed, byte[]> context,
        PartitionMachine<S> machine,
        Voice voice,
        Outbox.Lane outbox,
        int partition,
        long from,
        Alarm alarm) {
      this.context = context;
      this.machine = machine;
      this.voice = voice;
      this.outbox = outbox;
      this.partition = partition;
      this.alarm = alarm;
      this.highestOffset = from - 1;
      this.floorNumber = machine.number();
    }
  }

  /// @param mirror where aggregates are shown; null: nowhere
  /// @param clockMillis a clock that is never set
  InboxProcessor(
      Log log,
      @Nullable Mirror<S> mirror,
      Aggregate<S> aggregate,
      SchemaWatch schemas,
      OriginSource origins,
      ControlCounters counters,
      Histories<S> histories,
      Voices voices,
      Outbox outbox,
      LongSupplier clockMillis) {
    this.log = log;
    this.mirror = mirror;
    this.aggregate = aggregate;
    this.schemas = schemas;
    this.origins = origins;
    this.counters = counters;
    this.histories = histories;
    this.voices = voices;
    this.outbox = outbox;
    this.clockMillis = clockMillis;
  }

  @Override
  public void init(ProcessorContext<Addressed, byte[]> context) {
    int partition = context.taskId().partition();
    Ledger<S> ledger = histories.take(partition);
    Voice voice = voices.begin(partition, ledger.term(), ledger.number(), ledger.nextOffset());
    PartitionMachine<S> machine =
        new PartitionMachine<>(aggregate, ledger, schemas.writers(), voice::said);
    long committed = voices.committed(partition);
    machine.expectFrom(committed);
    counters.tookOver(machine.held());
    Alarm alarm = new Alarm(context, this::punctuate, voice::wakesAfter);
    task =
        new Task<>(
            context,
            machine,
            voice,
            outbox.lane(voice),
            partition,
            isAsBefore(ledger) ? committed : 0,
            alarm);
    alarm.set(clockMillis.getAsLong(), Alarm.SOONEST);
  }

  /// Whether what is committed is a place of the inbox that this owner has found.
  private static boolean isAsBefore(Ledger<?> ledger) {
    TermBegan own = ledger.owner();
    return own == null || own.inboxFrom() == null;
  }

  /// What the owner before may not have said is said first. Streams forwards nothing from `init`.
  private void begin(Task<S> running) {
    if (!running.begun) {
      running.begun = true;
      Instant now = Instant.now();
      running
          .machine
          .unsaid()
          .forEach(command -> {
            send(running, command, now, 0);
            show(running, command.aggregate(), command.number(), now);
          });
      running.machine.unsaidPosts().forEach(running.outbox::add);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Task<S> running = running();
    begin(running);
    RecordMetadata metadata = running.context.recordMetadata().orElseThrow();
    checkPlace(running, metadata);
    Instant appendedAt = Instant.ofEpochMilli(record.timestamp());
    running.clock.read(appendedAt, clockMillis.getAsLong());
    InboxEntry entry =
        InboxEntry.of(
            metadata.partition(), metadata.offset(), appendedAt, record.key(), record.value());
    int held = running.machine.held();
    Effects outcome = decide(running, entry);
    send(running, outcome, entry);
    if (outcome.notes().stream().anyMatch(Note.Early.class::isInstance)) {
      running.clock.wasAhead(appendedAt, clockMillis.getAsLong());
    }
    counters.count(outcome);
    counters.heldCallsChanged(running.machine.held() - held);
    long ourMillis = clockMillis.getAsLong();
    running.alarm.bringForward(
        ourMillis, untilDue(running, running.clock.now(ourMillis, appendedAt)));
  }

  /// How long until the next timer runs out.
  ///
  /// @param now the broker's time
  private static Duration untilDue(Task<?> running, Instant now) {
    Instant due = running.machine.nextTimer();
    return due == null ? Alarm.LATEST : Duration.between(now, due);
  }

  /// Places of an inbox only grow. One that was made anew under its owner counts from 0 again: the
  /// thread is given up, and whoever takes the partition over finds out what it has to do with.
  private static <S> void checkPlace(Task<S> running, RecordMetadata read) {
    if (read.offset() < running.highestOffset) {
      throw new KafkaException(
          "%s-%d: expected a place behind %d, found %d: it was made anew, or has lost its end"
              .formatted(read.topic(), read.partition(), running.highestOffset, read.offset()));
    }
    running.highestOffset = read.offset();
  }

  /// A record that this node cannot read yet is waited for: nobody is quarantined for it, and
  /// nothing behind it is decided. In the end the thread is given up, and with it the partition,
  /// for another node or another build to try.
  private Effects decide(Task<S> running, InboxEntry entry) {
    while (true) {
      try {
        return running.machine.apply(entry);
      } catch (WaitsForItsBuild e) {
        LOG.log(System.Logger.Level.ERROR, place(entry) + e.getMessage());
        // A loop of new threads and new terms would help nobody.
        LockSupport.parkNanos(SCHEMA_PATIENCE.toNanos());
        throw e;
      } catch (UnknownSchema missing) {
        LOG.log(System.Logger.Level.WARNING, place(entry) + missing.getMessage());
        awaitSchema(missing);
      }
    }
  }

  private static String place(InboxEntry entry) {
    return "inbox " + entry.partition() + "/" + entry.offset() + ": ";
  }

  private void awaitSchema(UnknownSchema missing) {
    try {
      if (!schemas.await(missing, SCHEMA_PATIENCE)) {
        throw missing;
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void send(Task<S> running, Effects outcome, InboxEntry cause) {
    long span = cause.offset() << 16;
    // A phone that is answered may speak at once: its media node hears of it first.
    for (CommandRecord command : outcome.commands()) {
      if (command.target().kind() == NodeKind.MEDIA) {
        send(running, command, cause.appendedAt(), ++span);
      }
    }
    for (CommandRecord command : outcome.commands()) {
      if (command.target().kind() != NodeKind.MEDIA) {
        send(running, command, cause.appendedAt(), ++span);
      }
    }
    for (Effects.Entry record : outcome.journal()) {
      forward(
          running,
          ControlTopology.JOURNAL,
          running.partition,
          record.key(),
          record.value().array(),
          cause.appendedAt().toEpochMilli(),
          headers(record.key(), mark(running, record.number()), ++span));
    }
    outcome.posts().forEach(running.outbox::add);
    for (Effects.Entry record : outcome.journal()) {
      if (record.body() instanceof Decided decided && !decided.events().isEmpty()) {
        show(running, decided.id(), record.number(), cause.appendedAt());
      }
    }
  }

  /// Nobody waits for it: it leaves behind what was decided.
  private void show(Task<S> running, AggregateId id, long number, Instant at) {
    if (mirror != null) {
      forward(
          running,
          ControlTopology.MIRROR,
          running.partition,
          id,
          mirror.value().of(id, running.machine.state(id)),
          at.toEpochMilli(),
          headers(id, mark(running, number), number));
    }
  }

  private void send(Task<S> running, CommandRecord command, Instant at, long span) {
    String sink =
        switch (command.target().kind()) {
          case EDGE -> ControlTopology.EDGE_COMMANDS;
          case MEDIA -> ControlTopology.MEDIA_COMMANDS;
          case CONTROL, API ->
              throw new IllegalStateException("no command goes to " + command.target());
        };
    forward(
        running,
        sink,
        command.target().ordinal(),
        command.aggregate(),
        command.value().array(),
        at.toEpochMilli(),
        headers(
            command.aggregate(),
            new TermMark(
                log,
                running.partition,
                running.machine.term(),
                command.number(),
                lifeOf(running, command),
                running.voice.nextSequence(command.target())),
            span));
  }

  private static <S> long lifeOf(Task<S> running, CommandRecord command) {
    NodePresence presence = running.machine.view().liveNodes().get(command.target());
    return presence == null ? 0 : presence.incarnation();
  }

  private void punctuate(long nowMillis) {
    Task<S> running = running();
    begin(running);
    long ourMillis = clockMillis.getAsLong();
    Instant now = running.clock.now(ourMillis, Instant.ofEpochMilli(nowMillis));
    for (DueTimer timer : running.machine.dueTimers(now)) {
      Origin origin = origins.next();
      long span = origin.incarnation() << 20 ^ origin.sequence();
      forward(
          running,
          ControlTopology.TIMERS,
          running.partition,
          timer.id(),
          Families.INBOX.encode(origin, timer.input()),
          nowMillis,
          headers(timer.id(), mark(running, running.machine.number()), span));
    }
    writeFloor(running, nowMillis);
    running.alarm.set(ourMillis, untilDue(running, now));
  }

  /// A floor is made of what the machine knows now, and written once the journal is known to hold
  /// all of it.
  private void writeFloor(Task<S> running, long nowMillis) {
    long number = running.machine.number();
    Floor floor = running.floor;
    if (floor == null) {
      boolean due = System.nanoTime() - running.floorNanos > FLOOR_INTERVAL.toNanos();
      if (due && number - running.floorNumber >= FLOOR_RECORDS) {
        running.floor = running.machine.floor();
        running.floorNumber = number;
        running.floorNanos = System.nanoTime();
      }
    } else if (running.voice.acknowledged() >= running.floorNumber) {
      running.floor = null;
      forward(
          running,
          ControlTopology.FLOORS,
          0,
          new AggregateId(Integer.toString(running.partition)),
          Families.FLOORS.encode(origins.next(), floor),
          nowMillis,
          new RecordHeaders());
    }
  }

  private TermMark mark(Task<?> running, long number) {
    return new TermMark(log, running.partition, running.machine.term(), number);
  }

  private static Headers headers(@Nullable AggregateId call, TermMark mark, long span) {
    Headers headers = new RecordHeaders();
    headers.add(TermMark.HEADER, mark.toBytes());
    if (call != null) {
      headers.add(TraceContext.HEADER, TraceContext.of(call, span));
    }
    return headers;
  }

  private static <S> void forward(
      Task<S> running,
      String sink,
      int partition,
      @Nullable AggregateId key,
      byte[] value,
      long timestamp,
      Headers headers) {
    Addressed addressed = new Addressed(partition, key == null ? null : Bytes.of(key.value()));
    running.context.forward(new Record<>(addressed, value, timestamp, headers), sink);
  }

  private Task<S> running() {
    Task<S> running = task;
    if (running == null) {
      throw new IllegalStateException("Streams initializes a processor before it uses it");
    }
    return running;
  }

  @Override
  public void close() {
    Task<S> closed = task;
    task = null;
    if (closed != null) {
      closed.alarm.cancel();
      counters.heldCallsChanged(-closed.machine.held());
      closed.outbox.close();
      voices.end(closed.partition, closed.voice);
      histories.giveBack(closed.partition);
    }
  }
}
