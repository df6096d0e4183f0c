package io.switchlog.edge.transport;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// The sockets of all loops, opened together and closed together.
public final class Network {
  /// A message has to be complete this long after its first byte (Timer F's length: nobody waits
  /// for the answer any longer).
  private static final long STUCK_MILLIS = 32_000;

  private final VertxInternal vertx;
  private final Flows flows;
  private final List<Sockets> loops = new ArrayList<>();
  private final long stuckTimer;
  private List<Binding> bindings = List.of();

  /// @param life tells the connection names of one life of the edge from the next
  public Network(VertxInternal vertx, String life) {
    this(vertx, life, STUCK_MILLIS, Flows.MOST_OF_ONE_HOST);
  }

  /// As above.
  ///
  /// @param stuckMillis how long a message on a connection may take from its first byte to its last
  /// @param mostOfOneHost how many connections are accepted from one host
  Network(VertxInternal vertx, String life, long stuckMillis, int mostOfOneHost) {
    this.vertx = vertx;
    Flows all = new Flows(life, mostOfOneHost);
    this.flows = all;
    this.stuckTimer =
        vertx.setPeriodic(
            stuckMillis / 4,
            ignored -> all.closeWhereStuckSince(TcpFlow.nowMillis() - stuckMillis));
  }

  /// Adds a loop; before [#open].
  public Sockets addLoop(ContextInternal context, Receiver receiver) {
    Sockets sockets = new Sockets(vertx, context, flows, receiver);
    loops.add(sockets);
    return sockets;
  }

  /// Opens every listener on every loop; gives the bindings with the ports that they got, or fails
  /// with a [BindFailure].
  public Future<List<Binding>> open(List<Binding> wanted) {
    bindings = List.copyOf(wanted);
    Future<Void> opened = Future.succeededFuture();
    for (int i = 0; i < wanted.size(); i++) {
      int listener = i;
      for (Sockets sockets : loops) {
        opened = opened.compose(ignored -> open(sockets, listener));
      }
    }
    return opened.map(ignored -> bindings);
  }

  private Future<Void> open(Sockets sockets, int listener) {
    Binding binding = bindings.get(listener);
    boolean shared = loops.size() > 1;
    if (shared && sockets.equals(loops.getFirst())) {
      Future<Void> free = checkFree(binding);
      if (free.failed()) {
        return free;
      }
    }
    return sockets
        .open(binding, shared)
        .map(bound -> {
          List<Binding> known = new ArrayList<>(bindings);
          known.set(listener, bound);
          bindings = List.copyOf(known);
          return null;
        });
  }

  /// A port that the loops share would be shared with a stranger who also allows it: look first
  /// whether anybody is there.
  private static Future<Void> checkFree(Binding binding) {
    if (binding.transport() != io.switchlog.schemas.Transport.UDP || binding.port() == 0) {
      return Future.succeededFuture();
    }
    try (DatagramSocket probe =
        new DatagramSocket(new InetSocketAddress(binding.host(), binding.port()))) {
      return probe.isBound()
          ? Future.succeededFuture()
          : Future.failedFuture(BindFailure.of(binding, new IOException("it cannot be bound")));
    } catch (IOException taken) {
      return Future.failedFuture(BindFailure.of(binding, taken));
    }
  }

  /// How many connections are open.
  public int connections() {
    return flows.size();
  }

  /// Closes everything.
  public void close() {
    vertx.cancelTimer(stuckTimer);
    loops.forEach(Sockets::close);
    flows.closeAll();
  }
}
