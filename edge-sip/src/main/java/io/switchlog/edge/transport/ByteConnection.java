package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.wire.sip.Limits;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.StreamFraming;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection whose bytes have to be cut into messages: TCP and TLS.
final class ByteConnection extends Connection {
  private final NetSocket socket;
  private final Receiver receiver;
  private final StreamFraming framing = new StreamFraming(Limits.DEFAULT);

  /// @param domain as in [Connection]
  ByteConnection(NetSocket socket, Source source, @Nullable String domain, Receiver receiver) {
    super(source, domain);
    this.socket = socket;
    this.receiver = receiver;
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
  }

  @Override
  void open(Runnable closed) {
    socket.closeHandler(ignored -> closed.run());
    socket.exceptionHandler(ignored -> socket.close());
    socket.handler(this::read);
  }

  @Override
  boolean isFull() {
    return socket.writeQueueFull();
  }

  @Override
  Future<Void> put(byte[] message) {
    return socket.write(Buffer.buffer(message));
  }

  @Override
  void close() {
    socket.close();
  }

  private void read(Buffer data) {
    byte[] bytes = data.getBytes();
    List<StreamFraming.Frame> frames = framing.feed(bytes, 0, bytes.length);
    boolean pinged = false;
    for (StreamFraming.Frame frame : frames) {
      switch (frame) {
        case StreamFraming.Frame.Message(byte[] message) -> receiver.received(message, source());
        case StreamFraming.Frame.Ping() -> pinged = true;
        case StreamFraming.Frame.Broken(ParseResult.Malformed problem) -> breakOff(problem);
      }
    }
    if (pinged) {
      // One for all that came at once: a peer waits for each (RFC 5626 section 4.4.1).
      write(PONG, ignored -> {});
    }
    boolean begun = framing.isInMessage();
    noteRead(!frames.isEmpty() || !begun, begun);
    receiver.idle();
  }

  /// The stream's end of messages is lost: say why where somebody can be told, and close.
  private void breakOff(ParseResult.Malformed problem) {
    receiver.broken(source(), problem);
    socket.close();
  }
}
