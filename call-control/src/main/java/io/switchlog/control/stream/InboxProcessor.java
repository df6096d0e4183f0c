package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Aggregate;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Outcome;
import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.TraceContext;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Runs the machine of one partition inside a Streams task:
///
///     calls.inbox ──> process ──> machine ──> store (and its changelog)
///         ^                          ├──> calls.journal, same partition
///         │                          └──> edge.commands, media.commands, partition = ordinal
///         └── timers, same partition <── punctuate, on the wall clock
///
/// All that one decision yields is handed to the one producer of the stream thread before the next
/// input is looked at, so it leaves in one request.
final class InboxProcessor implements Processor<byte[], byte[], Addressed, byte[]> {
  private final Aggregate<?, ?> aggregate;
  private final WriterSchemas writers;
  private final OriginSource origins;
  private final ControlCounters counters;
  private @Nullable Task task;

  /// Makes the origins of the records that this node writes into inboxes.
  interface OriginSource {
    Origin next();
  }

  private record Task(
      ProcessorContext<Addressed, byte[]> context,
      PartitionMachine<?, ?> machine,
      StreamStore store,
      int partition) {}

  InboxProcessor(
      Aggregate<?, ?> aggregate,
      WriterSchemas writers,
      OriginSource origins,
      ControlCounters counters) {
    this.aggregate = aggregate;
    this.writers = writers;
    this.origins = origins;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<Addressed, byte[]> context) {
    StreamStore store = new StreamStore(context.getStateStore(ControlTopology.STORE));
    PartitionMachine<?, ?> machine = PartitionMachine.restore(aggregate, store, writers);
    store.apply(machine.leftovers().changes());
    counters.restored(machine.leftovers(), machine.heldCalls());
    task = new Task(context, machine, store, context.taskId().partition());
    var _ =
        context.schedule(
            ControlTopology.TIMER_GRAIN, PunctuationType.WALL_CLOCK_TIME, this::fireTimers);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Task running = running();
    RecordMetadata metadata = running.context().recordMetadata().orElseThrow();
    InboxEntry entry =
        InboxEntry.of(
            metadata.partition(),
            metadata.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            record.value());
    int held = running.machine().heldCalls();
    Outcome outcome = running.machine().apply(entry);
    send(running, outcome, entry);
    running.store().apply(outcome.changes());
    counters.count(outcome);
    counters.heldCallsChanged(running.machine().heldCalls() - held);
  }

  private static void send(Task running, Outcome outcome, InboxEntry cause) {
    long span = cause.offset() << 16;
    for (CommandRecord command : outcome.commands()) {
      String sink =
          switch (command.target().kind()) {
            case EDGE -> ControlTopology.EDGE_COMMANDS;
            case MEDIA -> ControlTopology.MEDIA_COMMANDS;
            case CONTROL ->
                throw new IllegalStateException("no command goes to " + command.target());
          };
      forward(
          running,
          sink,
          command.target().ordinal(),
          command.call(),
          command.value().array(),
          cause.appendedAt().toEpochMilli(),
          ++span);
    }
    for (JournalRecord event : outcome.journal()) {
      forward(
          running,
          ControlTopology.JOURNAL,
          running.partition(),
          event.call(),
          event.value().array(),
          cause.appendedAt().toEpochMilli(),
          ++span);
    }
  }

  private void fireTimers(long nowMillis) {
    Task running = running();
    for (DueTimer timer : running.machine().dueTimers(Instant.ofEpochMilli(nowMillis))) {
      Origin origin = origins.next();
      forward(
          running,
          ControlTopology.TIMERS,
          running.partition(),
          timer.call(),
          Families.INBOX.encode(origin, timer.input()),
          nowMillis,
          origin.incarnation() << 20 ^ origin.sequence());
    }
  }

  private static void forward(
      Task running,
      String sink,
      int partition,
      CallId call,
      byte[] value,
      long timestamp,
      long span) {
    Headers headers = new RecordHeaders();
    headers.add(TraceContext.HEADER, TraceContext.of(call, span));
    running
        .context()
        .forward(
            new Record<>(
                new Addressed(partition, Bytes.of(call.value())), value, timestamp, headers),
            sink);
  }

  private Task running() {
    Task running = task;
    if (running == null) {
      throw new IllegalStateException("Streams initializes a processor before it uses it");
    }
    return running;
  }

  @Override
  public void close() {
    Task closed = task;
    task = null;
    if (closed != null) {
      counters.heldCallsChanged(-closed.machine().heldCalls());
    }
  }
}
