package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// The whole platform as a stranger runs it: `switchlog dev` in a process of its own, with a broker
/// of its own.
final class Exchange implements AutoCloseable {
  /// What a command printed and how it ended.
  record Printed(int exit, String out, String err) {}

  private final Path folder;
  private final Child dev;
  private final int sipPort;
  private final int kafkaPort;

  private Exchange(Path folder, Child dev, int sipPort, int kafkaPort) {
    this.folder = folder;
    this.dev = dev;
    this.sipPort = sipPort;
    this.kafkaPort = kafkaPort;
  }

  /// Starts it and waits until it takes calls.
  ///
  /// @param options of `switchlog dev`, such as routes
  static Exchange start(Path folder, String... options) {
    int sipPort = Ports.free();
    int kafkaPort = Ports.free();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "dev",
                "--data",
                folder.resolve("data").toString(),
                "--sip-port",
                Integer.toString(sipPort),
                "--kafka-port",
                Integer.toString(kafkaPort)));
    arguments.addAll(List.of(options));
    Child dev = Child.switchlog("dev", folder, arguments);
    dev.awaitOutput("Ctrl-C ends it", Duration.ofSeconds(90));
    return new Exchange(folder, dev, sipPort, kafkaPort);
  }

  int sipPort() {
    return sipPort;
  }

  /// Of somebody that it may know.
  String uri(String user) {
    return "sip:" + user + "@127.0.0.1:" + sipPort;
  }

  String kafka() {
    return "127.0.0.1:" + kafkaPort;
  }

  /// Runs a command against this exchange.
  Printed run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", kafka()));
    if (arguments[0].equals("replay")) {
      all.addAll(List.of("--secret-file", folder.resolve("data/secret").toString()));
    }
    try (Child child = Child.switchlog(arguments[0], folder, all)) {
      int exit = child.awaitExit(Duration.ofMinutes(2));
      return new Printed(exit, child.out(), child.err());
    }
  }

  /// Waits until every call is over for the journal too: a phone hears of its end a moment before.
  void awaitNoLiveCalls() {
    Awaitility.await("no live calls")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(run("calls", "--live").out()).contains("no calls"));
  }

  String log() {
    return dev.all();
  }

  @Override
  public void close() {
    dev.close();
  }
}
