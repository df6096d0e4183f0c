package io.switchlog.allinone.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A translator of addresses that the kernel plays: a network namespace for a phone with a private
/// address, and one for a router that stands between it and this host. Nothing leaves the machine.
///
///     phone 192.168.77.2 ── 192.168.77.1 router OUTSIDE_BEFORE:20000-20999 ── HOST this host
final class NatRouter implements AutoCloseable {
  /// This host as the phone reaches it.
  static final String HOST = "10.99.77.1";

  /// What the phone thinks it is at.
  static final String PHONE = "192.168.77.2";

  /// What others see it at.
  static final String OUTSIDE_BEFORE = "10.99.77.2";

  /// The same, once the router has forgotten it.
  static final String OUTSIDE_AFTER = "10.99.77.3";

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Path folder;
  private final String phone = "slp" + ProcessHandle.current().pid();
  private final String router = "slr" + ProcessHandle.current().pid();
  private final String link = "slo" + ProcessHandle.current().pid();

  private NatRouter(Path folder) {
    this.folder = folder;
  }

  /// Why there can be none here; null: there can.
  static @Nullable String obstacle() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "only root makes network namespaces";
    }
    for (String program : List.of("/usr/sbin/ip", "/usr/sbin/nft")) {
      if (!Files.isExecutable(Path.of(program))) {
        return "there is no " + program + " (Debian's packages iproute2 and nftables)";
      }
    }
    return null;
  }

  /// Sets it up.
  static NatRouter start(Path folder) {
    NatRouter made = new NatRouter(folder);
    try {
      made.make();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void make() {
    run("ip", "netns", "add", phone);
    run("ip", "netns", "add", router);
    run("ip link add in0 netns %s type veth peer name in1 netns %s".formatted(phone, router));
    run("ip link add %s type veth peer name out1 netns %s".formatted(link, router));
    run("ip -n %s addr add %s/24 dev in0".formatted(phone, PHONE));
    run("ip -n %s link set in0 up".formatted(phone));
    run("ip -n %s link set lo up".formatted(phone));
    run("ip -n %s addr add 192.168.77.1/24 dev in1".formatted(router));
    run("ip -n %s link set in1 up".formatted(router));
    run("ip addr add %s/24 dev %s".formatted(HOST, link));
    run("ip link set %s up".formatted(link));
    run("ip -n %s route add default via 192.168.77.1".formatted(phone));
    run("ip netns exec %s sh -c".formatted(router), "echo 1 > /proc/sys/net/ipv4/ip_forward");
    bindAnew();
  }

  /// It maps to the first address again.
  void bindAnew() {
    run("sh", script("bind", OUTSIDE_BEFORE, 20_000).toString());
  }

  /// A shell script after which the router has forgotten all that it had mapped, and maps to
  /// another address and other ports.
  Path rebind() {
    return script("rebind", OUTSIDE_AFTER, 30_000);
  }

  private Path script(String name, String outside, int firstPort) {
    String text =
        """
        ip -n %1$s link set out1 down
        ip -n %1$s addr flush dev out1
        ip -n %1$s addr add %2$s/24 dev out1
        ip netns exec %1$s nft -f - <<'RULES'
        flush ruleset
        table ip nat {
          chain out {
            type nat hook postrouting priority 100
            oifname "out1" meta l4proto { tcp, udp } masquerade to :%3$d-%4$d
          }
        }
        RULES
        ip -n %1$s link set out1 up
        """
            .formatted(router, outside, firstPort, firstPort + 999);
    try {
      return Files.writeString(folder.resolve(name + ".sh"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A command as the phone's namespace runs it.
  List<String> inside(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", phone));
    all.addAll(command);
    return all;
  }

  private void run(String words, String... more) {
    List<String> command = new ArrayList<>(List.of(words.split(" ")));
    command.addAll(List.of(more));
    try (Child child = Child.start("ip", folder, command)) {
      int exit = child.awaitExit(LONG);
      if (exit != 0) {
        throw new IllegalStateException(
            "expected " + command + " to succeed, found " + exit + ": " + child.all());
      }
    }
  }

  /// Whatever there is of it is gone.
  @Override
  public void close() {
    for (String namespace : List.of(phone, router)) {
      if (Files.exists(Path.of("/run/netns", namespace))) {
        run("ip", "netns", "del", namespace);
      }
    }
  }
}
