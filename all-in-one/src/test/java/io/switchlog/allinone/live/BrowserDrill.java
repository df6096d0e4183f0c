package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// JsSIP in Chromium calls over WSS. Its audio is encrypted, which media nodes do not speak: it goes
/// past them (`media: bypass`), and whoever is called answers as such a peer does. Not in the usual
/// build, which installs no browser:
///
///     ./switchlog verify -Dtest=BrowserDrill -Dsurefire.failIfNoSpecifiedTests=false
@EnabledIf(
    value = "isInstalled",
    disabledReason = "no /usr/bin/chromium (Debian's package chromium) or no /usr/bin/npm")
class BrowserDrill {
  private static final int WSS = Ports.free();

  private static final String ROUTES =
      """
      rules:
        - {name: web, called: 'web-(\\d+)', dial: {uri: 'sip:web@127.0.0.1:$1', media: bypass}}
      """;

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Exchange exchange;

  @SuppressWarnings("NullAway.Init")
  private static Browser browser;

  @SuppressWarnings("NullAway.Init")
  private Party called;

  static boolean isInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.prepare(folder);
    Path routes = Files.writeString(folder.resolve("routes.yaml"), ROUTES);
    exchange =
        Exchange.start(
            folder.resolve("exchange"),
            "--wss-port",
            Integer.toString(WSS),
            "--ws-origin",
            browser.origin(),
            "--config",
            routes.toString());
    browser.open(folder, "wss://127.0.0.1:" + WSS);
    browser.tells("connected");
  }

  @AfterAll
  static void end() {
    browser.close();
    exchange.awaitNoLiveCalls();
    assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    exchange.close();
  }

  @BeforeEach
  void aPhone() {
    called = new Party("web", exchange.sipPort());
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(called.leftOver()).isEmpty();
    called.close();
  }

  private static final String KEY =
      "5C:9E:3A:71:0B:22:8D:F4:19:66:E0:7A:B3:41:CC:05:9D:E8:27:50:B6:13:FA:84:6F:D1:38:A9:02:7E:C5:4B";

  /// The answer of a peer that speaks WebRTC to an INVITE's offer, or its own offer.
  private static String answer(String offer, int version, String direction) {
    String mid =
        offer
            .lines()
            .filter(line -> line.startsWith("a=mid:"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no offer of a browser:\n" + offer))
            .substring("a=mid:".length());
    return """
    v=0
    o=- 4711 %d IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE %s
    m=audio 9 UDP/TLS/RTP/SAVPF 0
    c=IN IP4 127.0.0.1
    a=rtcp-mux
    a=ice-ufrag:sw1t
    a=ice-pwd:chlogchlogchlogchlogchlog
    a=fingerprint:sha-256 %s
    a=setup:active
    a=mid:%s
    a=%s
    a=rtpmap:0 PCMU/8000
    a=candidate:1 1 udp 2113667327 127.0.0.1 9 typ host
    """
        .formatted(version, mid, KEY, mid, direction)
        .replace("\n", "\r\n");
  }

  private void calls() throws InterruptedException {
    browser.does("call sip:web-" + called.port() + "@127.0.0.1");
    called.isAsked("INVITE");
    called.says(180, "INVITE");
    browser.tells("progress 180");
  }

  private void talks() throws InterruptedException {
    browser.does("call sip:web-" + called.port() + "@127.0.0.1");
    String invite = called.isAsked("INVITE");
    called.says(180, "INVITE");
    called.says(200, "INVITE", "", answer(invite, 1, "sendrecv"));
    called.isAsked("ACK");
    browser.tells("confirmed");
  }

  @Test
  void theBrowserCallsAndHangsUp() throws InterruptedException {
    talks();
    browser.does("hangUp");
    called.isAsked("BYE");
    called.says(200, "BYE");
    assertThat(browser.tells("ended")).startsWith("ended local");
  }

  @Test
  void whoIsCalledHangsUp() throws InterruptedException {
    talks();
    called.asks("BYE");
    called.hears(200, "BYE");
    assertThat(browser.tells("ended")).startsWith("ended remote");
  }

  @Test
  void theBrowserGivesUpWhileItRings() throws InterruptedException {
    calls();
    browser.does("hangUp");
    called.isAsked("CANCEL");
    called.says(200, "CANCEL");
    called.says(487, "INVITE");
    called.isAsked("ACK");
    assertThat(browser.tells("failed")).isEqualTo("failed local Canceled");
  }

  @Test
  void whoIsCalledIsBusy() throws InterruptedException {
    calls();
    called.says(486, "INVITE");
    called.isAsked("ACK");
    assertThat(browser.tells("failed")).isEqualTo("failed remote Busy");
  }

  @Test
  void theBrowserHoldsAndGoesOn() throws InterruptedException {
    talks();
    browser.does("hold");
    String held = called.isAsked("INVITE");
    assertThat(held).contains("a=sendonly");
    called.says(200, "INVITE", "", answer(held, 2, "recvonly"));
    called.isAsked("ACK");
    browser.tells("hold local");
    browser.does("unhold");
    String back = called.isAsked("INVITE");
    assertThat(back).contains("a=sendrecv");
    called.says(200, "INVITE", "", answer(back, 3, "sendrecv"));
    called.isAsked("ACK");
    browser.tells("unhold local");
    called.asks("BYE");
    called.hears(200, "BYE");
    assertThat(browser.tells("ended")).startsWith("ended remote");
  }
}
