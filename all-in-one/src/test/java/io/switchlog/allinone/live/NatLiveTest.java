package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Phones behind a translator of addresses that the kernel plays. Needs root, and Debian's iproute2
/// and nftables; without them the test says so and is skipped.
class NatLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int HANGS_UP = Ports.free();
  private static final int HEARS = Ports.free();
  private static final int RINGS = Ports.free();

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static NatRouter router;

  @SuppressWarnings("NullAway.Init")
  private static Exchange exchange;

  @BeforeAll
  static void start() {
    String obstacle = NatRouter.obstacle();
    if (obstacle != null) {
      System.out.println(
          "SKIPPED NatLiveTest: " + obstacle + ", so that calls from behind a NAT were not tried");
    }
    Assumptions.assumeTrue(obstacle == null, String.valueOf(obstacle));
    router = NatRouter.start(folder);
    exchange =
        Exchange.start(
            folder.resolve("exchange"),
            "--sip-host",
            NatRouter.HOST,
            "--route",
            "hangs-up=sip:callee@127.0.0.1:" + HANGS_UP,
            "--route",
            "hears=sip:callee@127.0.0.1:" + HEARS,
            "--route",
            "rings=sip:callee@127.0.0.1:" + RINGS);
  }

  @AfterAll
  static void end() {
    if (exchange != null) {
      assertThat(exchange.run("replay", "--all").out()).contains("no difference");
      exchange.close();
    }
    if (router != null) {
      router.close();
    }
  }

  @BeforeEach
  void mapAsAtFirst() {
    router.bindAnew();
  }

  private static Sipp phone(String scenario, String called, String... options) {
    return Sipp.behind(router, scenario, folder, exchange.sipPort(), called, options);
  }

  /// What was sent to the phone in the only call of a rule, as the history shows it.
  private static String shown(String called) {
    String calls = exchange.run("calls").out();
    String id =
        calls
            .lines()
            .filter(line -> line.contains(called))
            .map(line -> line.strip().replaceAll(" .*", ""))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no call of " + called + " in\n" + calls));
    return exchange.run("show", id).out();
  }

  /// Its Via, its Contact and its session say addresses that nobody can reach.
  @Test
  void aPhoneBehindItIsHungUpOnAlongTheFlowThatItHasOpened() {
    try (Sipp callee = Sipp.callee("callee-hangs-up", folder, HANGS_UP, 1, "-d", "500");
        Sipp phone = phone("caller-behind-nat", "hangs-up")) {
      phone.awaitSuccess(SOON);
      callee.awaitSuccess(SOON);
    }
  }

  @Test
  void overTcpTheByeComesOverThePhonesOwnConnection() {
    try (Sipp callee = Sipp.callee("callee-hangs-up", folder, HANGS_UP, 1, "-d", "500");
        Sipp phone = phone("caller-behind-nat", "hangs-up", "-t", "t1")) {
      phone.awaitSuccess(SOON);
      callee.awaitSuccess(SOON);
    }
  }

  /// RFC 5626 asks for a keepalive; what comes over the new flow is one.
  @Test
  void aPhoneThatMovesIsReachedWhereItWasHeardLast() {
    try (Sipp callee = Sipp.callee("callee-gets-info-and-hangs-up", folder, HEARS, 1);
        Sipp phone =
            phone(
                "caller-behind-nat-moves", "hears", "-key", "rebind", router.rebind().toString())) {
      phone.awaitSuccess(SOON);
      callee.awaitSuccess(SOON);
    }
    assertThat(shown("hears"))
        .contains("INVITE from " + NatRouter.OUTSIDE_BEFORE)
        .contains("INFO on leg 1 from " + NatRouter.OUTSIDE_AFTER);
  }

  @Test
  void whoMovesWhileItRingsGivesUpOverTheNewFlow() {
    try (Sipp callee = Sipp.callee("callee-rings", folder, RINGS, 1);
        Sipp phone =
            phone(
                "caller-behind-nat-cancels",
                "rings",
                "-key",
                "rebind",
                router.rebind().toString())) {
      phone.awaitSuccess(SOON);
      callee.awaitSuccess(SOON);
    }
  }
}
