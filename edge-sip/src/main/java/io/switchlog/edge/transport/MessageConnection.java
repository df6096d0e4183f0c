package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A connection that keeps messages apart by itself (RFC 7118): WebSocket, whose peer opened it. A
/// message is text where it is UTF-8, which every client reads, else binary (section 4.2).
final class MessageConnection extends Connection {
  private final WebSocketBase socket;
  private final Receiver receiver;

  MessageConnection(WebSocketBase socket, Source source, Receiver receiver) {
    super(source, null);
    this.socket = socket;
    this.receiver = receiver;
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
  }

  @Override
  void open(Runnable closed) {
    socket.closeHandler(ignored -> closed.run());
    socket.exceptionHandler(ignored -> socket.close());
    socket.pongHandler(ignored -> noteRead(true, false));
    socket.textMessageHandler(text -> read(text.getBytes(StandardCharsets.UTF_8)));
    socket.binaryMessageHandler(data -> read(data.getBytes()));
  }

  @Override
  boolean isFull() {
    return socket.writeQueueFull();
  }

  @Override
  Future<Void> put(byte[] message) {
    String text = text(message);
    return text == null
        ? socket.writeFinalBinaryFrame(Buffer.buffer(message))
        : socket.writeFinalTextFrame(text);
  }

  @Override
  void close() {
    if (!socket.isClosed()) {
      socket.close();
    }
  }

  private void read(byte[] message) {
    noteRead(true, false);
    if (isPing(message)) {
      // RFC 7118 section 6: the keepalives of RFC 5626 may be used as well.
      write(PONG, ignored -> {});
    } else {
      receiver.received(message, source());
      receiver.idle();
    }
  }

  private static boolean isPing(byte[] message) {
    return message.length == 4
        && message[0] == '\r'
        && message[1] == '\n'
        && message[2] == '\r'
        && message[3] == '\n';
  }

  private static @Nullable String text(byte[] message) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }
}
