package io.switchlog.schemas.bus;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.AddressInput;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.topic.Log;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/// Publishes what a node saw of the aggregates of one log, to its inbox, and keeps it until the bus
/// has it ([KeptFacts]). Never blocks; each fact's outcome is told. Safe for use by many threads.
///
/// A fact that is said again may have been written before: it has its origin, by which readers take
/// it once.
public final class FactPublisher implements AutoCloseable {
  /// How long a fact that nobody waits for may wait for company.
  private static final long COMPANY_MILLIS = 20;

  /// The same for a provisional response.
  private static final long RINGING_MILLIS = 5;

  /// The same for one that changes nothing where all is well: that a node does what it was told.
  private static final long NOTE_MILLIS = 100;

  private final Log log;
  private final NodeId node;
  private final long incarnation;
  private final InstantSource clock;
  private final BusWriter writer;
  private final AtomicLong sequence = new AtomicLong();
  private final WakeUps wakeUps;
  private final Object lock = new Object();

  /// Guarded by the lock, and so all that follows.
  private final KeptFacts kept;

  private boolean saying;

  /// For those who ask without the lock.
  private volatile boolean room = true;

  private long alarmMillis = Long.MAX_VALUE;
  private boolean closed;

  private volatile BooleanSupplier mayWrite = () -> true;

  /// Wakes the publisher up: on a thread that is awake often anyway, where there is one.
  public interface WakeUps extends AutoCloseable {
    /// Runs something once, on any thread.
    void after(long millis, Runnable work);

    /// What was asked for need not be run any more.
    @Override
    default void close() {}

