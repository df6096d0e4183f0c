package io.switchlog.edge.core;

import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.Lookup;
import io.switchlog.wire.sip.HostText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the places where a destination is (RFC 3263 section 4), best first.
///
/// ```
/// name ---> NAPTR: by which transport, asked where           (neither transport nor port named)
///      \--> SRV:   which hosts, by priority and weight       (no port named)
///       \-> A, AAAA: which addresses
/// ```
///
/// A question that nobody answers counts as one whose answer is: nothing. There may be a way all
/// the same.
///
/// Among hosts of one priority the weights choose, by what is given as a seed: all requests of a
/// call to one name go to one host while it lives, and other calls to others. A place that failed
/// comes last for a while.
final class Locator {
  /// How long a place that failed is put last.
  static final long DEAD_MILLIS = 30_000;

  /// After so long no more is asked: what is known by then has to do.
  static final long SEARCH_MILLIS = 8_000;

  /// More places of one name are not looked at.
  static final int MOST_HOPS = 8;

  private static final int MOST_DEAD = 10_000;

  private final Names names;
  private final Listeners listeners;
  private final boolean ipv6First;
  private final Memory<Boolean> dead;

  /// Who wants to know.
  interface Found {
    /// Here they are.
    ///
    /// @param hops best first; empty: there is no way
    /// @param trouble why there is none, for people
    void found(long nowMillis, List<Hop> hops, String trouble);
  }

  /// @param ipv6First whether a host that has addresses of both families is tried by IPv6 first
  Locator(WakeUps wakeUps, Names names, Listeners listeners, boolean ipv6First) {
    this.names = names;
    this.listeners = listeners;
    this.ipv6First = ipv6First;
    this.dead = new Memory<>(wakeUps, DEAD_MILLIS, MOST_DEAD);
  }

  int size() {
    return dead.size() + names.size();
  }

  /// A place did not take a message.
  void failed(long nowMillis, Hop hop) {
    dead.put(nowMillis, hop.place(), true);
  }

  /// Finds the places of a destination; may tell them before this returns.
  ///
  /// @param seed chooses among equals
  void locate(long nowMillis, Destination to, String seed, Found found) {
    if (HostText.isNumeric(to.host())) {
      found.found(nowMillis, List.of(Hop.of(to)), "");
    } else {
      new Search(to, seed, found).begin(nowMillis);
    }
  }

  /// One search, step by step: each step asks one question and goes on when it is answered.
  private final class Search {
    private final Destination to;
    private final String seed;
    private final Found found;
    private final List<Hop> hops = new ArrayList<>();

    /// What was not answered, for people.
    private String trouble = "";

    private long untilMillis;

    Search(Destination to, String seed, Found found) {
      this.to = to;
      this.seed = seed;
      this.found = found;
    }

    void begin(long nowMillis) {
      untilMillis = nowMillis + SEARCH_MILLIS;
      Lookup lookup = to.lookup();
      if (lookup == null) {
        addressesOf(nowMillis, List.of(new Place(to.host(), to.port(), to.transport())));
        return;
      }
      switch (lookup) {
        case SERVICE -> services(nowMillis, asked(List.of(to.transport())));
        case ANY_SERVICE -> pointers(nowMillis);
      }
    }

    /// RFC 3263 section 4.1.
    private void pointers(long nowMillis) {
      names.ask(
          nowMillis,
          to.host(),
          DnsType.NAPTR,
          (now, answer) -> {
            switch (answer) {
              case DnsAnswer.Failed(String why) -> {
                trouble = why;
                services(now, asked(usable()));
              }
              case DnsAnswer.Found all -> {
                List<Service> pointed = pointed(all);
                services(now, pointed.isEmpty() ? asked(usable()) : new ArrayDeque<>(pointed));
              }
            }
          });
    }

    private List<Service> pointed(DnsAnswer.Found answer) {
      List<Transport> usable = usable();
      return answer.records().stream()
          .filter(DnsRecord.Pointer.class::isInstance)
          .map(DnsRecord.Pointer.class::cast)
          .filter(each -> each.flags().equalsIgnoreCase("s"))
          .sorted(
              Comparator.comparingInt(DnsRecord.Pointer::order)
                  .thenComparingInt(DnsRecord.Pointer::preference))
          .map(each -> new Service(each.replacement(), transport(each.service())))
          .filter(each -> each.transport != null && usable.contains(each.transport))
          .toList();
    }

    /// The transports that this edge speaks and the destination allows, the one that needs nothing
    /// first.
    private List<Transport> usable() {
      List<Transport> all =
          to.transport().isSecure()
              ? List.of(Transport.TLS)
              : List.of(Transport.UDP, Transport.TCP, Transport.TLS);
      return all.stream().filter(listeners::speaks).toList();
    }

