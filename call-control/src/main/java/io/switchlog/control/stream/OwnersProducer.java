package io.switchlog.control.stream;

import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.topic.Topics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
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

  private final UnderWay underWay;
  private final ControlCounters counters;

  OwnersProducer(Map<String, Object> settings, Voices voices, ControlCounters counters) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.underWay = new UnderWay(voices);
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
    Runnable done = underWay.command(mark);
    try {
      return super.send(
          record,
          (metadata, fault) -> {
            if (fault != null) {
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

  private Future<RecordMetadata> sendHistory(
      ProducerRecord<byte[], byte[]> record, @Nullable TermMark mark, @Nullable Callback callback) {
    UnderWay.Answer answer = underWay.history(mark);
    try {
      return super.send(
          record,
          (metadata, fault) -> {
            long offset = fault == null && metadata.hasOffset() ? metadata.offset() : -1;
            tell(callback, metadata, lostEpoch(record, answer.judge(offset, fault)));
            answer.done();
          });
    } catch (RuntimeException e) {
      answer.done();
      throw e;
    }
  }

  private static @Nullable Exception lostEpoch(
      ProducerRecord<byte[], byte[]> record, @Nullable String trouble) {
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

  @Override
  public void flush() {
    try {
      underWay.awaitQuiet();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
