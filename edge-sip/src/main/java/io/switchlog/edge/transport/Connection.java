package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.vertx.core.Future;
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

  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final Source source;
  private final @Nullable String domain;

  /// Since when the peer owes us the rest of a message.
  private volatile long owingSinceMillis;

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

  /// Milliseconds from anywhere, which never go back.
  static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /// Closes the connection where the rest of a message has been owed for too long.
  ///
  /// @param beforeMillis by [#nowMillis]
  final void closeWhereStuckSince(long beforeMillis) {
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
