package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens connections from one loop. What is to be sent meanwhile waits, up to a bound.
final class TcpConnector {
  /// How long a connection may take to be set up.
  static final Duration DEADLINE = Duration.ofSeconds(5);

  /// How long it is waited for where there is another way: T1, the estimate of a round trip (RFC
  /// 3261 section 17.1.1.1).
  static final Duration HASTE = Duration.ofMillis(500);

  private static final int MOST_WAITING = 256;

  private final ContextInternal context;
  private final NetClient client;
  private final Flows flows;
  private final Receiver receiver;
  private final Map<String, List<Waiting>> connecting = new HashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never written to, never compared
  private record Waiting(byte[] message, @Nullable Consumer<Throwable> failed) {
    void fail(Throwable cause) {
      if (failed != null) {
        failed.accept(cause);
      }
    }
  }

  TcpConnector(VertxInternal vertx, ContextInternal context, Flows flows, Receiver receiver) {
    this.context = context;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) DEADLINE.toMillis())
                .setIdleTimeout(TcpListener.IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setReconnectAttempts(0));
    this.flows = flows;
    this.receiver = receiver;
  }

  /// Sends over a new connection, or over one that is being set up to the same place.
  void send(byte[] message, String host, Target target, @Nullable Consumer<Throwable> failed) {
    String place = host + " " + target.port();
    Waiting waiting = new Waiting(message, failed);
    List<Waiting> queue = connecting.get(place);
    if (target.orElse()) {
      var _ =
          context
              .nettyEventLoop()
              .schedule(() -> giveUp(place, waiting), HASTE.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (queue == null) {
      connecting.put(place, new ArrayList<>(List.of(waiting)));
      context.dispatch(() -> connect(host, target, place));
    } else if (queue.size() < MOST_WAITING) {
      queue.add(waiting);
    } else {
      waiting.fail(
          new IllegalStateException(
              "more than " + MOST_WAITING + " messages wait for a connection to " + place));
    }
  }

  /// What is in haste waits no longer; what else waits for the same connection goes on.
  private void giveUp(String place, Waiting waiting) {
    List<Waiting> queue = connecting.get(place);
    if (queue != null && queue.remove(waiting)) {
      waiting.fail(new IllegalStateException("none within " + HASTE.toMillis() + " ms"));
    }
  }

  private void connect(String host, Target target, String place) {
    client
        .connect(target.port(), host)
        .onComplete(result -> {
          List<Waiting> ready = connecting.remove(place);
          if (ready == null) {
            return;
          }
          if (result.succeeded()) {
            connected(result.result(), target.listener(), ready);
          } else {
            ready.forEach(each -> each.fail(result.cause()));
          }
        });
  }

  private void connected(NetSocket socket, String listener, List<Waiting> ready) {
    Source source = TcpListener.source(socket, listener, flows.nextName());
    TcpFlow flow = new TcpFlow(socket, source, receiver);
    flows.add(flow);
    flow.open(() -> flows.remove(flow));
    for (Waiting waiting : ready) {
      flow.write(waiting.message, waiting::fail);
    }
  }

  void close() {
    client.close();
  }
}
