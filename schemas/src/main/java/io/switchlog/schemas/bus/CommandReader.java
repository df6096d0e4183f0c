package io.switchlog.schemas.bus;

import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Reads the commands for one node: the partition of its ordinal, assigned by hand, from the end as
/// it was when the reader first reached the cluster. What an earlier life of the node missed, call
/// control orders anew when it hears of the new one.
///
/// Call control may also send a command straight here ([#pushed]): then it is carried out at once
/// where it is its turn, and the log's copy passed over ([CommandOrder]). The reader rests between
/// looks as long as the log brings nothing but such copies.
///
/// The caller's `deliver` is called with a run of commands in order, on the reader's thread or on
/// one of those that push, one at a time; it must hand over and return, and may block to slow them
/// down.
///
/// A command of a build whose schemas are not known yet is waited for, up to the age at which no
/// command is of use to anybody; those behind it wait too, for order is what a partition is for.
public final class CommandReader<B> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(CommandReader.class.getName());
  private static final Duration POLL = Duration.ofMillis(1_500);

  /// Longer than any command's deadline, which cannot be read before the command can.
  private static final Duration USEFUL = Duration.ofSeconds(30);

  /// How long a reader rests whose commands are pushed, so that one look brings many.
  private static final Duration REST = Duration.ofMillis(100);

  /// How soon a reader that waits sees that it was closed.
  private static final Duration LOOK = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Family<CommandHead, B> family;
  private final SchemaWatch schemas;
  private final InstantSource clock;
  private final Consumer<List<Envelope<CommandHead, B>>> deliver;
  private final Runnable positioned;
  private final ConsumerThread thread;
  private final long incarnation;
  private final CommandOrder<Envelope<CommandHead, B>> order = new CommandOrder<>();
  private final Semaphore behind = new Semaphore(0);
  private final AtomicLong unreadable = new AtomicLong();
  private volatile boolean replaced;

  /// A reader that does nothing until [#start].
  ///
  /// @param incarnation the node's start time in milliseconds since the epoch
  /// @param schemas what other builds write with
  /// @param clock tells how old a command is
  /// @param positioned run once, on the reader's thread, when no command written from now on will
  ///   be missed: the moment to announce the node
  public CommandReader(
      BusConfig bus,
      NodeId node,
      long incarnation,
      Topic topic,
      Family<CommandHead, B> family,
      SchemaWatch schemas,
      InstantSource clock,
      Consumer<List<Envelope<CommandHead, B>>> deliver,
      Runnable positioned) {
    this.consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG, node + "-commands",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest",
                    ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "1",
                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "1500",
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "2000",
                    ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "3000",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1000")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.partition = new TopicPartition(topic.name(), node.ordinal());
    this.incarnation = incarnation;
    this.family = family;
    this.schemas = schemas;
    this.clock = clock;
    this.deliver = deliver;
    this.positioned = positioned;
    this.thread = new ConsumerThread(node + "-commands", consumer, this::run);
  }

  public void start() {
    thread.start();
  }

  /// How many records of the partition could not be read and were passed over.
  public long unreadable() {
    return unreadable.get();
  }

  private void run() {
    consumer.assign(List.of(partition));
    if (position()) {
      positioned.run();
      while (thread.isOpen()) {
        poll();
      }
    }
  }

  private boolean position() {
    while (thread.isOpen()) {
      try {
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (end != null) {
          consumer.seek(partition, end);
          return true;
        }
      } catch (WakeupException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.log(
            System.Logger.Level.DEBUG,
            () -> "no end of " + partition + " yet, trying again: " + e.getMessage());
      }
    }
    return false;
  }

  private void poll() {
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty() && !read(records)) {
        rest();
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "expected commands from " + partition + ", found " + e + "; reading on");
    }
  }

  /// @return whether there was something that had not been pushed
  private boolean read(ConsumerRecords<byte[], byte[]> records) {
    boolean news = false;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TermMark mark = TermMark.of(record.headers());
      if (isReplaced(mark)) {
        return true;
      }
      if (isVoid(mark)) {
        LOG.log(
            System.Logger.Level.INFO,
            () ->
                "%s offset %d: the word of an owner that was replaced; not carried out"
                    .formatted(partition, record.offset()));
      } else if (!isRepeat(mark)) {
        news = true;
        Envelope<CommandHead, B> command = decode(record);
        if (command != null) {
          carryOut(mark, command);
        }
      }
    }
    return news;
  }

  private synchronized boolean isVoid(@Nullable TermMark mark) {
    return mark != null && order.isVoid(mark);
  }

  private synchronized boolean isRepeat(@Nullable TermMark mark) {
    return mark != null && order.isRepeat(mark);
  }

  private synchronized void carryOut(@Nullable TermMark mark, Envelope<CommandHead, B> command) {
    List<Envelope<CommandHead, B>> due = order.logged(mark, command);
    if (due != null && !due.isEmpty()) {
      deliver.accept(due);
    }
  }

  /// Takes a command ahead of the log, from any thread. One that cannot be read is left to the log.
  public void pushed(TermMark mark, byte[] value) {
    if (replaced || mark.incarnation() > incarnation || !thread.isOpen()) {
      return;
    }
    Envelope<CommandHead, B> command;
    try {
      command = family.decode(value, schemas.writers());
    } catch (UnreadableRecord e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> "left to the log of " + partition + ": " + e.getMessage());
      return;
    }
    synchronized (this) {
      List<Envelope<CommandHead, B>> due = order.pushed(mark, command);
      if (!due.isEmpty()) {
        deliver.accept(due);
      } else if (order.isWaiting()) {
        behind.release();
      }
    }
  }

  /// For a while, or until a pushed command waits for the log.
  private void rest() {
    try {
      behind.drainPermits();
      if (!isBehind() && thread.isOpen()) {
        var _ = behind.tryAcquire(REST.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isBehind() {
    return order.isWaiting();
  }

  /// Another node was started with the same ordinal, and call control orders from that one. Both
  /// read the same commands, so this one reads no further: nothing is carried out twice.
  private boolean isReplaced(@Nullable TermMark mark) {
    if (mark == null || mark.incarnation() <= incarnation) {
      return false;
    }
    replaced = true;
    thread.end();
    LOG.log(
        System.Logger.Level.ERROR,
        ("%s: another node with this ordinal has started later (at %s, this one at %s) and takes"
                + " its place; this one carries out nothing any more. Give each node of a kind an"
                + " ordinal of its own")
            .formatted(
                partition,
                Instant.ofEpochMilli(mark.incarnation()),
                Instant.ofEpochMilli(incarnation)));
    return true;
  }

  /// Whether a younger node has taken this one's place. Nothing is read any more then.
  public boolean isReplaced() {
    return replaced;
  }

  /// @return null for one that stays unreadable, or where the reader was closed
  private @Nullable Envelope<CommandHead, B> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      try {
        return family.decode(record.value(), schemas.writers());
      } catch (UnknownSchema missing) {
        awaitSchema(record, missing);
        return family.decode(record.value(), schemas.writers());
      }
    } catch (UnreadableRecord e) {
      if (thread.isOpen()) {
        unreadable.incrementAndGet();
        LOG.log(
            System.Logger.Level.WARNING,
            () ->
                partition + " offset " + record.offset() + ": " + e.getMessage() + "; passed over");
      }
      return null;
    }
  }

  private void awaitSchema(ConsumerRecord<byte[], byte[]> record, UnknownSchema missing) {
    long uselessMillis = record.timestamp() + USEFUL.toMillis();
    try {
      while (thread.isOpen() && clock.millis() < uselessMillis && !schemas.await(missing, LOOK)) {
        // looks again whether it was closed
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
