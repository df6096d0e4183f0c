package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A live connection: hands over the messages that come, answers keepalives, writes what goes.
/// Reads on the loop that it was opened on; may be written to from any.
///
/// Nobody may hold one for nothing: a peer that connects has to send something whole within the
/// time that a message may take, and each message has to be whole that long after its first byte.
abstract sealed class Connection permits ByteConnection, MessageConnection {
  /// What a peer that does not read may leave unsent before its connection is cut.
  static final int WRITE_QUEUE_BYTES = 1 << 20;

  /// A connection over which nothing went for so long is closed (RFC 5626 keepalives come far more
  /// often).
  static final int IDLE_SECONDS = 3_600;

  /// The answer to a keepalive (RFC 5626 section 3.5.1).
  static final byte[] PONG = {'\r', '\n'};

  /// So many requests that left over it are told when it ends; what is more finds out by its
  /// timers, the oldest first.
  static final int MOST_ASKED = 1_000;

  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final Source source;
  private final @Nullable String domain;

  /// Since when the peer owes us the rest of a message.
  private volatile long owingSinceMillis;

  /// Requests that left and may have no answer yet, oldest first. Guarded by itself.
  private final ArrayDeque<Asked> asked = new ArrayDeque<>();

  /// Who wants to know when it ends. Guarded by itself.
  private final List<Runnable> watching = new ArrayList<>();

  private record Asked(long sinceMillis, Consumer<Throwable> failed) {}

  /// @param domain what we called when we opened it; null: the peer opened it
  Connection(Source source, @Nullable String domain) {
    this.source = source;
    this.domain = domain;
    this.owingSinceMillis = domain == null ? nowMillis() : NOT_WAITING;
  }

  /// Starts to read.
  abstract void open(Runnable closed);

  abstract void close();

  abstract boolean isFull();

  abstract Future<Void> put(byte[] message);

  final String name() {
    return source.flow();
  }

  final Source source() {
    return source;
  }

  final @Nullable String domain() {
    return domain;
  }

  /// Writes a message. A connection whose peer does not read is closed instead.
  ///
  /// @param failed told why the connection did not take the message, perhaps later and on the
  ///   thread of the connection's loop
  final void write(byte[] message, Consumer<Throwable> failed) {
    if (isFull()) {
      close();
      failed.accept(new PeerDoesNotRead(name()));
    } else {
      put(message).onFailure(failed::accept);
    }
  }

  /// Writes a request. Its answer comes over the connection, if at all: whoever asks is told where
  /// the connection ends, which is a failure of the transport (RFC 3261 section 17.1.4).
  ///
  /// @param failed told once, as in [#write], or with a [ConnectionEnded], maybe after the answer
  final void ask(byte[] message, Consumer<Throwable> failed) {
    Asked one = new Asked(nowMillis(), failed);
    synchronized (asked) {
      asked.add(one);
      if (asked.size() > MOST_ASKED) {
        asked.remove();
      }
    }
    write(
        message,
        cause -> {
          boolean untold;
          synchronized (asked) {
            untold = asked.remove(one);
          }
          if (untold) {
            failed.accept(cause);
          }
        });
  }

  /// Tells once when it ends.
  ///
  /// @param told on any thread
  final void watch(Runnable told) {
    synchronized (watching) {
      watching.add(told);
    }
  }

  /// It has ended: all who asked are told.
  final void ended() {
    List<Runnable> told;
    synchronized (watching) {
      told = new ArrayList<>(watching);
      watching.clear();
    }
    told.forEach(Runnable::run);
    List<Asked> all;
    synchronized (asked) {
      all = new ArrayList<>(asked);
      asked.clear();
    }
    all.forEach(one -> one.failed.accept(new ConnectionEnded(name())));
  }

  /// Forgets requests that were given up by whoever sent them.
  private void forgetAskedBefore(long millis) {
    synchronized (asked) {
      while (!asked.isEmpty() && asked.getFirst().sinceMillis < millis) {
        asked.remove();
      }
    }
  }

  /// Milliseconds from anywhere, which never go back.
  static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /// Closes the connection where the rest of a message has been owed for too long, and forgets what
  /// was asked then.
  ///
  /// @param beforeMillis by [#nowMillis]
  final void closeWhereStuckSince(long beforeMillis) {
    forgetAskedBefore(beforeMillis);
    if (owingSinceMillis < beforeMillis) {
      close();
    }
  }

  /// Something was read.
  ///
  /// @param whole whether a message, or a keepalive, has come to its end
  /// @param begun whether another has begun
  final void noteRead(boolean whole, boolean begun) {
    if (!begun) {
      owingSinceMillis = whole ? NOT_WAITING : owingSinceMillis;
    } else if (whole || owingSinceMillis == NOT_WAITING) {
      // What came before it is complete, so its first byte came just now.
      owingSinceMillis = nowMillis();
    }
  }
}
