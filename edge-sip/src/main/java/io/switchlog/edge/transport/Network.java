package io.switchlog.edge.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of all loops, opened together and closed together.
public final class Network {
  /// A message has to be complete this long after its first byte (Timer F's length: nobody waits
  /// for the answer any longer).
  private static final long STUCK_MILLIS = 32_000;

  /// How often it is looked whether certificates were written anew.
  private static final long RENEW_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(Network.class);

  private final VertxInternal vertx;
  private final TlsSettings settings;
  private final Flows flows;
  private final List<Sockets> loops = new ArrayList<>();
  private final LongAdder datagramsDropped = new LongAdder();
  private final long stuckTimer;
  private final long renewTimer;
  private List<Binding> bindings = List.of();
  private volatile Tls tls;

  /// What was wrong with new certificates when it was last told.
  private volatile String unusable = "";

  /// @param life tells the connection names of one life of the edge from the next
  /// @param tls the certificates
  /// @param served whose connections are accepted, by their addresses
  /// @throws TlsUnusable where they cannot be read
  public Network(VertxInternal vertx, String life, TlsSettings tls, Predicate<String> served) {
    this(vertx, life, tls, served, STUCK_MILLIS, Flows.MOST_OF_ONE_HOST, RENEW_MILLIS);
  }

  /// As above.
  ///
  /// @param stuckMillis how long a message on a connection may take from its first byte to its last
  /// @param mostOfOneHost how many connections are accepted from one host
  /// @param renewMillis how often it is looked whether certificates were written anew
  Network(
      VertxInternal vertx,
      String life,
      TlsSettings settings,
      Predicate<String> served,
      long stuckMillis,
      int mostOfOneHost,
      long renewMillis) {
    this.vertx = vertx;
    this.settings = settings;
    this.tls = Tls.read(vertx, settings);
    Flows all = new Flows(life, mostOfOneHost, served);
    this.flows = all;
    this.stuckTimer =
        vertx.setPeriodic(
            stuckMillis / 4,
            ignored -> all.closeWhereStuckSince(Connection.nowMillis() - stuckMillis));
    this.renewTimer = vertx.setPeriodic(renewMillis, ignored -> renewWhereWritten());
  }

  /// Looks whether certificates were written anew. Such as cannot be used are told of, and those in
  /// use stay.
  private void renewWhereWritten() {
    if (settings.equals(TlsSettings.NONE)) {
      return;
    }
    vertx
        .<@Nullable Tls>executeBlocking(() -> tls.isOutdated() ? Tls.read(vertx, settings) : null)
        .onSuccess(read -> {
          if (read != null) {
            tls = read;
            unusable = "";
            loops.forEach(sockets -> sockets.onLoop(() -> sockets.renew(read)));
            LOG.info("new certificates are in use, valid until {}", read.validUntil());
          }
        })
        .onFailure(cause -> {
          String words = String.valueOf(cause.getMessage());
          if (!words.equals(unusable)) {
            unusable = words;
            LOG.error("new certificates are not used, those of before are: {}", words);
          }
        });
  }

  /// Reads certificates and keys, and does nothing with them.
  ///
  /// @return when the first certificate is over; null where there is none
  /// @throws TlsUnusable where they cannot be used
  public static @Nullable Instant validUntil(Vertx vertx, TlsSettings settings) {
    return Tls.read(vertx, settings).validUntil();
  }

  /// Adds a loop; before [#open].
  public Sockets addLoop(ContextInternal context, Receiver receiver) {
    Sockets sockets = new Sockets(vertx, context, tls, flows, receiver, datagramsDropped);
    loops.add(sockets);
    return sockets;
  }

  /// Opens every listener on every loop; gives the bindings with the ports that they got, or fails
  /// with a [BindFailure].
  public Future<List<Binding>> open(List<Binding> wanted) {
    bindings = List.copyOf(wanted);
    for (Binding binding : wanted) {
      if (binding.transport().isSecure() && !tls.hasCertificate()) {
        return Future.failedFuture(
            BindFailure.of(binding, new IOException("expected a certificate for TLS, found none")));
      }
    }
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

  /// What is wrong with certificates that were written anew, so that those of before are in use;
  /// empty: nothing.
  String tlsTrouble() {
    return unusable;
  }

  /// How many datagrams were lost because the system took none, and too many waited for it.
  public long datagramsDropped() {
    return datagramsDropped.sum();
  }

  /// How many connections are open.
  public int connections() {
    return flows.size();
  }

  /// Accepts no more connections; those that are there stay.
  public void drain() {
    flows.drain();
  }

  /// Closes everything.
  public void close() {
    vertx.cancelTimer(stuckTimer);
    vertx.cancelTimer(renewTimer);
    loops.forEach(Sockets::close);
    flows.closeAll();
  }
}
