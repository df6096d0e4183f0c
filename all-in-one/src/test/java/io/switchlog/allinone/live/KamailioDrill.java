package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.dns.NameServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Kamailio before the exchange and behind it, at once: phone - UDP - Kamailio - TLS - exchange -
/// TLS - Kamailio - UDP - phone. Not in the usual build, which does not install Kamailio:
///
///     ./switchlog verify -Dtest=KamailioDrill -Dsurefire.failIfNoSpecifiedTests=false
@EnabledIf(
    value = "isInstalled",
    disabledReason = "no Kamailio: Debian's packages are kamailio and kamailio-tls-modules")
class KamailioDrill {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private static Path folder;

  private static final int TLS = Ports.free();
  private static final int FRONT = Ports.free();
  private static final int BEHIND = Ports.free();
  private static final int SECOND_FRONT = Ports.free();
  private static final int SECOND_BEHIND = Ports.free();
  private static final int PHONE = Ports.free();

  @SuppressWarnings("NullAway.Init")
  private static Exchange exchange;

  @SuppressWarnings("NullAway.Init")
  private static NameServer names;

  @SuppressWarnings("NullAway.Init")
  private static Kamailio kamailio;

  static boolean isInstalled() {
    return Kamailio.isInstalled() && NameServer.isInstalled();
  }

  @BeforeAll
  static void start() {
    names =
        NameServer.start(
            folder,
            "--host-record=proxies.example,127.0.0.1",
            "--srv-host=_sips._tcp.pbx.example,proxies.example," + BEHIND + ",1,0",
            "--srv-host=_sips._tcp.pbx.example,proxies.example," + SECOND_BEHIND + ",2,0");
    exchange =
        Exchange.start(
            folder,
            "--tls-port",
            Integer.toString(TLS),
            "--dns",
            "127.0.0.1:" + names.address().getPort(),
            "--route",
            "desk=sip:desk@127.0.0.1:" + BEHIND + ";transport=tls",
            "--route",
            "anybody=sip:desk@pbx.example;transport=tls");
    kamailio = proxy(FRONT, BEHIND);
  }

  private static Kamailio proxy(int front, int behind) {
    return Kamailio.start(folder, front, behind, TLS, PHONE, folder.resolve("data/tls"));
  }

  @AfterAll
  static void end() {
    kamailio.close();
    exchange.close();
    names.close();
  }

  private static void story(String calling, String called, String user, int front) {
    try (Sipp uas = Sipp.callee(called, folder, PHONE, 1, "-d", "300");
        Sipp uac = Sipp.caller(calling, folder, front, user, 1, "-d", "300")) {
      uac.awaitSuccess(SOON);
      uas.awaitSuccess(SOON);
    }
  }

  /// A call, ended by either side; one that is cancelled; one that fails; one that is held by
  /// re-INVITEs of either side.
  @ParameterizedTest
  @CsvSource({
    "caller-plain, callee-plain",
    "caller-is-hung-up-on, callee-hangs-up",
    "caller-cancels, callee-rings",
    "caller-meets-486, callee-busy",
    "caller-holds, callee-is-held",
    "caller-is-held, callee-holds",
  })
  void whatPhonesDoIsDoneThroughBoth(String calling, String called) {
    story(calling, called, "desk", FRONT);
    exchange.awaitNoLiveCalls();
  }

  /// The domain's first proxy is gone: its port takes no connection.
  @Test
  void callsGoOnThroughASecondProxy() {
    story("caller-plain", "callee-plain", "anybody", FRONT);
    kamailio.close();
    try (Kamailio second = proxy(SECOND_FRONT, SECOND_BEHIND)) {
      story("caller-plain", "callee-plain", "anybody", SECOND_FRONT);
      assertThat(second.printed()).doesNotContain("ERROR");
    } finally {
      kamailio = proxy(FRONT, BEHIND);
    }
    exchange.awaitNoLiveCalls();
    assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
  }
}
