package io.switchlog.allinone.cli;

import io.switchlog.allinone.config.CredentialsFile;
import io.switchlog.allinone.config.EdgeFile;
import io.switchlog.allinone.dev.Lifetime;
import io.switchlog.edge.EdgeCheck;
import io.switchlog.edge.EdgeConfig;
import io.switchlog.edge.EdgeNode;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.Credentials;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.schemas.bus.KeptFacts;
import io.switchlog.wire.token.ClusterSecret;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `switchlog edge`.
@Command(name = "edge", description = "Run a SIP edge, alone.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunEdge implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RunEdge.class);

  /// What says which edge it is, and not how it is.
  private static final Set<String> BESIDE_A_FILE =
      Set.of("--kafka", "--ordinal", "--secret-file", "--drain", "--config", "--check");

  private static final ClusterSecret ANY_SECRET =
      ClusterSecret.of(new byte[ClusterSecret.MINIMUM_BYTES]);

  @Spec private CommandSpec spec;

  @Mixin private KafkaOption kafka;

  @Mixin private OrdinalOption ordinal;

  @Mixin private SecretOption secret;

  @Option(
      names = "--listen",
      paramLabel = "NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED]",
      converter = Listen.class,
      description =
          "An address to listen on, repeatable; ADVERTISED is what peers are told to send to.")
  private List<ListenerConfig> listen = new ArrayList<>();

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

  @Option(
      names = "--refuse-short-tokens",
      description =
          "Refuse requests in calls that a build of rules 12 or before began, whose names are signed"
              + " with 40 bits in place of 80. Their calls are cut off: for when none of them is up"
              + " any more.")
  private boolean refuseShortTokens;

  @Mixin private CredentialsOption credentials;

  @Mixin private AdmissionOption admission;

  @Mixin private TlsOption tls;

  @Mixin private DnsOption dns;

  @Option(names = "--no-trace", description = "Do not publish the SIP messages.")
  private boolean noTrace;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long an edge that is told to end (SIGTERM) refuses new calls with 503 and waits for"
              + " the answers and connections that it has. 0: not at all. Default: ${DEFAULT-VALUE}.")
  private int drain;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "All that the other options say but --kafka, --ordinal and --secret-file, as a file: see"
              + " docs/edges.md.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "Say whether the edge could start so, and do not start it.")
  private boolean check;

  @Override
  public void run() {
    EdgeFile.Settings settings = config == null ? ofOptions() : ofFile(config);
    if (drain < 0 || drain > 3_600) {
      throw new ParameterException(
          spec.commandLine(), "--drain: found " + drain + ", expected 0 to 3600");
    }
    Path file = settings.credentials();
    Credentials logins = file == null ? credentials.read() : CredentialsFile.read(file);
    if (check) {
      // Whatever its ordinal and its secret are: they are not asked for.
      var _ = settings.of(0, kafka.bootstrap(), ANY_SECRET, logins);
      tell(settings);
      return;
    }
    start(settings.of(ordinal.value(), kafka.bootstrap(), secret.secret(), logins));
  }

  private EdgeFile.Settings ofOptions() {
    if (listen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--listen or --config: expected one of them, to say where the edge listens");
    }
    return new EdgeFile.Settings(
        tls.apply(listen),
        tls.read(),
        dns.read(),
        admission.read(),
        admission.egress(),
        datagramBytes,
        keptMegabytes,
        loops,
        !refuseShortTokens,
        null,
        !noTrace);
  }

  /// What stands in a file is not said a second time.
  private EdgeFile.Settings ofFile(Path file) {
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!BESIDE_A_FILE.contains(option.longestName())) {
        throw new ParameterException(
            spec.commandLine(),
            option.longestName() + " and --config: expected one of them, put it into the file");
      }
    }
    return EdgeFile.read(file);
  }

  private void tell(EdgeFile.Settings settings) {
    PrintWriter out = spec.commandLine().getOut();
    Instant until = EdgeCheck.certificates(settings.tls());
    for (ListenerConfig each : settings.listeners()) {
      out.printf(
          "listener %s: %s %s, port %d, told to peers as %s%n",
          each.name(), each.transport(), each.bindHost(), each.port(), each.advertisedHost());
    }
    if (until != null) {
      out.printf("certificates: valid until %s%n", until);
    }
    out.println("an edge could start so");
    out.flush();
  }

  private void start(EdgeConfig config) {
    try (Lifetime lifetime = new Lifetime()) {
      lifetime.drains(drain);
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
      boolean signalled = !lifetime.awaitOr(() -> edge.isReplaced() || edge.drainSeconds() != null);
      if (!signalled && edge.isReplaced()) {
        throw NodeStart.replaced("edge-" + ordinal.value());
      }
      end(edge, lifetime);
    }
  }

  private void end(EdgeNode edge, Lifetime lifetime) {
    Integer ordered = edge.drainSeconds();
    if (ordered != null) {
      LOG.info(
          "edge-{} was ordered to drain: no new calls, and the end within {} s",
          ordinal.value(),
          ordered);
    }
    edge.drain();
    if (!lifetime.awaitDrained(edge::isIdle, ordered)) {
      LOG.warn(
          "edge-{} ends with {} calls that wait for an answer and {} connections after {} s",
          ordinal.value(),
          edge.load(),
          edge.connections(),
          ordered == null ? drain : ordered);
    }
  }
}
