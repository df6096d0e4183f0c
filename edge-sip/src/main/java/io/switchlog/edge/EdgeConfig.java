package io.switchlog.edge;

import static io.switchlog.edge.ListenerConfig.check;

import io.switchlog.edge.core.AdmissionPolicy;
import io.switchlog.edge.core.Credentials;
import io.switchlog.edge.core.Egress;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.schemas.bus.KeptFacts;
import io.switchlog.wire.token.ClusterSecret;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an edge has to be told.
///
/// @param ordinal the edge's number, counted from 0; also its partition of `edge.commands`
/// @param kafka `host:port` of one broker or more, separated by commas
/// @param secret the cluster's secret, the same at every node
/// @param listeners where it listens, one at least
/// @param eventLoops threads that carry traffic, 1 to 64 (1 where in doubt); more than one needs
///   Linux's native transport
/// @param trace whether messages are published to `sip.trace`
/// @param datagramBytes the largest INVITE outside a dialog that leaves as a datagram, 0 to 65535
///   bytes ([EdgeCore#DATAGRAM_BYTES] where in doubt). A larger one goes over TCP where the edge
///   has a listener for it, and as a datagram all the same where the peer has taken no connection
///   within half a second; that peer is not asked again for 10 minutes. 65535: always a datagram
/// @param keptBytes how much is kept of facts that the bus does not have yet, 1 MiB or more
/// @param credentials what it logs in with where a peer challenges
/// @param admission whose requests it takes
/// @param egress where its own requests may go
/// @param tls its certificates
/// @param dns how it finds hosts by their names
public record EdgeConfig(
    int ordinal,
    String kafka,
    ClusterSecret secret,
    List<ListenerConfig> listeners,
    int eventLoops,
    boolean trace,
    int datagramBytes,
    long keptBytes,
    Credentials credentials,
    AdmissionPolicy admission,
    Egress egress,
    TlsSettings tls,
    DnsSettings dns) {
  /// As above, with facts kept up to [KeptFacts#DEFAULT_BYTES], and nothing to log in with.
  public EdgeConfig(
      int ordinal,
      String kafka,
      ClusterSecret secret,
      List<ListenerConfig> listeners,
      int eventLoops,
      boolean trace,
      int datagramBytes) {
    this(
        ordinal,
        kafka,
        secret,
        listeners,
        eventLoops,
        trace,
        datagramBytes,
        KeptFacts.DEFAULT_BYTES,
        Credentials.NONE,
        AdmissionPolicy.USUAL,
        Egress.ANYWHERE,
        TlsSettings.NONE,
        DnsSettings.USUAL);
  }

  public EdgeConfig {
    listeners = List.copyOf(listeners);
    check(ordinal >= 0, "ordinal", ordinal, "0 or more");
    check(!kafka.isBlank(), "kafka", kafka, "host:port of a broker");
    check(!listeners.isEmpty(), "listeners", "none", "one at least");
    check(eventLoops >= 1 && eventLoops <= 64, "eventLoops", eventLoops, "1 to 64");
    check(
        datagramBytes >= 0 && datagramBytes <= 65_535,
        "datagramBytes",
        datagramBytes,
        "0 to 65535");
    check(keptBytes >= 1 << 20, "keptBytes", keptBytes, "1048576 or more");
    Set<String> names = new HashSet<>();
    for (ListenerConfig listener : listeners) {
      check(names.add(listener.name()), "listeners", listener.name() + " twice", "unique names");
    }
    for (String asked : admission.authentication().listeners()) {
      check(names.contains(asked), "authenticate", asked, "one of the listeners " + names);
    }
  }
}
