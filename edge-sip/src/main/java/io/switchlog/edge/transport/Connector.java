package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.switchlog.schemas.Transport;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ConnectOptions;
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

/// Opens connections from one loop, over TCP and TLS. What is to be sent meanwhile waits, up to a
/// bound. A peer over TLS has to prove to be what was called (RFC 5922 section 7) before it gets
/// anything.
final class Connector {
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
  private final Map<Place, List<Waiting>> connecting = new HashMap<>();
  private Tls tls;

  private record Place(Transport transport, String host, int port, String domain) {
    @Override
    public String toString() {
      return host + " port " + port;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never written to, never compared
  private record Waiting(byte[] message, @Nullable Consumer<Throwable> failed) {
    void fail(Throwable cause) {
      if (failed != null) {
        failed.accept(cause);
      }
    }
  }

  Connector(VertxInternal vertx, ContextInternal context, Tls tls, Flows flows, Receiver receiver) {
    this.context = context;
    this.tls = tls;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout((int) DEADLINE.toMillis())
                .setSslHandshakeTimeout(DEADLINE.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Connection.IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setReconnectAttempts(0));
    this.flows = flows;
    this.receiver = receiver;
  }

  /// Connects with other certificates from now on.
  void renew(Tls newer) {
    tls = newer;
  }

  /// Sends over a new connection, or over one that is being set up to the same place.
  void send(byte[] message, String host, Target target, @Nullable Consumer<Throwable> failed) {
    String domain = target.transport().isSecure() ? target.domain() : "";
    Place place = new Place(target.transport(), host, target.port(), domain);
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
      context.dispatch(() -> connect(place, target.listener()));
    } else if (queue.size() < MOST_WAITING) {
      queue.add(waiting);
    } else {
      waiting.fail(
          new IllegalStateException(
              "more than " + MOST_WAITING + " messages wait for a connection to " + place));
    }
  }

  /// What is in haste waits no longer; what else waits for the same connection goes on.
  private void giveUp(Place place, Waiting waiting) {
    List<Waiting> queue = connecting.get(place);
    if (queue != null && queue.remove(waiting)) {
      waiting.fail(new IllegalStateException("none within " + HASTE.toMillis() + " ms"));
    }
  }

  private void connect(Place place, String listener) {
    ConnectOptions options = new ConnectOptions().setHost(place.host).setPort(place.port);
    if (place.transport.isSecure()) {
      options.setSsl(true).setSslOptions(tls.client());
      if (Addresses.numeric(place.domain) == null) {
        options.setSniServerName(place.domain);
      }
    }
    client
        .connect(options)
        .onComplete(result -> {
          List<Waiting> ready = connecting.remove(place);
          if (ready == null) {
            return;
          }
          if (result.succeeded()) {
            connected(place, result.result(), listener, ready);
          } else {
            ready.forEach(each -> each.fail(result.cause()));
          }
        });
  }

  private void connected(Place place, NetSocket socket, String listener, List<Waiting> ready) {
    List<String> names = PeerNames.of(StreamListener.certificates(socket, place.transport));
    if (place.transport.isSecure()
        && tls.verifiesServers()
        && !PeerNames.prove(names, place.domain)) {
      socket.close();
      ready.forEach(each ->
          each.fail(
              new IllegalStateException(
                  "expected a certificate of " + place.domain + ", found one of " + names)));
      return;
    }
    // What nobody has verified proves nothing.
    Source source =
        Servers.source(
            place.transport,
            listener,
            flows.nextName(),
            socket.remoteAddress(),
            tls.verifiesServers()
                ? StreamListener.certificates(socket, place.transport)
                : List.of());
    Connection connection = new ByteConnection(socket, source, place.domain, receiver);
    flows.add(connection);
    for (Waiting waiting : ready) {
      if (waiting.failed == null) {
        connection.write(waiting.message, _ -> {});
      } else {
        connection.ask(waiting.message, waiting.failed);
      }
    }
  }

  void close() {
    client.close();
  }
}
