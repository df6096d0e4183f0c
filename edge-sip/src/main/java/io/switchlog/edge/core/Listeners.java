package io.switchlog.edge.core;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.Via;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The edge's listeners, and which of them a message leaves by.
final class Listeners {
  private final List<Listener> all;

  Listeners(List<Listener> all) {
    this.all = List.copyOf(all);
  }

  /// Whether there is a listener for a transport.
  boolean speaks(Transport transport) {
    return speaks(transport, false) || speaks(transport, true);
  }

  /// Whether there is one in a family.
  boolean speaks(Transport transport, boolean ipv6) {
    for (Listener listener : all) {
      if (listener.transport() == transport && listener.ipv6() == ipv6) {
        return true;
      }
    }
    return false;
  }

  @Nullable Listener named(String name) {
    for (Listener listener : all) {
      if (listener.name().equals(name)) {
        return listener;
      }
    }
    return null;
  }

  /// The first listener that speaks the transport and the address's family; a name counts as IPv4
  /// unless only IPv6 is spoken. Null where there is none.
  @Nullable Listener towards(Transport transport, String host) {
    boolean ipv6 = host.indexOf(':') >= 0;
    boolean name = !ipv6 && !isNumeric(host);
    Listener second = null;
    for (Listener listener : all) {
      if (listener.transport() == transport) {
        if (listener.ipv6() == ipv6) {
          return listener;
        }
        second = name && second == null ? listener : second;
      }
    }
    return second;
  }

  /// The listener that a request leaves by: the one that its peer's messages come by, where this
  /// edge has one of that name, else any.
  ///
  /// @param along how the peer's messages come; null: not told
  @Nullable Listener towards(Hop hop, @Nullable Flow along) {
    Listener own = along == null ? null : named(along.listener());
    return own != null
            && own.transport() == hop.transport()
            // A connection's socket is its own, whatever family its listener's address is of.
            && (hop.transport().isReliable() || own.ipv6() == hop.host().indexOf(':') >= 0)
        ? own
        : towards(hop.transport(), hop.host());
  }

  /// The listener that a transaction's answer leaves by: its own, or at another edge one like it.
  @Nullable Listener of(ServerTransaction transaction) {
    Listener own = named(transaction.listener());
    return own != null && own.transport() == transaction.transport()
        ? own
        : towards(transaction.transport(), transaction.sourceAddress());
  }

  /// Where a response goes (RFC 3261 section 18.2.2, RFC 3581 section 4). Over a connection the
  /// flow, else a connection to sent-by's port. Over UDP the source address, and its port where the
  /// sender asked for that, else sent-by's; `maddr` is ignored, because nobody should choose whom
  /// we flood.
  static Target answer(
      String listener, Transport transport, String sourceAddress, String flow, Via top) {
    int named = top.port() < 0 ? transport.defaultPort() : top.port();
    int port = !transport.isReliable() && top.rport() > 0 ? top.rport() : named;
    String domain = transport.isSecure() ? top.address() : sourceAddress;
    return new Target(listener, transport, sourceAddress, port, flow, false, domain, false);
  }

  private static boolean isNumeric(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !host.isEmpty();
  }
}