    /// On a thread of its own.
    static WakeUps ofOwnThread(String name) {
      ScheduledExecutorService thread =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name(name).factory());
      return new WakeUps() {
        @Override
        public void after(long millis, Runnable work) {
          var _ = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
          thread.shutdownNow();
        }
      };
    }
  }

  /// A publisher for one life of a node.
  ///
  /// @param log whose aggregates it tells of
  /// @param incarnation the node's start time in milliseconds since the epoch
  public FactPublisher(BusConfig bus, Log log, NodeId node, long incarnation, InstantSource clock) {
    this(
        bus,
        log,
        node,
        incarnation,
        clock,
        KeptFacts.DEFAULT_BYTES,
        WakeUps.ofOwnThread(client(log, node) + "-kept"));
  }

  /// As above.
  ///
  /// @param mostBytes how much is kept while the bus is away
  public FactPublisher(
      BusConfig bus,
      Log log,
      NodeId node,
      long incarnation,
      InstantSource clock,
      long mostBytes,
      WakeUps wakeUps) {
    this(
        new BusWriter(bus, client(log, node), BusWriter.Grade.FACT, List.of(log.inbox().name())),
        log,
        node,
        incarnation,
        clock,
        mostBytes,
        KeptFacts.SPACING_MILLIS,
        wakeUps);
  }

  FactPublisher(
      BusWriter writer,
      Log log,
      NodeId node,
      long incarnation,
      InstantSource clock,
      long mostBytes,
      long spacingMillis,
      WakeUps wakeUps) {
    this.log = log;
    this.node = node;
    this.incarnation = incarnation;
    this.clock = clock;
    this.writer = writer;
    this.kept = new KeptFacts(mostBytes, spacingMillis, this::partitionOf);
    this.wakeUps = wakeUps;
  }

  private static String client(Log log, NodeId node) {
    return switch (log) {
      case CALLS -> node + "-facts";
      case ADDRESSES -> node + "-address-facts";
    };
  }

  /// Publishes a fact about a call, and keeps it until the bus has it.
  ///
  /// @param outcome told once; a failure means that there was no room to keep it
  public void publish(CallId call, AggregateInput fact, BusWriter.Outcome outcome) {
    publish(AggregateId.of(call), fact, false, outcome);
  }

  /// Publishes a fact about an aggregate.
  ///
  /// @param repeatable whether whoever caused it is told of a failure and will do so again; then it
  ///   fails within seconds, and at once where the bus is known to be away
  /// @param outcome told once, perhaps before this returns
  public void publish(
      AggregateId aggregate, AggregateInput fact, boolean repeatable, BusWriter.Outcome outcome) {
    publish(aggregate, fact, repeatable, patienceMillis(fact), outcome);
  }

  /// Publishes a fact that call control only takes note of, and keeps it until the bus has it. It
  /// leaves in company ([FactLine]).
  ///
  /// @param outcome told once; a failure means that there was no room to keep it
  public void note(CallId call, AggregateInput fact, BusWriter.Outcome outcome) {
    publish(AggregateId.of(call), fact, false, NOTE_MILLIS, outcome);
  }

  private void publish(
      AggregateId aggregate,
      AggregateInput fact,
      boolean repeatable,
      long patienceMillis,
      BusWriter.Outcome outcome) {
    long number = sequence.incrementAndGet();
    byte[] value =
        Families.INBOX.encode(new Origin(node, incarnation, number, clock.instant()), fact);
    String refusal;
    synchronized (lock) {
      refusal =
          kept.offer(
              nowMillis(),
              aggregate,
              span(incarnation, number),
              value,
              repeatable,
              patienceMillis,
              outcome);
      if (refusal == null) {
        say();
      }
    }
    if (refusal != null) {
      outcome.done(refusal);
    }
  }

  /// How long a fact may wait for company. Nobody waits for what a 200 to BYE leads to, for the BYE
  /// had its own from the edge, nor for an ACK without a session description: call control only
  /// takes note of these. That a phone rings is heard a little later, together with the answer
  /// where that comes at once.
  public static long patienceMillis(AggregateInput fact) {
    return switch (fact) {
      case ResponseReceived response when isProvisional(response.status()) -> RINGING_MILLIS;
      case ResponseReceived response when response.method().equals("BYE") -> COMPANY_MILLIS;
      case AckReceived ack when !hasBody(ack.message().array()) -> COMPANY_MILLIS;
      case ResponseReceived _,
          AckReceived _,
          InviteReceived _,
          RequestReceived _,
          CancelReceived _,
          RequestFailed _,
          AckMissing _,
          PrackMissing _,
          MediaPlanApplied _,
          MediaPlanRefused _,
          RtpTimedOut _,
          TimerFired _,
          ControlRequested _,
          MessageArrived _,
          AddressInput _ ->
          0;
    };
  }

  private static boolean isProvisional(int status) {
    return status < 200;
  }

  private static boolean hasBody(byte[] message) {
    int end = message.length;
    return end < 4
        || message[end - 4] != '\r'
        || message[end - 3] != '\n'
        || message[end - 2] != '\r'
        || message[end - 1] != '\n';
  }

  static long span(long incarnation, long number) {
    return incarnation << 20 ^ number;
  }

  /// Writes what may be written, with the lock held. A write that fails at once comes back in here;
  /// the turn under way goes on with what follows from it.
  private void say() {
    if (saying) {
      return;
    }
    saying = true;
    try {
      for (KeptFact fact = kept.next(nowMillis()); fact != null; fact = kept.next(nowMillis())) {
        KeptFact said = fact;
        writer.write(
            log.inbox().name(),
            said.partition(),
            said.aggregate(),
            said.span(),
            said.value(),
            error -> written(said, error));
      }
    } finally {
      saying = false;
    }
    room = kept.hasRoom();
    setAlarm();
  }

  private void written(KeptFact fact, @Nullable Exception error) {
    synchronized (lock) {
      if (error == null) {
        kept.acknowledged(fact);
      } else if (isForEver(error)) {
        kept.refused(fact, BusWriter.describe(error));
      } else {
        kept.failed(nowMillis(), fact, BusWriter.describe(error));
      }
      say();
    }
  }

  /// Whether the record itself is the trouble: it would hold up its partition for ever.
  private static boolean isForEver(Exception error) {
    return error instanceof RecordTooLargeException
        || error instanceof InvalidRecordException
        || error instanceof SerializationException;
  }

  private void setAlarm() {
    long next = kept.nextWakeUpMillis();
    if (next < alarmMillis && !closed) {
      alarmMillis = next;
      wakeUps.after(Math.max(1, next - nowMillis()), this::wakeUp);
    }
  }

  private void wakeUp() {
    synchronized (lock) {
      if (closed || nowMillis() < alarmMillis) {
        return; // over, or an earlier one did what this one was set for, and has set another
      }
      alarmMillis = Long.MAX_VALUE;
      kept.wakeUp(nowMillis());
      say();
    }
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /// Lets facts wait until something is so: that their schemas are on the bus.
  ///
  /// @param condition asked by whoever publishes; once it is true it stays so
  public FactPublisher onlyWhen(BooleanSupplier condition) {
    mayWrite = condition;
    return this;
  }

  /// The partition of an aggregate, or -1 before the cluster was reached and facts may be written.
  public int partitionOf(AggregateId aggregate) {
    return mayWrite.getAsBoolean() ? writer.partitionOf(log.inbox().name(), aggregate) : -1;
  }

  /// Whether the cluster has been reached.
  public boolean isReady() {
    return writer.isReady();
  }

  /// Whether what comes from outside can be kept ([KeptFacts#hasRoom]).
  public boolean hasRoom() {
    return room;
  }

  /// What is kept, and what became of it.
  public KeptFigures figures() {
    synchronized (lock) {
      return kept.figures(nowMillis());
    }
  }

  /// Says what can be said within two seconds; the rest is lost with this life of the node.
  @Override
  public void close() {
    synchronized (lock) { // whoever sets the alarm looks whether it still can
      closed = true;
      wakeUps.close();
      kept.hurryAll();
      say();
    }
    writer.close();
  }
}
