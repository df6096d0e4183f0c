package io.switchlog.allinone.cli;

import io.switchlog.allinone.config.RoutingFile;
import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.allinone.dev.DevCertificate;
import io.switchlog.allinone.dev.DevConfig;
import io.switchlog.allinone.dev.DevPlatform;
import io.switchlog.control.core.routing.Router;
import io.switchlog.control.core.routing.Routing;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.node.ListenerAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `switchlog dev`.
@Command(
    name = "dev",
    description =
        "Run the whole platform in one JVM: a Kafka broker, an edge, call control, a media node.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DevCommand implements Runnable {
  static final String DATA_FOLDER = ".switchlog";
  static final Path DATA = Path.of(DATA_FOLDER);

  private static final int USUAL_PORT = 5_060;

  private static final String USUAL_KAFKA = "127.0.0.1:9092";

  @Spec private CommandSpec spec;

  @Option(
      names = "--fresh",
      description = "Throw away first what an earlier run left in the folder.")
  private boolean fresh;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DATA_FOLDER,
      description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A routing file to put in force, see docs/routing.md.")
  private @Nullable Path config;

  @Option(
      names = "--route",
      paramLabel = "REGEX=SIP-URI",
      description =
          "Calls whose called user matches go there; repeatable, the first match wins. Comes before"
              + " the rules echo and music; not together with --config.")
  private List<String> routes = List.of();

  @Option(
      names = "--sip-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address for SIP and RTP. Default: ${DEFAULT-VALUE}.")
  private String sipHost;

  @Option(
      names = "--sip-port",
      paramLabel = "PORT",
      defaultValue = "5060",
      description = "The port for SIP over UDP and TCP. Default: ${DEFAULT-VALUE}.")
  private int sipPort;

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      description =
          "The port for SIP over TLS. Default: 5061, beside another --sip-port a free one.")
  private @Nullable Integer tlsPort;

  @Option(
      names = "--ws-port",
      paramLabel = "PORT",
      description = "The port for SIP over WebSocket. Default: 5066, or as above.")
  private @Nullable Integer wsPort;

  @Option(
      names = "--wss-port",
      paramLabel = "PORT",
      description = "The port for SIP over WebSocket and TLS. Default: 5067, or as above.")
  private @Nullable Integer wssPort;

  @Option(
      names = "--media-ports",
      paramLabel = "A-B",
      defaultValue = "20000-29999",
      converter = PortRange.Converter.class,
      description = "The ports for RTP. Default: ${DEFAULT-VALUE}.")
  private PortRange mediaPorts;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      converter = KafkaOption.Address.class,
      description = "Use this broker instead of one of our own.")
  private @Nullable String kafka;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "The port of our own broker on 127.0.0.1. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of the topics spread by key, 1 to 1024. Default: 4, or as many as there are.")
  private @Nullable Integer partitions;

  @Option(
      names = "--loops",
      paramLabel = "N",
      defaultValue = "1",
      description = "Event loops of the edge, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int loops;

  @Option(names = "--no-trace", description = "Do not keep the SIP messages.")
  private boolean noTrace;

  @Mixin private SecretOption secret;

  @Mixin private CredentialsOption credentials;

  @Mixin private AdmissionOption admission;

  @Mixin private TlsOption tls;

  @Mixin private DnsOption dns;

  @Override
  public void run() {
    checkPort("--sip-port", sipPort);
    checkPort("--tls-port", port(tlsPort, 5_061));
    checkPort("--ws-port", port(wsPort, 5_066));
    checkPort("--wss-port", port(wssPort, 5_067));
    checkPort("--kafka-port", kafkaPort);
    if (partitions != null && (partitions < 1 || partitions > 1024)) {
      throw new ParameterException(
          spec.commandLine(), "--partitions: found " + partitions + ", expected 1 to 1024");
    }
    if (fresh && kafka != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--fresh and --kafka: expected one of them, a broker that is not ours is not emptied");
    }
    long start = System.nanoTime();
    try (DevPlatform platform = DevPlatform.start(devConfig())) {
      long millis = (System.nanoTime() - start) / 1_000_000;
      greet(platform, millis, spec.commandLine().getOut());
      platform.await();
    }
  }

  /// A second exchange on a machine finds the usual ports taken.
  private int port(@Nullable Integer chosen, int usual) {
    return chosen != null ? chosen : sipPort == USUAL_PORT ? usual : 0;
  }

  private void checkPort(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(),
          option + ": found " + port + ", expected 1 to 65535, or 0 for one that is free");
    }
  }

  private DevConfig devConfig() {
    return new DevConfig(
        data,
        fresh,
        kafka,
        kafkaPort,
        partitions,
        sipHost,
        sipPort,
        port(tlsPort, 5_061),
        port(wsPort, 5_066),
        port(wssPort, 5_067),
        mediaPorts.min(),
        mediaPorts.max(),
        loops,
        !noTrace,
        secret.file(),
        credentials.read(),
        admission.read(),
        admission.egress(),
        tls.read(),
        tls.clients(),
        tls.origins(),
        dns.read(),
        routing(),
        config != null || !routes.isEmpty());
  }

  private RoutingTable routing() {
    if (config != null) {
      if (!routes.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "--route and --config: expected one of them, put the routes into the file");
      }
      return RoutingFile.read(config);
    }
    List<Rule> rules = new ArrayList<>();
    for (String route : routes) {
      try {
        rules.add(RoutingRules.route(rules.size() + 1, route));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--route: found " + e.getMessage(), e);
      }
    }
    return RoutingRules.usual(rules);
  }

  private void greet(DevPlatform platform, long millis, PrintWriter out) {
    ListenerAddress sip = platform.listeners().getFirst();
    String address = sip.host() + ":" + sip.port();
    String flags = platform.kafka().equals(USUAL_KAFKA) ? "" : " --kafka " + platform.kafka();
    String rules =
        platform.routing().rules().stream().map(Rule::name).collect(Collectors.joining(", "));
    out.printf("switchlog ready after %.1f s%n%n", millis / 1_000.0);
    out.printf(
        "  SIP      %s%n",
        platform.listeners().stream()
            .map(each -> each.transport() + " " + each.host() + ":" + each.port())
            .collect(Collectors.joining(", ")));
    if (!tls.hasCertificates()) {
      out.printf("           TLS with %s, made for this folder%n", DevCertificate.in(data).chain());
    }
    out.printf("  RTP      %s ports %d-%d%n", sipHost, mediaPorts.min(), mediaPorts.max());
    out.printf("  Kafka    %s%s%n", platform.kafka(), kafka == null ? ", log in " + data : "");
    out.printf("  routing  table %d: %s%n%n", platform.routing().version(), rules);
    String password = platform.password();
    if (password != null) {
      out.printf(
          "  users    1000 to 1009, password %s: it is not shown again ('switchlog users passwd')%n%n",
          password);
    }
    out.printf("Try, in another terminal:%n");
    if (Router.route("echo", platform.routing()) instanceof Routing.Routed(_, Action.Echo(), _)) {
      out.printf("  baresip -e '/dial sip:echo@%s'   a phone that hears itself%n", address);
    }
    out.printf("  two phones, registered as 1000 and 1001 at %s: they call each other%n", address);
    out.printf("  ./switchlog registrations%s   who is registered%n", flags);
    out.printf("  ./switchlog calls%s   what was called%n", flags);
    out.printf(
        "  ./switchlog replay --all%s   the same calls decided again%n", flags + replayFlags());
    out.printf("  ./switchlog demo   a call from phone to phone, with its ladder%n%n");
    out.printf("Ctrl-C ends it.%n");
    out.flush();
  }

  /// How a replay finds the secret.
  private String replayFlags() {
    if (secret.file() != null) {
      return " --secret-file " + secret.file();
    }
    return data.equals(DATA) ? "" : " --data " + data;
  }
}
