package io.switchlog.control.stream;

import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.topic.Topics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
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
/// - A flush, which a commit waits for, waits for history alone: a command topic that is down stops
///   nobody.
final class OwnersProducer extends KafkaProducer<byte[], byte[]> {
  private static final System.Logger LOG = System.getLogger(OwnersProducer.class.getName());

  private final Voices voices;
  private final ControlCounters counters;
  private final Object monitor = new Object();
  private int historyUnderWay;

  OwnersProducer(Map<String, Object> settings, Voices voices, ControlCounters counters) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.voices = voices;
    this.counters = counters;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return send(record, null);
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    TermMark mark = TermMark.of(record.headers());
    return isDispensable(record)
        ? sendCommand(record, mark, callback)
        : sendHistory(record, mark, callback);
  }

  /// Commands, and floors, of which an older one does as well.
  private static boolean isDispensable(ProducerRecord<byte[], byte[]> record) {
    return record.topic().equals(Topics.EDGE_COMMANDS.name())
        || record.topic().equals(Topics.MEDIA_COMMANDS.name())
        || record.topic().equals(Topics.CALLS_FLOORS.name());
  }

  private Future<RecordMetadata> sendCommand(
      ProducerRecord<byte[], byte[]> record, @Nullable TermMark mark, @Nullable Callback callback) {
    Voice voice = mark == null ? null : voices.of(mark.partition(), mark.term());
    if (mark != null && voice != null) {
      voice.commandSent(mark.number());
    }
    try {
      return super.send(
          record,
          (metadata, fault) -> {
            if (fault != null) {
              counters.lostCommand(record.topic(), record.partition(), fault);
            }
            if (mark != null && voice != null) {
              voice.commandDone(mark.number());
            }
            tell(callback, metadata, null);
          });
    } catch (RuntimeException e) {
      // No room, or a topic that is not there: the same as one that is not taken in time.
      counters.lostCommand(record.topic(), record.partition(), e);
      if (mark != null && voice != null) {
        voice.commandDone(mark.number());
      }
      if (e instanceof InterruptException) {
        throw e;
      }
      return CompletableFuture.failedFuture(e);
    }
  }

  private Future<RecordMetadata> sendHistory(
      ProducerRecord<byte[], byte[]> record, @Nullable TermMark mark, @Nullable Callback callback) {
    Voice voice = mark == null ? null : voices.of(mark.partition(), mark.term());
    synchronized (monitor) {
      historyUnderWay++;
    }
    if (mark != null && voice != null) {
      voice.recordSent(mark.number());
    }
    try {
      return super.send(
          record,
          (metadata, fault) -> {
            tell(callback, metadata, judge(record, metadata, fault, mark, voice));
            historyDone();
          });
    } catch (RuntimeException e) {
      historyDone();
      throw e;
    }
  }

  private static @Nullable Exception judge(
      ProducerRecord<byte[], byte[]> record,
      RecordMetadata metadata,
      @Nullable Exception fault,
      @Nullable TermMark mark,
      @Nullable Voice voice) {
    String trouble = null;
    if (fault != null) {
      trouble = "was not taken: " + fault;
    } else if (mark != null) {
      if (voice == null) {
        trouble = "came after its term was over";
      } else if (!voice.recordDone(mark.number(), metadata.hasOffset() ? metadata.offset() : -1)) {
        trouble = "stands at offset " + metadata.offset() + ", where it does not count";
      }
    }
    if (trouble == null) {
      return null;
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

  private void historyDone() {
    synchronized (monitor) {
      historyUnderWay--;
      monitor.notifyAll();
    }
  }

  @Override
  public void flush() {
    synchronized (monitor) {
      while (historyUnderWay > 0) {
        try {
          monitor.wait(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
          throw new InterruptException(e);
        }
      }
    }
  }
}
