package io.switchlog.testkit.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Debian's dnsmasq with records of a test's own.
public final class NameServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/dnsmasq");

  private final Process process;
  private final InetSocketAddress address;

  private NameServer(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /// Whether it can be started here: Debian's package is dnsmasq-base.
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /// Starts one, which needs a moment until it answers.
  ///
  /// @param options that say its records, such as `--address=/pbx.example/192.0.2.7`
  public static NameServer start(Path folder, String... options) {
    return startAt(free(), folder, options);
  }

  /// As above, where one was before.
  public static NameServer startAt(InetSocketAddress address, Path folder, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--no-daemon",
                "--pid-file=",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--local=/example/",
                "--port=" + address.getPort()));
    command.addAll(List.of(options));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("dnsmasq.log").toFile())
              .start();
      return new NameServer(process, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress free() {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (DatagramSocket probe = new DatagramSocket(0, loopback)) {
      return new InetSocketAddress(loopback, probe.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it is asked.
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