    private Deque<Service> asked(List<Transport> transports) {
      Deque<Service> services = new ArrayDeque<>();
      for (Transport transport : transports) {
        String prefix = prefix(transport);
        if (prefix != null) {
          services.add(new Service(prefix + to.host(), transport));
        }
      }
      return services;
    }

    /// RFC 3263 section 4.2: the first that somebody offers.
    private void services(long nowMillis, Deque<Service> left) {
      Service next = nowMillis < untilMillis ? left.poll() : null;
      if (next == null || next.transport == null) {
        addressesOf(nowMillis, List.of(new Place(to.host(), to.port(), to.transport())));
        return;
      }
      Transport transport = next.transport;
      names.ask(
          nowMillis,
          next.name,
          DnsType.SRV,
          (now, answer) -> {
            switch (answer) {
              case DnsAnswer.Failed(String why) -> {
                trouble = why;
                services(now, left);
              }
              case DnsAnswer.Found offered -> {
                List<Place> places = places(offered, transport);
                if (places.isEmpty()) {
                  services(now, left);
                } else {
                  addressesOf(now, places);
                }
              }
            }
          });
    }

    private List<Place> places(DnsAnswer.Found offered, Transport transport) {
      List<DnsRecord.Service> services =
          offered.records().stream()
              .filter(DnsRecord.Service.class::isInstance)
              .map(DnsRecord.Service.class::cast)
              // RFC 2782: a dot says that the service is not offered.
              .filter(each -> !each.target().isEmpty() && !each.target().equals("."))
              .toList();
      return Weights.inOrder(services, seed + to.host()).stream()
          .limit(MOST_HOPS)
          .map(each -> new Place(each.target(), each.port(), transport))
          .toList();
    }

    private void addressesOf(long nowMillis, List<Place> places) {
      Deque<Question> questions = new ArrayDeque<>();
      for (Place place : places) {
        if (HostText.isNumeric(place.host)) {
          questions.add(new Question(place, null));
        }
        for (DnsType family : families(place.transport)) {
          questions.add(new Question(place, family));
        }
      }
      addresses(nowMillis, questions);
    }

    private List<DnsType> families(Transport transport) {
      List<DnsType> families = new ArrayList<>();
      if (listeners.speaks(transport, false)) {
        families.add(DnsType.A);
      }
      if (listeners.speaks(transport, true)) {
        families.add(ipv6First ? 0 : families.size(), DnsType.AAAA);
      }
      return families;
    }

    private void addresses(long nowMillis, Deque<Question> left) {
      Question next = left.poll();
      if (next == null
          || hops.size() >= MOST_HOPS
          || (!hops.isEmpty() && nowMillis >= untilMillis)) {
        over(nowMillis);
        return;
      }
      Place place = next.place;
      if (next.family == null) {
        hops.add(new Hop(place.transport, place.host, place.port, to.host()));
        addresses(nowMillis, left);
        return;
      }
      names.ask(
          nowMillis,
          place.host,
          next.family,
          (now, answer) -> {
            switch (answer) {
              case DnsAnswer.Failed(String why) -> {
                trouble = why;
                addresses(now, left);
              }
              case DnsAnswer.Found all -> {
                for (DnsRecord each : all.records()) {
                  if (each instanceof DnsRecord.Address(String host)) {
                    hops.add(new Hop(place.transport, host, place.port, to.host()));
                  }
                }
                addresses(now, left);
              }
            }
          });
    }

    private void over(long nowMillis) {
      Set<Hop> ordered = new LinkedHashSet<>();
      hops.stream().filter(hop -> !dead.contains(hop.place())).forEach(ordered::add);
      ordered.addAll(hops);
      String why =
          trouble.isEmpty() ? "expected an address of " + to.host() + ", found none" : trouble;
      found.found(nowMillis, List.copyOf(ordered).stream().limit(MOST_HOPS).toList(), why);
    }
  }

  /// A host, and how it is to be reached.
  private record Place(String host, int port, Transport transport) {}

  /// @param family null: the host is an address
  private record Question(Place place, @Nullable DnsType family) {}

  private record Service(String name, @Nullable Transport transport) {}

  /// RFC 3263 section 4.1, RFC 7118 section 5.2: nobody opens a WebSocket to a client.
  private static @Nullable Transport transport(String service) {
    return switch (service.toUpperCase(java.util.Locale.ROOT)) {
      case "SIP+D2U" -> Transport.UDP;
      case "SIP+D2T" -> Transport.TCP;
      case "SIPS+D2T" -> Transport.TLS;
      default -> null;
    };
  }

  private static @Nullable String prefix(Transport transport) {
    return switch (transport) {
      case UDP -> "_sip._udp.";
      case TCP -> "_sip._tcp.";
      case TLS -> "_sips._tcp.";
      case WS, WSS -> null;
    };
  }
}
