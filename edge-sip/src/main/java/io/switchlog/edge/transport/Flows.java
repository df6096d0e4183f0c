package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.SourceRates;
import io.switchlog.edge.core.Target;
import io.switchlog.schemas.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The edge's live connections, shared by its loops: by name and by the peer's address. A name says
/// which life of the edge gave it, so that it never means another connection later.
final class Flows {
  /// More than this many connections are not accepted.
  static final int MOST = 20_000;

  /// As many as a host may have of them, behind which there may be a whole network.
  static final int MOST_OF_ONE_HOST = MOST / 4;

  private final String life;
  private final int mostOfOneHost;
  private final Predicate<String> served;
  private volatile boolean draining;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, Connection> byName = new ConcurrentHashMap<>();
  private final Map<Place, Connection> byPlace = new ConcurrentHashMap<>();
  private final Map<String, Integer> numbersOfHosts = new ConcurrentHashMap<>();

  /// Who is reached over a connection.
  ///
  /// @param domain whom the peer had to prove to be when we opened it; empty where the peer opened
  ///   it, or nobody had to prove anything
  private record Place(Transport transport, String host, int port, String domain) {}

  /// @param life what the names of all connections of this life begin with
  /// @param mostOfOneHost more connections than this are not accepted from one host
  /// @param served whose connections are accepted
  Flows(String life, int mostOfOneHost, Predicate<String> served) {
    this.served = served;
    this.life = life;
    this.mostOfOneHost = mostOfOneHost;
  }

  String nextName() {
    return life + numbers.incrementAndGet();
  }

  /// Accepts no more: whoever comes now is better at another edge.
  void drain() {
    draining = true;
  }

  /// Whether no more connections are accepted from a host, or none at all.
  boolean isFull(String host) {
    return draining
        || !served.test(host)
        || byName.size() >= MOST
        || numbersOfHosts.getOrDefault(SourceRates.key(host), 0) >= mostOfOneHost;
  }

  int size() {
    return byName.size();
  }

  /// Keeps a connection while it lives.
  void add(Connection connection) {
    byName.put(connection.name(), connection);
    numbersOfHosts.merge(SourceRates.key(connection.source().host()), 1, Integer::sum);
    byPlace.put(place(connection), connection);
    connection.open(() -> remove(connection));
  }

  private void remove(Connection connection) {
    if (byName.remove(connection.name()) != null) {
      numbersOfHosts.computeIfPresent(
          SourceRates.key(connection.source().host()),
          (host, number) -> number == 1 ? null : number - 1);
    }
    byPlace.remove(place(connection), connection);
    connection.ended();
  }

  boolean isOpen(String name) {
    return byName.containsKey(name);
  }

  /// Tells once when a connection ends; at once where there is none of that name.
  ///
  /// @param ended on any thread
  void watch(String name, Runnable ended) {
    Connection connection = byName.get(name);
    if (connection != null) {
      connection.watch(ended);
    }
    if (!isOpen(name)) {
      // It may have ended before it was watched, and then is told of twice.
      ended.run();
    }
  }

  /// The connection that a target names, else one to its address over which it is who it has to be,
  /// else null.
  @Nullable Connection find(Target target) {
    Connection named = target.flow().isEmpty() ? null : byName.get(target.flow());
    if (named != null || target.flowOnly()) {
      return named;
    }
    String host = target.host();
    Transport transport = target.transport();
    int port = target.port();
    if (transport.isSecure()) {
      Connection proven = byPlace.get(new Place(transport, host, port, target.domain()));
      if (proven != null) {
        return proven;
      }
    }
    Connection theirs = byPlace.get(new Place(transport, host, port, ""));
    return theirs != null && (!transport.isSecure() || isWho(theirs, target)) ? theirs : null;
  }

  /// Whether a connection that a peer has opened is one to whoever is called: the name that was
  /// called has to be proven.
  private static boolean isWho(Connection theirs, Target target) {
    return target.domain().equalsIgnoreCase(theirs.source().verifiedName());
  }

  private static Place place(Connection connection) {
    Source source = connection.source();
    String domain = connection.domain();
    return new Place(
        source.transport(),
        source.host(),
        source.port(),
        domain == null || !source.transport().isSecure() ? "" : domain);
  }

  void closeWhereStuckSince(long beforeMillis) {
    byName.values().forEach(connection -> connection.closeWhereStuckSince(beforeMillis));
  }

  void closeAll() {
    byName.values().forEach(Connection::close);
  }
}
