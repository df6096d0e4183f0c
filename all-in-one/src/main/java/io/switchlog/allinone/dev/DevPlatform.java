package io.switchlog.allinone.dev;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.switchlog.allinone.broker.BrokerConfig;
import io.switchlog.allinone.broker.BrokerStartException;
import io.switchlog.allinone.broker.EmbeddedBroker;
import io.switchlog.allinone.config.RoutingStore;
import io.switchlog.control.ControlConfig;
import io.switchlog.control.ControlNode;
import io.switchlog.edge.EdgeConfig;
import io.switchlog.edge.EdgeNode;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.media.MediaConfig;
import io.switchlog.media.MediaNode;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.KeptFacts;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.topic.TopicLayout;
import io.switchlog.wire.token.ClusterSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The whole platform in this JVM: a broker unless one is given, then one node of each kind.
public final class DevPlatform implements AutoCloseable {
  private static final String STATE = "state";

  private final Lifetime lifetime;
  private final String kafka;
  private final EdgeNode edge;
  private final RoutingTable routing;
  private final ClusterSecret secret;
  private final @Nullable String password;

  private DevPlatform(
      Lifetime lifetime,
      String kafka,
      EdgeNode edge,
      RoutingTable routing,
      ClusterSecret secret,
      @Nullable String password) {
    this.lifetime = lifetime;
    this.kafka = kafka;
    this.edge = edge;
    this.routing = routing;
    this.secret = secret;
    this.password = password;
  }

