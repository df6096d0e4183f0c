package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A SIPp of Debian's package sip-tester, playing one of the scenarios in
/// `src/test/resources/sipp`.
final class Sipp implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /// What SIPp counted by its end.
  record Counts(int successful, int failed, int retransmissions) {}

  private final String scenario;
  private final Path folder;
  private final Child child;

  private Sipp(String scenario, Path folder, Child child) {
    this.scenario = scenario;
    this.folder = folder;
    this.child = child;
  }

  /// Starts a SIPp that waits for calls.
  ///
  /// @param calls how many, after which it ends by itself
  static Sipp callee(String scenario, Path folder, int port, int calls, String... options) {
    List<String> command = command(scenario, LOOPBACK, port, calls);
    command.addAll(List.of(options));
    return start(scenario, folder, command);
  }

  /// Starts a SIPp that calls.
  ///
  /// @param calls how many, after which it ends by itself
  static Sipp caller(
      String scenario,
      Path folder,
      int exchangePort,
      String calledUser,
      int calls,
      String... options) {
    return callerFrom(LOOPBACK, scenario, folder, exchangePort, calledUser, calls, options);
  }

  /// As [#caller], at one of this host's addresses, which the exchange has as well.
  ///
  /// @param host an address; IPv6 in brackets
  static Sipp callerFrom(
      String host,
      String scenario,
      Path folder,
      int exchangePort,
      String calledUser,
      int calls,
      String... options) {
    List<String> command = command(scenario, host, Ports.free(), calls);
    command.add(host + ":" + exchangePort);
    command.addAll(List.of("-s", calledUser));
    command.addAll(List.of(options));
    return start(scenario, folder, command);
  }

  /// Starts a SIPp behind a translator of addresses that makes one call.
  static Sipp behind(
      NatRouter router,
      String scenario,
      Path folder,
      int exchangePort,
      String calledUser,
      String... options) {
    List<String> command = command(scenario, NatRouter.PHONE, 5060, 1);
    command.add(NatRouter.HOST + ":" + exchangePort);
    command.addAll(List.of("-s", calledUser));
    command.addAll(List.of(options));
    return start(scenario, folder, router.inside(command));
  }

  private static List<String> command(String scenario, String host, int port, int calls) {
    URL file = Sipp.class.getResource("/sipp/" + scenario + ".xml");
    try {
      return new ArrayList<>(
          List.of(
              "sipp",
              "-sf",
              Path.of(Objects.requireNonNull(file, scenario).toURI()).toString(),
              "-i",
              host,
              "-p",
              Integer.toString(port),
              "-cp",
              Integer.toString(Ports.free()),
              "-mp",
              Integer.toString(Ports.block(4)),
              "-m",
              Integer.toString(calls),
              "-nostdin",
              "-trace_err",
              "-trace_stat",
              "-stf",
              "stat.csv",
              "-fd",
              "1"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Sipp start(String scenario, Path folder, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path own = Files.createTempDirectory(folder, scenario + "-");
      return new Sipp(scenario, own, Child.start("sipp", own, command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for its end.
  ///
  /// @return 0: all its calls went as they should
  int awaitExit(Duration atMost) {
    return child.awaitExit(atMost);
  }

  /// Waits until SIPp ended by itself with every call as its scenario says, else fails with what
  /// SIPp logged.
  Counts awaitSuccess(Duration atMost) {
    int exit = child.awaitExit(atMost);
    assertThat(exit).as(() -> "SIPp " + scenario + " ended with errors:\n" + errors()).isZero();
    return counts();
  }

  Counts counts() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("stat.csv"));
      List<String> names = List.of(lines.getFirst().split(";", -1));
      String[] values = lines.getLast().split(";", -1);
      Map<String, Integer> row = new HashMap<>();
      for (String name : List.of("SuccessfulCall(C)", "FailedCall(C)", "Retransmissions(C)")) {
        row.put(name, Integer.parseInt(values[names.indexOf(name)]));
      }
      return new Counts(
          row.getOrDefault("SuccessfulCall(C)", 0),
          row.getOrDefault("FailedCall(C)", 0),
          row.getOrDefault("Retransmissions(C)", 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String errors() {
    try (Stream<Path> files = Files.list(folder)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith("_errors.log")).toList()) {
        all.append(Files.readString(file));
      }
      return all.isEmpty() ? child.all() : all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
