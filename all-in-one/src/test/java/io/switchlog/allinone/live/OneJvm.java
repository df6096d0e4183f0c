package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.broker.BrokerConfig;
import io.switchlog.allinone.broker.EmbeddedBroker;
import io.switchlog.allinone.cli.Ran;
import io.switchlog.allinone.config.RoutingStore;
import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.allinone.dev.Lifetime;
import io.switchlog.allinone.dev.SecretFile;
import io.switchlog.control.ControlConfig;
import io.switchlog.control.ControlNode;
import io.switchlog.edge.EdgeConfig;
import io.switchlog.edge.EdgeNode;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.media.MediaConfig;
import io.switchlog.media.MediaNode;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.topic.TopicLayout;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/// The platform in this JVM, with a broker whose settings a test can change under it, and with
/// instances of call control that come and go.
final class OneJvm implements AutoCloseable {
  /// Of the topics spread by key.
  static final int PARTITIONS = 6;

  private static final Duration LONG = Duration.ofSeconds(90);

  private final Path folder;
  private final EmbeddedBroker broker;
  private final Lifetime lifetime = new Lifetime();
  private final Map<Integer, ControlNode> controls = new TreeMap<>();
  private final int sipPort = Ports.free();

  private OneJvm(Path folder, EmbeddedBroker broker) {
    this.folder = folder;
    this.broker = lifetime.add(broker);
  }

  /// Starts all of it, with one instance of call control.
  ///
  /// @param settings the broker's own
  static OneJvm start(Path folder, Map<String, String> settings, RoutingTable routing) {
    OneJvm platform =
        new OneJvm(
            folder,
            EmbeddedBroker.start(BrokerConfig.keptIn(folder.resolve("broker")).with(settings)));
    try {
      platform.start(routing);
      return platform;
    } catch (RuntimeException e) {
      platform.close();
      throw e;
    }
  }

  /// Makes the topics that are missing.
  void layOut() {
    try (ClusterTopics topics = ClusterTopics.connect(bus())) {
      topics.ensure(new TopicLayout(PARTITIONS, 2, (short) 1));
    }
  }

  private void start(RoutingTable routing) {
    layOut();
    new RoutingStore(bus(), InstantSource.system()).ensure(routing);
    MediaNode media =
        lifetime.add(
            MediaNode.start(
                new MediaConfig(
                    0,
                    broker.bootstrap(),
                    "127.0.0.1",
                    "127.0.0.1",
                    26_000,
                    29_999,
                    MediaConfig.DEFAULT_REPORT_INTERVAL)));
    ControlNode control = beginControl(0);
    EdgeNode edge =
        lifetime.add(
            EdgeNode.start(
                new EdgeConfig(
                    0,
                    broker.bootstrap(),
                    SecretFile.readOrMake(secret()),
                    List.of(new ListenerConfig("udp", Transport.UDP, "127.0.0.1", sipPort, "")),
                    1,
                    false,
                    EdgeCore.DATAGRAM_BYTES)));
    lifetime.awaitReady(() -> control.isRunning() && edge.isReady() && media.isReady());
  }

  /// An instance of call control that gives up after ten seconds what cannot be written.
  ControlNode beginControl(int ordinal) {
    ControlNode control =
        ControlNode.start(
            new ControlConfig(
                    ordinal,
                    broker.bootstrap(),
                    SecretFile.readOrMake(secret()),
                    folder.resolve("state-" + ordinal),
                    1,
                    0)
                .cold()
                .delivering(10_000));
    controls.put(ordinal, control);
    return control;
  }

  /// Ends an instance of call control in good order.
  void endControl(int ordinal) {
    Objects.requireNonNull(controls.remove(ordinal)).close();
  }

  /// How many writes of the instances that run the bus has refused.
  long refusedWrites() {
    return controls.values().stream().mapToLong(each -> each.counters().refusedWrites()).sum();
  }

  BusConfig bus() {
    return new BusConfig(broker.bootstrap());
  }

  EmbeddedBroker broker() {
    return broker;
  }

  int sipPort() {
    return sipPort;
  }

  Path secret() {
    return folder.resolve("secret");
  }

  /// Runs a command against it.
  Ran run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", broker.bootstrap()));
    if (arguments[0].equals("replay")) {
      all.addAll(List.of("--secret-file", secret().toString()));
    }
    return Ran.switchlog(all.toArray(String[]::new));
  }

  /// A whole call, once one is taken.
  void callEcho() {
    try (UdpPhone phone = UdpPhone.listen("alice", "127.0.0.1", 0)) {
      Awaitility.await("a call to be taken")
          .atMost(LONG)
          .until(() -> {
            phone.call("sip:echo@127.0.0.1", "127.0.0.1:" + sipPort);
            phone.await(log -> log.state() == State.TALKING || log.state() == State.ENDED, LONG);
            return Objects.requireNonNull(phone.log()).state() == State.TALKING;
          });
      phone.hangUp();
      assertThat(phone.await(State.ENDED, LONG)).as(() -> "" + phone.log()).isTrue();
    }
  }

  /// Waits until every call is over for the journal too.
  void awaitNoLiveCalls() {
    Awaitility.await("no live calls")
        .atMost(Duration.ofSeconds(60))
        .until(() -> run("calls", "--live").out().contains("no calls"));
  }

  @Override
  public void close() {
    controls.values().forEach(ControlNode::close);
    lifetime.close();
  }
}
