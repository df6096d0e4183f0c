package io.switchlog.schemas.bus;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/// A thread that reads the bus with a consumer of its own until it is closed.
///
/// ```
///   start ──> reading, while isOpen ──> the consumer is closed
///                    ^ wakes up
///   close ───────────┘ waits a while for it
/// ```
///
/// The reading looks at [#isOpen] between polls, and lets a [WakeupException] pass, or looks again
/// when it has caught one.
public final class ConsumerThread implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean closed;

  /// A thread that does nothing until [#start].
  ///
  /// @param consumer belongs to the thread from now on
  /// @param reading all that it does; the thread ends with it
  public ConsumerThread(String name, KafkaConsumer<byte[], byte[]> consumer, Runnable reading) {
    this.consumer = consumer;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> read(reading));
  }

  private void read(Runnable reading) {
    try {
      reading.run();
    } catch (WakeupException e) {
      // closed
    } finally {
      close(consumer);
    }
  }

  /// At once. By default a consumer asks the broker to forget its fetches, and waits for the
  /// answer, which comes behind that to the fetch that is under way; the broker forgets them by
  /// itself.
  private static void close(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  public void start() {
    thread.start();
  }

  /// Whether there is reason to read on.
  public boolean isOpen() {
    return !closed;
  }

  /// Nothing is to be read any more; waits for nothing.
  public void end() {
    closed = true;
    consumer.wakeup();
  }

  /// Ends the reading and waits a while for that. One that was never started leaves nothing behind.
  @Override
  public void close() {
    end();
    try {
      if (thread.getState() == Thread.State.NEW) {
        close(consumer);
      } else {
        thread.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
