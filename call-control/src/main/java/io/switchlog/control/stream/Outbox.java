package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.Log;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Sends what aggregates say to each other, from a thread of its own:
///
/// ```
///   decision ──> add ──> [ waits until the journal has the decision ] ──> the other's inbox
///                                                 one at a time <── taken, or not: then once more
/// ```
///
/// Of one partition a message leaves when the one before is on the bus, so that they stand in the
/// order in which they were said. What is not on the bus when the owner's time is over, is said
/// again by the next one; who gets a message twice in one life takes it once.
final class Outbox implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
  private static final long AGAIN_MILLIS = 100;

  private final Line line;
  private final InboxProcessor.OriginSource origins;
  private final ScheduledExecutorService thread;

  /// To the bus.
  interface Line extends AutoCloseable {
    /// Writes a record into the inbox of an aggregate, and says once what became of it.
    void write(AggregateId to, byte[] value, BusWriter.Outcome outcome);

    @Override
    void close();
  }

  Outbox(Line line, String client, InboxProcessor.OriginSource origins) {
    this.line = line;
    this.origins = origins;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(client + "-outbox").factory());
  }

  /// A line of its own.
  static Line line(BusConfig bus, String client) {
    BusWriter writer =
        new BusWriter(
            bus,
            client + "-outbox",
            BusWriter.Grade.FACT,
            Arrays.stream(Log.values()).map(log -> log.inbox().name()).toList());
    return new Line() {
      @Override
      public void write(AggregateId to, byte[] value, BusWriter.Outcome outcome) {
        byte[] key = to.value().getBytes(StandardCharsets.UTF_8);
        writer.write(Log.of(to).inbox().name(), null, key, value, outcome);
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }

  /// What one owner of a partition says.
  ///
  /// @param voice the owner's
  Lane lane(Voice voice) {
    Lane lane = new Lane(voice);
    voice.onHeard(lane::wake);
    return lane;
  }

  private void run(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the outbox is closed");
    }
  }

  /// For one owner of a partition, in its order.
  final class Lane implements AutoCloseable {
    private final Voice voice;
    private final ArrayDeque<PostRecord> waiting = new ArrayDeque<>();
    private final AtomicInteger untold = new AtomicInteger();
    private boolean underWay;
    private volatile boolean closed;

    private Lane(Voice voice) {
      this.voice = voice;
    }

    /// It leaves once the journal has the record that says it.
    void add(PostRecord post) {
      voice.commandSent(post.number());
      untold.incrementAndGet();
      run(() -> {
        waiting.add(post);
        next();
      });
    }

    /// The journal has more than before.
    private void wake() {
      if (untold.get() > 0) {
        run(this::next);
      }
    }

    private void next() {
      PostRecord first = waiting.peek();
      if (!closed && !underWay && first != null && first.number() <= voice.acknowledged()) {
        underWay = true;
        line.write(
            first.to(),
            Families.INBOX.encode(origins.next(), first.input()),
            error -> run(() -> done(first, error)));
      }
    }

    private void done(PostRecord post, @Nullable String error) {
      if (error == null) {
        underWay = false;
        var _ = waiting.remove();
        untold.decrementAndGet();
        voice.commandDone(post.number());
        next();
      } else if (!closed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a message to %s is not on the bus and is said again: %s".formatted(post.to(), error));
        var _ =
            thread.schedule(
                () -> {
                  underWay = false;
                  next();
                },
                AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
      }
    }

    /// The owner's time is over.
    @Override
    public void close() {
      closed = true;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    line.close();
  }
}
