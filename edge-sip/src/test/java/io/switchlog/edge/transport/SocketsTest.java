package io.switchlog.edge.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.ParseResult;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the sockets of a loop do when told to send.
final class SocketsTest implements Receiver {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] MESSAGE =
      "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final Network network = new Network(vertx, "life", TlsSettings.NONE, _ -> true);
  private final ContextInternal context = vertx.createEventLoopContext();
  private final Sockets sockets = network.addLoop(context, this);
  private final LinkedBlockingQueue<Source> received = new LinkedBlockingQueue<>();
  private final List<Binding> bindings =
      network
          .open(
              List.of(
                  new Binding("udp", Transport.UDP, "127.0.0.1", 0),
                  new Binding("tcp", Transport.TCP, "127.0.0.1", 0)))
          .toCompletionStage()
          .toCompletableFuture()
          .join();

  @AfterEach
  void close() {
    network.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void received(byte[] message, Source source) {
    received.add(source);
  }

  @Override
  public void broken(Source source, ParseResult.Malformed problem) {}

  @Override
  public void idle() {
    sockets.flush();
  }

  private CompletableFuture<SendFailure> send(
      Transport transport, String host, int port, String flow) {
    String listener = transport == Transport.UDP ? "udp" : "tcp";
    return send(new Target(listener, transport, host, port, flow));
  }

  private CompletableFuture<SendFailure> send(Target target) {
    CompletableFuture<SendFailure> failed = new CompletableFuture<>();
    context.runOnContext(ignored -> {
      sockets.send(MESSAGE, target, failed::complete);
      sockets.flush();
    });
    return failed;
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsSentWhileAConnectionIsSetUpLeavesOverThatOne() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      server.setSoTimeout(PATIENCE_MILLIS);
      for (int i = 0; i < 3; i++) {
        var _ = send(Transport.TCP, "127.0.0.1", server.getLocalPort(), "");
      }
      try (Socket peer = server.accept()) {
        peer.setSoTimeout(PATIENCE_MILLIS);
        assertThat(read(peer, 3 * MESSAGE.length)).startsWith("OPTIONS");
        assertThat(network.connections()).isEqualTo(1);
        var _ = send(Transport.TCP, "127.0.0.1", server.getLocalPort(), "");
        assertThat(read(peer, MESSAGE.length)).startsWith("OPTIONS");
      }
      Awaitility.await()
          .atMost(Duration.ofMillis(PATIENCE_MILLIS))
          .until(() -> network.connections() == 0);
    }
  }

  @Test
  void aFlowIsUsedWhileItLives() throws Exception {
    try (Socket phone = new Socket(LOOPBACK, bindings.get(1).port())) {
      phone.setSoTimeout(PATIENCE_MILLIS);
      phone.getOutputStream().write(MESSAGE);
      Source source = received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(source).isNotNull();
      if (source != null) {
        assertThat(source.port()).isEqualTo(phone.getLocalPort());
        var _ = send(Transport.TCP, "192.0.2.1", 5060, source.flow());
      }
      assertThat(read(phone, MESSAGE.length)).startsWith("OPTIONS");
    }
  }

  @Test
  void aConnectionThatCannotBeSetUpIsAFailureOnTheWay() throws Exception {
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      closed = server.getLocalPort();
    }
    SendFailure failure =
        send(Transport.TCP, "127.0.0.1", closed, "gone")
            .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);

    assertThat(failure.kind()).isEqualTo(SendFailure.Kind.NOT_SENT);
    assertThat(failure).hasMessageStartingWith("no connection to 127.0.0.1 port " + closed);
  }

  /// The peer reads nothing, and then resets the connection: whoever's message was still on its way
  /// is told, not only whose was not taken.
  @Test
  void aConnectionThatBreaksFailsWhatItDidNotDeliver() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      Target target = new Target("tcp", Transport.TCP, "127.0.0.1", server.getLocalPort(), "");
      var _ = send(target);
      Socket peer = server.accept();
      assertThat(read(peer, MESSAGE.length)).startsWith("OPTIONS");
      byte[] large = new byte[60_000];
      LinkedBlockingQueue<SendFailure> failures = new LinkedBlockingQueue<>();
      context.runOnContext(ignored -> {
        for (int i = 0; i < 1_000; i++) {
          sockets.send(large, target, failures::add);
        }
      });
      assertThat(failures.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
          .hasMessageEndingWith("does not read");
      peer.setSoLinger(true, 0);
      peer.close();

      Awaitility.await()
          .atMost(Duration.ofMillis(PATIENCE_MILLIS))
          .until(() ->
              failures.stream()
                  .map(SendFailure::getMessage)
                  .anyMatch(text -> !String.valueOf(text).endsWith("does not read")));
    }
  }

  /// RFC 3261 section 17.1.4: what the peer took, and did not answer, is told of as well.
  @Test
  void whoWaitsForAnAnswerIsToldThatItsConnectionEnded() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      Target target = new Target("tcp", Transport.TCP, "127.0.0.1", server.getLocalPort(), "");
      CompletableFuture<SendFailure> opens = send(target);
      Socket peer = server.accept();
      peer.setSoTimeout(PATIENCE_MILLIS);
      assertThat(read(peer, MESSAGE.length)).startsWith("OPTIONS");
      CompletableFuture<SendFailure> follows = send(target);
      assertThat(read(peer, MESSAGE.length)).startsWith("OPTIONS");
      peer.close();

      for (CompletableFuture<SendFailure> each : List.of(opens, follows)) {
        assertThat(each.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).kind())
            .isEqualTo(SendFailure.Kind.CLOSED);
      }
    }
  }

  /// What may go along a connection alone, for its place is none to send to, goes nowhere without.
  @Test
  void whatMayFollowAConnectionAloneOpensNone() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      Target target =
          new Target(
              "tcp",
              Transport.TCP,
              "127.0.0.1",
              server.getLocalPort(),
              "gone",
              false,
              "127.0.0.1",
              true);
      assertThat(send(target).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
          .hasMessageContaining("is gone");
      context.runOnContext(ignored -> sockets.send(MESSAGE, target, null));
      // What is allowed comes alone.
      var _ = send(new Target("tcp", Transport.TCP, "127.0.0.1", server.getLocalPort(), ""));
      try (Socket peer = server.accept()) {
        assertThat(read(peer, MESSAGE.length)).startsWith("OPTIONS");
        server.setSoTimeout(200);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  /// The connection of an answer is gone: its phone listens at another port.
  @Test
  void aResponseWhoseConnectionBrokeGoesOverANewOne() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      Socket phone = new Socket(LOOPBACK, bindings.get(1).port());
      phone.getOutputStream().write(MESSAGE);
      Source source = received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(source).isNotNull();
      String flow = source == null ? "" : source.flow();
      Target target = new Target("tcp", Transport.TCP, "127.0.0.1", server.getLocalPort(), flow);
      byte[] large = new byte[700_000];
      context.runOnContext(ignored -> {
        for (int i = 0; i < 20; i++) {
          sockets.send(large, target, null);
        }
      });
      phone.setSoLinger(true, 0);
      phone.close();

      server.setSoTimeout(PATIENCE_MILLIS);
      try (Socket again = server.accept()) {
        assertThat(again.isConnected()).isTrue();
      }
    }
  }

  /// A port behind a filter, made of one whose queue of connections is full.
  @Test
  void whereThereIsAnotherWayASilentPortIsNotWaitedFor() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket first = new Socket(LOOPBACK, server.getLocalPort());
        Socket second = new Socket(LOOPBACK, server.getLocalPort())) {
      int port = server.getLocalPort();
      CompletableFuture<SendFailure> patient = send(Transport.TCP, "127.0.0.1", port, "");
      SendFailure failure =
          send(new Target("tcp", Transport.TCP, "127.0.0.1", port, "", true, "127.0.0.1", false))
              .get(10, TimeUnit.SECONDS);

      assertThat(failure).hasMessageEndingWith("none within 500 ms");
      assertThat(patient).isNotDone();
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }
  }

  @Test
  void anAddressOfTheWrongFamilyHasNoWayAtAll() throws Exception {
    SendFailure family =
        send(Transport.UDP, "2001:db8::1", 5060, "").get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(family.kind()).isEqualTo(SendFailure.Kind.UNREACHABLE);
    assertThat(family).hasMessage("listener udp cannot send to 2001:db8::1 port 5060");
  }

  @Test
  void aDatagramLeavesFromTheListenersPort() throws IOException {
    try (DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      peer.setSoTimeout(PATIENCE_MILLIS);
      var _ = send(Transport.UDP, "127.0.0.1", peer.getLocalPort(), "");
      DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
      peer.receive(packet);
      assertThat(packet.getLength()).isEqualTo(MESSAGE.length);
      assertThat(packet.getPort()).isEqualTo(bindings.getFirst().port());
    }
  }

  /// The system hands what is said over IPv4 to a socket on [::] as well. Answers would leave for a
  /// phone that knows nothing of the address that they name.
  @Test
  void aSocketForIpv6AloneHearsNoIpv4() throws Exception {
    int port =
        network
            .open(List.of(new Binding("six", Transport.UDP, "::", 0)))
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .getFirst()
            .port();
    try (DatagramSocket four = new DatagramSocket(0, LOOPBACK);
        DatagramSocket six = new DatagramSocket(0, InetAddress.ofLiteral("::1"))) {
      four.send(new DatagramPacket(MESSAGE, MESSAGE.length, LOOPBACK, port));
      six.send(new DatagramPacket(MESSAGE, MESSAGE.length, InetAddress.ofLiteral("::1"), port));

      Source source = received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(source).isNotNull().extracting(Source::port).isEqualTo(six.getLocalPort());
      assertThat(received).isEmpty();
    }
  }
}
