package io.switchlog.edge.transport;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.edge.core.CallFinder;
import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.token.ClusterSecret;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// WebSocket messages, as the socket hands them over: text where they are UTF-8, else binary, one
/// behind the other where the zero bytes stand. Each becomes one message with the bytes that came,
/// or one answer to a keepalive; what is written comes back as what was written. Frames and the
/// handshake are the library's: a stand-in for its socket keeps the handlers and what is written.
public final class WebSocketTarget {
  private static final Source SOURCE =
      new Source("wss", Transport.WSS, "192.0.2.7", 43_000, "flow-3");
  private static final CallFinder FINDER =
      new CallFinder(ClusterSecret.of("a secret for the tests of edges"));

  private WebSocketTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    Socket socket = new Socket();
    Inbox inbox = new Inbox();
    MessageConnection connection = new MessageConnection(socket.asBase(), SOURCE, inbox);
    connection.open(() -> {});
    int from = 0;
    for (int at = 0; at <= input.length; at++) {
      if (at == input.length || input[at] == 0) {
        message(Arrays.copyOfRange(input, from, at), socket, inbox, connection);
        from = at + 1;
      }
    }
  }

  private static void message(
      byte[] bytes, Socket socket, Inbox inbox, MessageConnection connection) {
    socket.written.clear();
    inbox.messages.clear();
    socket.deliver(bytes);
    boolean ping = new String(bytes, StandardCharsets.ISO_8859_1).equals("\r\n\r\n");
    same(inbox.messages.size(), ping ? 0 : 1, "messages");
    same(socket.written.size(), ping ? 1 : 0, "answers to a keepalive");
    if (!ping) {
      same(inbox.messages.getFirst(), bytes, "the bytes that came");
      FINDER.read(bytes, SOURCE);
    }
    socket.written.clear();
    connection.put(bytes);
    Object written = socket.written.getFirst();
    same(written instanceof String, utf8(bytes) != null, "text where it is UTF-8");
    same(
        written instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) written,
        bytes,
        "what was written");
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }

  private static final class Inbox implements Receiver {
    private final List<byte[]> messages = new ArrayList<>();

    @Override
    public void received(byte[] message, Source source) {
      messages.add(message);
    }

    @Override
    public void broken(Source source, ParseResult.Malformed problem) {
      throw new AssertionError("expected no end of messages on a WebSocket");
    }

    @Override
    public void idle() {
      holds(!messages.isEmpty(), "something to be told before the end of it");
    }
  }

  private static final class Socket {
    private final List<Object> written = new ArrayList<>();
    private @Nullable Handler<String> text;
    private @Nullable Handler<Buffer> binary;

    WebSocketBase asBase() {
      return (WebSocketBase)
          Proxy.newProxyInstance(
              WebSocketBase.class.getClassLoader(),
              new Class<?>[] {WebSocketBase.class},
              this::called);
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object called(Object self, Method method, Object[] arguments) {
      return switch (method.getName()) {
        case "textMessageHandler" -> {
          text = (Handler<String>) arguments[0];
          yield self;
        }
        case "binaryMessageHandler" -> {
          binary = (Handler<Buffer>) arguments[0];
          yield self;
        }
        case "closeHandler", "exceptionHandler", "pongHandler", "setWriteQueueMaxSize" -> self;
        case "writeQueueFull", "isClosed" -> false;
        case "writeFinalTextFrame" -> {
          written.add(arguments[0]);
          yield Future.succeededFuture();
        }
        case "writeFinalBinaryFrame" -> {
          written.add(((Buffer) arguments[0]).getBytes());
          yield Future.succeededFuture();
        }
        default -> throw new AssertionError("no stand-in for " + method.getName());
      };
    }

    private void deliver(byte[] bytes) {
      String asText = utf8(bytes);
      if (asText != null && text != null) {
        text.handle(asText);
      } else if (binary != null) {
        binary.handle(Buffer.buffer(bytes));
      }
    }
  }
}
