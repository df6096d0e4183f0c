package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.Lifetime;
import io.switchlog.edge.EdgeConfig;
import io.switchlog.edge.EdgeNode;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.schemas.bus.KeptFacts;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `switchlog edge`.
@Command(name = "edge", description = "Run a SIP edge, alone.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunEdge implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private KafkaOption kafka;

  @Mixin private OrdinalOption ordinal;

  @Mixin private SecretOption secret;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED]",
      converter = Listen.class,
      description =
          "An address to listen on, repeatable; ADVERTISED is what peers are told to send to.")
  private List<ListenerConfig> listen;

  @Option(
      names = "--loops",
      paramLabel = "N",
      defaultValue = "1",
      description = "Event loops, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int loops;

  @Option(
      names = "--datagram-bytes",
      paramLabel = "N",
      defaultValue = "" + EdgeCore.DATAGRAM_BYTES,
      description =
          "A larger INVITE goes over TCP where there is a listener for it, or over UDP if the peer"
              + " takes no connection. 65535: always over UDP. Default: ${DEFAULT-VALUE}.")
  private int datagramBytes;

  @Option(
      names = "--kept-mb",
      paramLabel = "N",
      defaultValue = "" + (KeptFacts.DEFAULT_BYTES >> 20),
      description =
          "Megabytes of facts to keep while Kafka does not take them. Default: ${DEFAULT-VALUE}.")
  private int keptMegabytes;

  @Mixin private CredentialsOption credentials;

  @Mixin private AdmissionOption admission;

  @Mixin private TlsOption tls;

  @Mixin private DnsOption dns;

  @Option(names = "--no-trace", description = "Do not publish the SIP messages.")
  private boolean noTrace;

  @Override
  public void run() {
    EdgeConfig config =
        new EdgeConfig(
            ordinal.value(),
            kafka.bootstrap(),
            secret.secret(),
            tls.apply(listen),
            loops,
            !noTrace,
            datagramBytes,
            (long) keptMegabytes << 20,
            credentials.read(),
            admission.read(),
            tls.read(),
            dns.read());
    try (Lifetime lifetime = new Lifetime()) {
      EdgeNode edge = lifetime.add(EdgeNode.start(config));
      if (NodeStart.checkTopics(spec, kafka, "calls are refused with 503")) {
        lifetime.awaitReady(edge::isReady);
      }
      String where =
          edge.listeners().stream()
              .map(each ->
                  each.name() + "=" + each.transport() + ":" + each.host() + ":" + each.port())
              .collect(Collectors.joining(" "));
      NodeStart.ready(spec, "edge-" + ordinal.value(), where);
      NodeStart.untilReplaced(lifetime, edge::isReplaced, "edge-" + ordinal.value());
    }
  }
}