  /// Starts everything, in seconds; what had started is closed again where a later part cannot.
  ///
  /// @throws RuntimeException each part's own, with a one-line message
  public static DevPlatform start(DevConfig config) {
    Lifetime lifetime = new Lifetime();
    try {
      return start(config, lifetime);
    } catch (CompletionException e) {
      lifetime.close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (RuntimeException e) {
      lifetime.close();
      throw e;
    }
  }

  private static DevPlatform start(DevConfig config, Lifetime lifetime) {
    PortsTaken.check(config);
    saveWords();
    Path secretFile = config.secretFile();
    ClusterSecret secret =
        secretFile == null
            ? SecretFile.readOrMake(config.data().resolve(SecretFile.NAME))
            : SecretFile.read(secretFile);
    // Beside the broker, which takes longer.
    CompletableFuture<TlsSettings> tls = CompletableFuture.supplyAsync(() -> tls(config));
    String kafka = config.kafka();
    if (kafka == null) {
      kafka =
          lifetime
              .add(
                  EmbeddedBroker.start(
                      new BrokerConfig(config.data(), config.kafkaPort(), config.fresh())))
              .bootstrap();
    }
    if (config.fresh()) {
      // What is derived from a log that is gone must go with it.
      delete(config.data().resolve(STATE));
    }
    BusConfig bus = new BusConfig(kafka);
    layOut(bus, config);
    RoutingStore store = new RoutingStore(bus, InstantSource.system());
    RoutingTable current = store.current();
    RoutingTable routing =
        current == null || config.routingChosen() ? store.ensure(config.routing()) : current;
    String password = DevUsers.make(bus, config.admission().authentication().realm());
    EdgeNode edge = startNodes(config, lifetime, kafka, secret, tls);
    return new DevPlatform(lifetime, kafka, edge, routing, secret, password);
  }

  /// Call control, which warms up and joins its group for longest, beside the two others. Returns
  /// when calls can be taken.
  private static EdgeNode startNodes(
      DevConfig config,
      Lifetime lifetime,
      String kafka,
      ClusterSecret secret,
      CompletableFuture<TlsSettings> tls) {
    ControlStart control =
        lifetime.add(
            ControlStart.begin(
                new ControlConfig(0, kafka, secret, config.data().resolve(STATE), 1, 0)));
    MediaNode media =
        lifetime.add(
            MediaNode.start(
                new MediaConfig(
                    0,
                    kafka,
                    config.sipHost(),
                    config.sipHost(),
                    config.mediaPortMin(),
                    config.mediaPortMax(),
                    MediaConfig.DEFAULT_REPORT_INTERVAL)));
    EdgeNode edge = lifetime.add(EdgeNode.start(edge(config, kafka, secret, made(tls))));
    ControlNode started = control.await();
    lifetime.awaitReady(() -> started.isRunning() && edge.isReady() && media.isReady());
    return edge;
  }

  /// The caller tells what is up, and where; of the nodes only their warnings are of use beside it.
  private static void saveWords() {
    if (LoggerFactory.getLogger("io.switchlog") instanceof Logger all) {
      all.setLevel(Level.WARN);
    }
  }

  private static void layOut(BusConfig bus, DevConfig config) {
    try (ClusterTopics topics = ClusterTopics.connect(bus)) {
      Integer partitions = config.partitions();
      if (partitions == null && topics.isLaidOut()) {
        topics.check();
        ClusterTopics.publishSchemas(bus);
        return;
      }
      TopicLayout usual = TopicLayout.DEVELOPMENT;
      topics.ensure(
          new TopicLayout(
              partitions == null ? usual.keyPartitions() : partitions,
              usual.nodePartitions(),
              topics.usualReplication()));
    }
  }

  static EdgeConfig edge(DevConfig config, String kafka, ClusterSecret secret, TlsSettings tls) {
    List<ListenerConfig> listeners =
        List.of(
            new ListenerConfig("udp", Transport.UDP, config.sipHost(), config.sipPort(), ""),
            new ListenerConfig("tcp", Transport.TCP, config.sipHost(), config.sipPort(), ""),
            listener(config, "tls", Transport.TLS, config.tlsPort()),
            listener(config, "ws", Transport.WS, config.wsPort()),
            listener(config, "wss", Transport.WSS, config.wssPort()));
    return new EdgeConfig(
        0,
        kafka,
        secret,
        listeners,
        config.loops(),
        config.trace(),
        EdgeCore.DATAGRAM_BYTES,
        KeptFacts.DEFAULT_BYTES,
        config.credentials(),
        config.admission(),
        config.egress(),
        tls,
        config.dns());
  }

  private static ListenerConfig listener(
      DevConfig config, String name, Transport transport, int port) {
    return new ListenerConfig(
        name,
        transport,
        config.sipHost(),
        port,
        "",
        transport.isSecure() ? config.clients() : ClientCertificates.NONE,
        config.origins());
  }

  private static TlsSettings made(CompletableFuture<TlsSettings> tls) {
    try {
      return tls.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DevCertificate.Unusable unusable ? unusable : e;
    }
  }

  private static TlsSettings tls(DevConfig config) {
    TlsSettings given = config.tls();
    return given.certificates().isEmpty()
        ? new TlsSettings(
            List.of(DevCertificate.readOrMake(config.data(), config.sipHost())),
            given.trusted(),
            given.trusted() != null && given.verifiesServers())
        : given;
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new BrokerStartException("folder " + folder + " cannot be emptied: " + e, e);
    }
  }

  /// The bus, `host:port`.
  public String kafka() {
    return kafka;
  }

  /// Where the edge listens.
  public List<ListenerAddress> listeners() {
    return edge.listeners();
  }

  /// Whether calls are taken.
  public boolean isReady() {
    return edge.isReady();
  }

  /// The routing table in force.
  public RoutingTable routing() {
    return routing;
  }

  /// The password of the users 1000 to 1009, where they were made by this start; else null.
  public @Nullable String password() {
    return password;
  }

  /// The cluster's secret, which a replay needs.
  public ClusterSecret secret() {
    return secret;
  }

  /// Blocks until the process is told to end or this thread is interrupted.
  public void await() {
    lifetime.await();
  }

  @Override
  public void close() {
    lifetime.close();
  }
}
