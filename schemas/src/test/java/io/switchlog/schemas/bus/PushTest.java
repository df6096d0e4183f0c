package io.switchlog.schemas.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PushAddress;
import io.switchlog.schemas.topic.Log;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way of a pushed command, over real sockets.
class PushTest {
  private static final NodeId NODE = NodeId.edge(4);
  private static final BusConfig BUS = new BusConfig("127.0.0.1:9");

  private record Came(TermMark mark, int bytes) {}

  private final BlockingQueue<Came> came = new LinkedBlockingQueue<>();
  private final CommandPusher pusher = new CommandPusher("control-0");
  private @Nullable PushListener listener = listen((mark, command) -> take(mark, command));

  private void take(TermMark mark, byte[] command) {
    came.add(new Came(mark, command.length));
  }

  private static PushListener listen(PushListener.Receiver receiver) {
    return Objects.requireNonNull(PushListener.open(BUS, NODE, receiver));
  }

  @AfterEach
  void close() {
    pusher.close();
    if (listener != null) {
      listener.close();
    }
  }

  private static NodePresence presence(@Nullable PushAddress address) {
    return new NodePresence(NODE, 1, NodePresence.Status.LIVE, List.of(), 0, null, address);
  }

  private PushAddress address() {
    return Objects.requireNonNull(listener).address();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < end) {
      Thread.sleep(5);
      holds = condition.getAsBoolean();
    }
    assertThat(holds).isTrue();
  }

  private static byte[] mark(long sequence) {
    return new TermMark(Log.CALLS, 1, 2, 3, 4, sequence).toBytes();
  }

  private boolean push(byte[] mark, byte[] command) {
    boolean leaves = pusher.push(NODE, mark, command);
    pusher.flush();
    return leaves;
  }

  private @Nullable Came next() throws InterruptedException {
    return came.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void commandsComeInOrderWhateverTheirSize() throws Exception {
    assertThat(push(mark(1), new byte[10])).as("nobody has said where").isFalse();
    pusher.sees(presence(address()));
    await(() -> push(mark(1), new byte[10]));
    assertThat(push(mark(2), new byte[0])).isTrue();
    assertThat(push(mark(3), new byte[70_000])).isTrue();
    assertThat(next()).isEqualTo(new Came(new TermMark(Log.CALLS, 1, 2, 3, 4, 1), 10));
    assertThat(next()).isEqualTo(new Came(new TermMark(Log.CALLS, 1, 2, 3, 4, 2), 0));
    assertThat(next()).isEqualTo(new Came(new TermMark(Log.CALLS, 1, 2, 3, 4, 3), 70_000));
  }

  @Test
  void whoDecidesOnSendsWithoutAFlush() throws Exception {
    pusher.sees(presence(address()));
    await(() -> pusher.push(NODE, mark(1), new byte[10]));
    for (int i = 0; i < 20 && came.isEmpty(); i++) {
      Thread.sleep(5);
      assertThat(pusher.push(NODE, mark(2), new byte[10])).isTrue();
    }
    assertThat(next()).isEqualTo(new Came(new TermMark(Log.CALLS, 1, 2, 3, 4, 1), 10));
  }

  @Test
  void aNodeThatDoesNotReadIsNotWaitedFor() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    PushListener slow =
        listen((_, _) -> {
          try {
            stuck.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (slow) {
      pusher.sees(presence(slow.address()));
      await(() -> push(mark(1), new byte[10]));
      int left = 10_000;
      while (left > 0 && push(mark(2), new byte[60_000])) {
        left--;
      }
      assertThat(left).as("the buffers are full before 600 MB").isPositive();
      assertThat(push(mark(3), new byte[10])).as("until it is connected").isFalse();
    } finally {
      stuck.countDown();
    }
  }

  @Test
  void aConnectionThatBrokeIsMadeAgain() throws Exception {
    pusher.sees(presence(address()));
    await(() -> push(mark(1), new byte[10]));
    assertThat(next()).isNotNull();
    Objects.requireNonNull(listener).close();
    await(() -> !push(mark(2), new byte[10]));
    listener = listen(this::take);
    came.clear();
    await(() -> {
      pusher.sees(presence(address()));
      return push(mark(3), new byte[10]);
    });
    assertThat(next()).isNotNull().extracting(each -> each.mark().sequence()).isEqualTo(3L);
  }

  @Test
  void aNodeThatSaysNoMoreWhereIsLetGo() throws Exception {
    pusher.sees(presence(address()));
    await(() -> push(mark(1), new byte[10]));
    pusher.sees(presence(null));
    assertThat(push(mark(2), new byte[10])).isFalse();
    pusher.sees(presence(address()));
    await(() -> push(mark(3), new byte[10]));
    pusher.lost(NODE.toString());
    assertThat(push(mark(4), new byte[10])).isFalse();
  }

  @Test
  void whoDoesNotHaveTheTokenIsNotHeard() throws Exception {
    PushAddress wrong = new PushAddress(address().host(), address().port(), "0".repeat(32));
    try (Socket socket = new Socket(wrong.host(), wrong.port())) {
      send(socket, wrong.token(), 40, new byte[40]);
      assertThat(isClosed(socket)).isTrue();
    }
    assertThat(came).isEmpty();
  }

  @Test
  void whatMakesNoSenseEndsTheConnectionAndNothingElse() throws Exception {
    for (int length : new int[] {-1, 0, 35, PushListener.MOST_BYTES + 1, Integer.MAX_VALUE}) {
      try (Socket socket = new Socket(address().host(), address().port())) {
        send(socket, address().token(), length, new byte[0]);
        assertThat(isClosed(socket)).as("length " + length).isTrue();
      }
    }
    assertThat(came).isEmpty();
    pusher.sees(presence(address()));
    await(() -> push(mark(1), new byte[10]));
    assertThat(next()).isNotNull();
  }

  private static void send(Socket socket, String token, int length, byte[] rest)
      throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    try {
      out.write(token.getBytes(StandardCharsets.US_ASCII));
      out.writeInt(length);
      out.write(rest);
      out.flush();
    } catch (SocketException closed) {
      // It has heard enough.
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
