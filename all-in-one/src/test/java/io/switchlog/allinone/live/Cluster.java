package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.broker.ThirdBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/// The platform as a carrier runs it: a broker and every node in a process of its own, so that any
/// of them can be killed.
final class Cluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final Path folder;
  private final Path secret;
  private final Path routing;
  private final String kafka;
  private final Map<String, Child> processes = new LinkedHashMap<>();
  private final Map<String, Launch> launches = new LinkedHashMap<>();
  private final Map<Integer, Integer> edgePorts = new LinkedHashMap<>();

  /// How a process is started, once more if need be.
  private record Launch(String mainClass, String ready, List<String> arguments) {}

  private Cluster(Path folder, String kafka) {
    this.folder = folder;
    this.kafka = kafka;
    this.secret = folder.resolve("secret");
    this.routing = folder.resolve("routing.yaml");
  }

  /// Starts a broker with its topics, and nothing else.
  ///
  /// @param routing the routing table, as `switchlog config apply` reads it
  static Cluster start(Path folder, String routing) {
    return prepare(folder, routing).broker().topics();
  }

  /// Starts nothing yet.
  static Cluster prepare(Path folder, String routing) {
    return over("127.0.0.1:" + Ports.free(), folder, routing);
  }

  /// Nodes over a Kafka that somebody else runs, or none yet.
  static Cluster over(String kafka, Path folder, String routing) {
    Cluster cluster = new Cluster(folder, kafka);
    try {
      Files.createDirectories(folder);
      Files.writeString(cluster.secret, "a secret that only this test uses");
      Files.writeString(cluster.routing, routing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cluster;
  }

  /// Starts the broker, over what an earlier one left in its folder.
  Cluster broker() {
    return launch(
        "broker",
        "broker ready",
        List.of(
            "broker",
            "--port",
            kafka.substring(kafka.lastIndexOf(':') + 1),
            "--data",
            folder.resolve("broker").toString()));
  }

  /// Creates the topics and applies the routing table.
  Cluster topics() {
    run("topics", "create");
    run("config", "apply", routing.toString());
    return this;
  }

  Cluster control(int ordinal) {
    return launch(
        "control-" + ordinal,
        "ready",
        List.of(
            "control",
            "--kafka",
            kafka,
            "--ordinal",
            Integer.toString(ordinal),
            "--secret-file",
            secret.toString(),
            "--standby",
            "1",
            "--state-dir",
            folder.resolve("state-" + ordinal).toString()));
  }

  /// An edge on 127.0.0.1.
  ///
  /// @param options more of them
  Cluster edge(int ordinal, String... options) {
    int port = edgePorts.computeIfAbsent(ordinal, o -> Ports.free());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "edge",
                "--kafka",
                kafka,
                "--ordinal",
                Integer.toString(ordinal),
                "--secret-file",
                secret.toString(),
                "--listen",
                "udp=udp:127.0.0.1:" + port));
    arguments.addAll(List.of(options));
    return launch("edge-" + ordinal, "ready", arguments);
  }

  /// Another edge with the ordinal of one that runs; the older one is given back.
  Child twinEdge(int ordinal) {
    Child older = Objects.requireNonNull(processes.get("edge-" + ordinal));
    processes.put("older-edge-" + ordinal, older);
    edgePorts.put(ordinal, Ports.free());
    edge(ordinal);
    return older;
  }

  Cluster media(int ordinal) {
    int first = 20_000 + ordinal * 4_000;
    return media(ordinal, first, first + 3_999);
  }

  /// A media node with ports of its own.
  ///
  /// @param options more of them
  Cluster media(int ordinal, int firstPort, int lastPort, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "media",
                "--kafka",
                kafka,
                "--ordinal",
                Integer.toString(ordinal),
                "--ports",
                firstPort + "-" + lastPort));
    arguments.addAll(List.of(options));
    return launch("media-" + ordinal, "ready", arguments);
  }

  private Cluster launch(String name, String ready, List<String> arguments) {
    launches.put(name, new Launch("io.switchlog.allinone.Switchlog", ready, arguments));
    begin(name).awaitOutput(ready, START);
    return this;
  }

  private Child begin(String name) {
    Launch launch = Objects.requireNonNull(launches.get(name), name);
    Child child = Child.java(name, folder, launch.mainClass, launch.arguments);
    processes.put(name, child);
    return child;
  }

  /// Three brokers that keep three copies of everything, of which two must be in step.
  ///
  /// @see ThirdBroker
  Cluster threeBrokers() {
    List<String> ports = List.of(kafka.split(",", -1));
    String controllers = Ports.free() + "," + Ports.free() + "," + Ports.free();
    String clusterId = Uuid.randomUuid().toString();
    for (int id = 1; id <= ports.size(); id++) {
      List<String> arguments =
          List.of(
              Integer.toString(id),
              kafka,
              controllers,
              clusterId,
              folder.resolve("broker-" + id).toString());
      launches.put(
          "broker-" + id, new Launch(ThirdBroker.class.getName(), ThirdBroker.READY, arguments));
    }
    startAgain(List.copyOf(launches.keySet()));
    return this;
  }

  /// Starts processes as they were started before, side by side; one that gives up before it is
  /// ready is started again, as whatever supervises it would.
  ///
  /// @return how often that was
  int startAgain(Collection<String> names) {
    names.forEach(this::begin);
    AtomicInteger givenUp = new AtomicInteger();
    Awaitility.await(names + " to be ready")
        .atMost(START.multipliedBy(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          boolean ready = true;
          for (String name : names) {
            Child child = Objects.requireNonNull(processes.get(name), name);
            Launch launch = Objects.requireNonNull(launches.get(name), name);
            boolean thisOne = child.out().contains(launch.ready);
            if (!thisOne && !child.isAlive()) {
              givenUp.incrementAndGet();
              begin(name);
            }
            ready &= thisOne;
          }
          return ready;
        });
    return givenUp.get();
  }

  int edgePort(int ordinal) {
    return Objects.requireNonNull(edgePorts.get(ordinal));
  }

  String kafka() {
    return kafka;
  }

  /// kill -9.
  void kill(String name) {
    Objects.requireNonNull(processes.remove(name), name).kill();
  }

  /// kill -9 of several at once.
  void kill(Collection<String> names) {
    List<Child> struck =
        names.stream().map(name -> Objects.requireNonNull(processes.remove(name), name)).toList();
    struck.forEach(Child::strike);
    struck.forEach(Child::kill);
  }

  /// The processes that run, in the order in which they were first started.
  List<String> running() {
    return launches.keySet().stream().filter(processes::containsKey).toList();
  }

  long pid(String name) {
    return Objects.requireNonNull(processes.get(name), name).pid();
  }

  /// What a node printed so far.
  String printedBy(String name) {
    return Objects.requireNonNull(processes.get(name), name).all();
  }

  /// Runs a command and fails unless it ends with 0.
  String run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", kafka));
    if (arguments[0].equals("replay")) {
      all.addAll(List.of("--secret-file", secret.toString()));
    }
    try (Child child = Child.switchlog(arguments[0], folder, all)) {
      int exit = child.awaitExit(Duration.ofMinutes(2));
      if (exit != 0) {
        throw new AssertionError(
            String.join(" ", all) + " ended with " + exit + ":\n" + child.all());
      }
      return child.out();
    }
  }

  /// Waits until every call is over for the journal too: a phone hears of its end a moment before.
  void awaitNoLiveCalls() {
    Awaitility.await("no live calls")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(run("calls", "--live")).contains("no calls"));
  }

  @Override
  public void close() {
    List<Child> reversed = new ArrayList<>(processes.values()).reversed();
    reversed.forEach(Child::close);
  }
}
