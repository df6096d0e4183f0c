package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.wire.sip.Limits;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.StreamFraming;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.function.Consumer;

/// A live connection: cuts what comes into messages, answers keepalives, writes what goes. Reads on
/// the loop that it was opened on; may be written to from any.
final class TcpFlow {
  /// What a peer that does not read may leave unsent before its connection is cut.
  private static final int WRITE_QUEUE_BYTES = 1 << 20;

  private static final byte[] PONG = {'\r', '\n'};

  private final NetSocket socket;
  private final Source source;
  private final Receiver receiver;
  private final StreamFraming framing = new StreamFraming(Limits.DEFAULT);

  /// When the first byte came of a message that is not complete.
  private volatile long incompleteSinceMillis = Long.MAX_VALUE;

  TcpFlow(NetSocket socket, Source source, Receiver receiver) {
    this.socket = socket;
    this.source = source;
    this.receiver = receiver;
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
  }

  /// Starts to read.
  void open(Runnable closed) {
    socket.closeHandler(ignored -> closed.run());
    socket.exceptionHandler(ignored -> socket.close());
    socket.handler(this::read);
  }

  String name() {
    return source.flow();
  }

  Source source() {
    return source;
  }

  /// Writes a message. A connection whose peer does not read is closed instead.
  ///
  /// @param failed told why the connection did not take the message, perhaps later and on the
  ///   thread of the connection's loop
  void write(byte[] message, Consumer<Throwable> failed) {
    if (socket.writeQueueFull()) {
      socket.close();
      failed.accept(new PeerDoesNotRead(name()));
    } else {
      socket.write(Buffer.buffer(message)).onFailure(failed::accept);
    }
  }

  void close() {
    socket.close();
  }

  /// Milliseconds from anywhere, which never go back.
  static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /// Closes the connection where a message has been incomplete for too long.
  ///
  /// @param beforeMillis by [#nowMillis]
  void closeWhereStuckSince(long beforeMillis) {
    if (incompleteSinceMillis < beforeMillis) {
      socket.close();
    }
  }

  private void read(Buffer data) {
    byte[] bytes = data.getBytes();
    List<StreamFraming.Frame> frames = framing.feed(bytes, 0, bytes.length);
    boolean pinged = false;
    for (StreamFraming.Frame frame : frames) {
      switch (frame) {
        case StreamFraming.Frame.Message(byte[] message) -> receiver.received(message, source);
        case StreamFraming.Frame.Ping() -> pinged = true;
        case StreamFraming.Frame.Broken(ParseResult.Malformed problem) -> breakOff(problem);
      }
    }
    if (pinged) {
      // One for all that came at once: a peer waits for each (RFC 5626 section 4.4.1).
      write(PONG, ignored -> {});
    }
    if (!framing.isInMessage()) {
      incompleteSinceMillis = Long.MAX_VALUE;
    } else if (!frames.isEmpty() || incompleteSinceMillis == Long.MAX_VALUE) {
      // What came before it in the stream is complete, so its first byte came just now.
      incompleteSinceMillis = nowMillis();
    }
    receiver.idle();
  }

  /// The stream's end of messages is lost: say why where somebody can be told, and close.
  private void breakOff(ParseResult.Malformed problem) {
    receiver.broken(source, problem);
    socket.close();
  }
}
