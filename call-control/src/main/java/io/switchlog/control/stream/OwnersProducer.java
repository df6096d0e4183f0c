package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The producer of a stream thread, for an owner that must never go on from a write that failed.
///
/// - A record of history - journal, inbox - that is not taken, or not where it was expected, is
///   told to Streams as a lost epoch: all tasks of the thread are given up without a commit, and
///   their inputs are decided again by whoever owns them then. Left to itself Streams keeps one
///   fault a thread, throws it in whichever task sends next, and may go on.
/// - A command that is not taken in time is past its deadline: counted, and of no more consequence
///   for the partition. What was under way when its owner died is said again by the next one.
/// - Once a record of history was not taken, the next owner's first word, a timer included, begins
///   the producer anew: later, what that owner has under way already would be given up.
/// - A flush, which a commit waits for, waits for history alone, and not long: a command topic that
///   is down stops nobody, and a partition of the journal that is down stops no other one.
final class OwnersProducer extends RenewedProducer {
  private static final System.Logger LOG = System.getLogger(OwnersProducer.class.getName());

  /// An append takes milliseconds, and tens of them where a broker is busy.
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final Log log;
  private final Voices voices;
  private final Setbacks setbacks;
  private final UnderWay underWay;
  private final ControlCounters counters;
  private final CommandPusher pusher;
  private final AtomicBoolean leaving = new AtomicBoolean();

  /// When a record of history was not taken, in [System#nanoTime]; null since the producer was
  /// begun.
  private volatile @Nullable Long failedNanos;

  OwnersProducer(
      Map<String, Object> settings,
      Log log,
      Voices voices,
      Setbacks setbacks,
      ControlCounters counters,
      CommandPusher pusher) {
    super(
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    this.log = log;
    this.voices = voices;
    this.underWay = new UnderWay(voices);
    this.setbacks = setbacks;
    this.counters = counters;
    this.pusher = pusher;
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    TermMark mark = TermMark.of(record.headers());
    if (mark != null) {
      renewFor(mark);
    }
    return isDispensable(record)
        ? sendCommand(record, mark, callback)
        : sendHistory(record, mark, callback);
  }

  private void renewFor(TermMark mark) {
    Long failed = failedNanos;
    if (failed != null) {
      Voice voice = voices.of(mark.partition(), mark.term());
      if (voice != null && voice.begunNanos() - failed > 0) {
        failedNanos = null;
        renew();
      }
    }
  }

  /// Commands; floors, of which an older one does as well; what is shown beside the journal.
  private boolean isDispensable(ProducerRecord<byte[], byte[]> record) {
    return record.topic().equals(Topics.EDGE_COMMANDS.name())
        || record.topic().equals(Topics.MEDIA_COMMANDS.name())
        || record.topic().equals(log.floors().name())
        || record.topic().equals(Topics.ADDRESSES_BINDINGS.name());
  }

  private boolean isJournal(ProducerRecord<byte[], byte[]> record) {
    return record.topic().equals(log.journal().name());
  }

  private Future<RecordMetadata> sendCommand(
      ProducerRecord<byte[], byte[]> record, @Nullable TermMark mark, @Nullable Callback callback) {
    Runnable done = underWay.command(mark);
    push(record);
    int life = life();
    try {
      return super.send(
          record,
          (metadata, fault) -> {
            // What an earlier life has left was said again.
            if (fault != null && life == life()) {
              counters.lostCommand(record.topic(), record.partition(), fault);
            }
            done.run();
            tell(callback, metadata, null);
          });
    } catch (RuntimeException e) {
      // No room, or a topic that is not there: the same as one that is not taken in time.
      counters.lostCommand(record.topic(), record.partition(), e);
      done.run();
      if (e instanceof InterruptException) {
        throw e;
      }
      return CompletableFuture.failedFuture(e);
    }
  }

  /// Ahead of the log, to a node that takes it.
  private void push(ProducerRecord<byte[], byte[]> record) {
    Header mark = record.headers().lastHeader(TermMark.HEADER);
    if (mark != null && isCommand(record)) {
      var _ = pusher.push(nodeOf(record), mark.value(), record.value());
    }
  }

  private static boolean isCommand(ProducerRecord<byte[], byte[]> record) {
    return record.topic().equals(Topics.EDGE_COMMANDS.name())
        || record.topic().equals(Topics.MEDIA_COMMANDS.name());
  }

  private static NodeId nodeOf(ProducerRecord<byte[], byte[]> record) {
    return record.topic().equals(Topics.EDGE_COMMANDS.name())
        ? NodeId.edge(record.partition())
        : NodeId.media(record.partition());
  }

  private Future<RecordMetadata> sendHistory(
      ProducerRecord<byte[], byte[]> record, @Nullable TermMark mark, @Nullable Callback callback) {
    UnderWay.Answer answer = isJournal(record) ? underWay.history(mark) : underWay.timer(mark);
    int life = life();
    try {
      return super.send(
          record,
          (metadata, fault) -> {
            // What an earlier life has left concerns nobody any more.
            boolean late = life != life();
            long offset = fault == null && metadata.hasOffset() ? metadata.offset() : -1;
            tell(callback, metadata, late ? null : lostEpoch(record, answer, offset, fault));
            answer.done();
          });
    } catch (RuntimeException e) {
      answer.done();
      throw e;
    }
  }

  private @Nullable Exception lostEpoch(
      ProducerRecord<byte[], byte[]> record,
      UnderWay.Answer answer,
      long offset,
      @Nullable Exception fault) {
    String trouble = answer.judge(offset, fault);
    if (trouble == null) {
      if (isJournal(record)) {
        setbacks.end(record.partition());
      }
      return null;
    }
    counters.refusedWrite();
    failedNanos = System.nanoTime();
    if (answer.silences()) {
      setbacks.add(record.partition());
    }
    String text =
        "a record for %s-%s %s; the partitions of this thread are given up and taken over anew"
            .formatted(record.topic(), record.partition(), trouble);
    LOG.log(System.Logger.Level.WARNING, text);
    return new InvalidProducerEpochException(text);
  }

  private static void tell(
      @Nullable Callback callback, RecordMetadata metadata, @Nullable Exception fault) {
    if (callback != null) {
      callback.onCompletion(metadata, fault);
    }
  }

  /// What lingers leaves at once. A thread of its own asks for that, for the producer's own flush
  /// waits for everything.
  private void leaveNow() {
    if (!underWay.isQuiet() && leaving.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("flush")
          .start(() -> {
            try {
              super.flush();
            } catch (RuntimeException e) {
              LOG.log(System.Logger.Level.DEBUG, () -> "a flush ended early: " + e);
            } finally {
              leaving.set(false);
            }
          });
    }
  }

  /// Waits for history, as a rule until the bus has all of it. A partition that hangs is waited for
  /// once: what is not on the bus is not committed either ([OwnersConsumer]), and the thread's
  /// other partitions go on.
  @Override
  public void flush() {
    pusher.flush();
    leaveNow();
    try {
      underWay.awaitQuiet(PATIENCE);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
