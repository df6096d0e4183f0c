package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The edge's live connections, shared by its loops: by name and by the peer's address. A name says
/// which life of the edge gave it, so that it never means another connection later.
final class Flows {
  /// More than this many connections are not accepted.
  static final int MOST = 20_000;

  /// As many as a host may have of them, behind which there may be a whole network.
  static final int MOST_OF_ONE_HOST = MOST / 2;

  private final String life;
  private final int mostOfOneHost;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, TcpFlow> byName = new ConcurrentHashMap<>();
  private final Map<String, TcpFlow> byAddress = new ConcurrentHashMap<>();
  private final Map<String, Integer> numbersOfHosts = new ConcurrentHashMap<>();

  /// @param life tells the names of one life of the edge from the next
  /// @param mostOfOneHost more connections than this are not accepted from one host
  Flows(String life, int mostOfOneHost) {
    this.life = life;
    this.mostOfOneHost = mostOfOneHost;
  }

  String nextName() {
    return life + "-" + numbers.incrementAndGet();
  }

  /// Whether no more connections are accepted from a host.
  boolean isFull(String host) {
    return byName.size() >= MOST || numbersOfHosts.getOrDefault(host, 0) >= mostOfOneHost;
  }

  int size() {
    return byName.size();
  }

  void add(TcpFlow flow) {
    byName.put(flow.name(), flow);
    numbersOfHosts.merge(flow.source().host(), 1, Integer::sum);
    byAddress.put(address(flow.source()), flow);
  }

  void remove(TcpFlow flow) {
    if (byName.remove(flow.name()) != null) {
      numbersOfHosts.computeIfPresent(
          flow.source().host(), (host, number) -> number == 1 ? null : number - 1);
    }
    byAddress.remove(address(flow.source()), flow);
  }

  /// The connection of that name, else one to that address, else null.
  @Nullable TcpFlow find(String name, String host, int port) {
    TcpFlow flow = name.isEmpty() ? null : byName.get(name);
    return flow != null ? flow : byAddress.get(host + " " + port);
  }

  void closeWhereStuckSince(long beforeMillis) {
    byName.values().forEach(flow -> flow.closeWhereStuckSince(beforeMillis));
  }

  void closeAll() {
    byName.values().forEach(TcpFlow::close);
  }

  private static String address(Source source) {
    return source.host() + " " + source.port();
  }
}
