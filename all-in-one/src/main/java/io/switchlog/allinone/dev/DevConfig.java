package io.switchlog.allinone.dev;

import io.switchlog.edge.DnsSettings;
import io.switchlog.edge.core.AdmissionPolicy;
import io.switchlog.edge.core.Credentials;
import io.switchlog.edge.core.Egress;
import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.schemas.config.RoutingTable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the whole platform runs in one JVM.
///
/// @param data where the log, the secret and call control's stores are kept
/// @param fresh whether log and stores of an earlier run are thrown away first
/// @param kafka a broker to use instead of one in this JVM, `host:port`; null for our own
/// @param kafkaPort the port of our own broker, 0 for one that is free
/// @param partitions of the topics spread by key; null: 4, or as many as there are already
/// @param sipHost the address of the edge's listeners and of the media
/// @param sipPort the port of those for UDP and TCP, 0 for one that is free
/// @param tlsPort of that for TLS, 0 as above
/// @param wsPort of that for WebSocket, 0 as above
/// @param wssPort of that for WebSocket over TLS, 0 as above
/// @param mediaPortMin the lowest RTP port
/// @param mediaPortMax the highest
/// @param loops event loops of the edge
/// @param trace whether messages are kept in `sip.trace`
/// @param secretFile the cluster's secret; null: the file in `data`, made where it is missing
/// @param credentials what the edge logs in with where a peer challenges
/// @param admission whose requests it takes
/// @param egress where the edge may send requests
/// @param tls its certificates; without any: one in `data`, made where it is missing, and unless
///   something is said of whom it trusts, whoever it connects to has to prove nothing
/// @param clients what it wants of its peers over TLS
/// @param origins as in [io.switchlog.edge.ListenerConfig]
/// @param dns how the edge finds hosts by their names
/// @param routing the routing table to put in force
/// @param routingChosen whether the user asked for that table; otherwise it is applied only where
///   none was before
public record DevConfig(
    Path data,
    boolean fresh,
    @Nullable String kafka,
    int kafkaPort,
    @Nullable Integer partitions,
    String sipHost,
    int sipPort,
    int tlsPort,
    int wsPort,
    int wssPort,
    int mediaPortMin,
    int mediaPortMax,
    int loops,
    boolean trace,
    @Nullable Path secretFile,
    Credentials credentials,
    AdmissionPolicy admission,
    Egress egress,
    TlsSettings tls,
    ClientCertificates clients,
    List<String> origins,
    DnsSettings dns,
    RoutingTable routing,
    boolean routingChosen) {

  /// A platform on free ports of 127.0.0.1 with the usual routing, for tests and demonstrations.
  public static DevConfig onFreePorts(Path data, RoutingTable routing) {
    return new DevConfig(
        data,
        false,
        null,
        0,
        null,
        "127.0.0.1",
        0,
        0,
        0,
        0,
        20_000,
        29_999,
        1,
        true,
        null,
        Credentials.NONE,
        AdmissionPolicy.USUAL,
        Egress.ANYWHERE,
        TlsSettings.NONE,
        ClientCertificates.NONE,
        List.of(),
        DnsSettings.USUAL,
        routing,
        true);
  }
}
