package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.RawPeer.END;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What SIPp can play of session timers (RFC 4028), reliable progress (RFC 3262), credentials (RFC
/// 3261 section 22) and requests inside a dialog, both ways and end to end.
class DialogLayerLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CALLS = 3;

  @TempDir private Path folder;

  @Test
  void sessionsAreTimedAndProgressIsAcknowledged() throws IOException {
    int port = Ports.free();
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            session-timer: 30m
            rules:
              - {name: timed, called: timed, dial: {uri: "sip:callee@127.0.0.1:%d"}}
            """
                .formatted(port));
    try (Exchange exchange =
        Exchange.start(folder.resolve("exchange"), "--config", routes.toString())) {
      try (Sipp uas = Sipp.callee("callee-is-asked-again", folder, port, CALLS);
          Sipp uac = Sipp.caller("caller-refreshes", folder, exchange.sipPort(), "timed", CALLS)) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(CALLS);
        uas.awaitSuccess(SOON);
      }
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  /// An offer in a reliable 183, its answer in the PRACK, and UPDATEs with offers before the
  /// answer: one of the called party's, two of the caller's.
  @Test
  void anOfferIsMadeAndAnsweredBeforeTheCallIs() throws IOException {
    int port = Ports.free();
    String route = "desk=sip:callee@127.0.0.1:" + port;
    try (Exchange exchange = Exchange.start(folder.resolve("exchange"), "--route", route)) {
      try (Sipp uas = Sipp.callee("callee-offers-early", folder, port, CALLS);
          Sipp uac =
              Sipp.caller("caller-answers-in-prack", folder, exchange.sipPort(), "desk", CALLS)) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(CALLS);
        uas.awaitSuccess(SOON);
      }
      exchange.awaitNoLiveCalls();
      String call = exchange.run("calls").out().lines().toList().getLast().replaceAll(" .*", "");
      assertThat(exchange.run("show", call).out())
          .contains("183 Session Progress with an offer")
          .contains("with the answer to its offer");
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  /// What a trunk gets is checked by SIPp; a password is in no record.
  @Test
  void aTrunkThatAsksForCredentialsGetsThem() throws IOException {
    int port = Ports.free();
    Path credentials = folder.resolve("credentials.yaml");
    Files.writeString(credentials, "acme: {username: switchlog, password: s3cret}");
    Path routes =
        Files.writeString(
            folder.resolve("trunk.yaml"),
            """
            rules:
              - name: trunk
                called: trunk
                dial: {uri: "sip:callee@127.0.0.1:%d", credentials: acme}
            """
                .formatted(port));
    try (Exchange exchange =
        Exchange.start(
            folder.resolve("exchange"),
            "--config",
            routes.toString(),
            "--credentials",
            credentials.toString())) {
      try (Sipp uas = Sipp.callee("callee-asks-for-credentials", folder, port, CALLS);
          Sipp uac = Sipp.caller("caller-holds", folder, exchange.sipPort(), "trunk", CALLS)) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(CALLS);
        uas.awaitSuccess(SOON);
      }
      exchange.awaitNoLiveCalls();
      String call = exchange.run("calls").out().lines().toList().getLast().replaceAll(" .*", "");
      String shown = exchange.run("show", call).out();
      assertThat(shown).contains("RequestChallenged").doesNotContain("s3cret");
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  /// A phone takes another one's place in its call with a SIPp (RFC 3891), and hangs up.
  @Test
  void aPhoneTakesAnothersPlace() throws IOException {
    int port = Ports.free();
    String route = "desk=sip:callee@127.0.0.1:" + port;
    try (Exchange exchange = Exchange.start(folder.resolve("exchange"), "--route", route);
        Sipp callee = Sipp.callee("callee-plain", folder, port, 1);
        RawPeer first = RawPeer.udp(exchange.sipPort());
        RawPeer second = RawPeer.udp(exchange.sipPort())) {
      String uri = exchange.uri("desk");
      String invite = first.invite(uri, 0);
      RawPeer.Answer answer = first.ask(invite);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      first.send(inDialog("ACK", 1, invite, answer));
      // Before that its session is still being made, and whoever comes is told 500.
      Awaitility.await("the call is established")
          .atMost(SOON)
          .until(() -> exchange.run("calls").out().contains("established"));

      String replaces =
          "Replaces: %s;to-tag=%s;from-tag=%s\r\n"
              .formatted(
                  answer.header("Call-ID"), tag(answer.header("To")), tag(answer.header("From")));
      String other = withLine(second.invite(uri, 0), replaces.replace("to-tag=", "to-tag=0"));
      assertThat(second.ask(other).status()).isEqualTo(481);
      String taking = withLine(second.invite(uri, 0), replaces);
      RawPeer.Answer taken = second.ask(taking);
      assertThat(taken.status()).as(taken.text()).isEqualTo(200);
      second.send(inDialog("ACK", 1, taking, taken));
      String bye = Objects.requireNonNull(first.receive());
      assertThat(bye).startsWith("BYE sip:raw@");
      first.send(okTo(bye));

      assertThat(second.ask(inDialog("BYE", 2, taking, taken)).status()).isEqualTo(200);
      callee.awaitSuccess(SOON);
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("calls").out()).contains("handed over").contains("normal, leg 3");
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  private static String tag(@Nullable String address) {
    return Objects.requireNonNull(address).replaceAll(".*;tag=", "");
  }

  private static String withLine(String invite, String line) {
    return invite.replaceFirst("Max-Forwards:", Matcher.quoteReplacement(line) + "Max-Forwards:");
  }

  /// A request in the dialog that an INVITE and its 2xx made.
  static String inDialog(String method, int cseq, String invite, RawPeer.Answer answer) {
    String target = Objects.requireNonNull(answer.header("Contact")).replaceAll("^<|>.*$", "");
    return invite
            .substring(0, invite.indexOf("Content-Type:"))
            .replaceFirst("INVITE \\S+", method + " " + target)
            .replaceFirst("branch=z9hG4bK", "branch=z9hG4bK" + method)
            .replaceFirst("To: .*", "To: " + Matcher.quoteReplacement(answer.header("To") + ""))
            .replaceFirst("Replaces: .*\r\n", "")
            .replaceFirst("CSeq: .*", "CSeq: " + cseq + " " + method)
        + END;
  }

  private static String okTo(String request) {
    return "SIP/2.0 200 OK\r\n"
        + request
            .lines()
            .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
            .map(line -> line + "\r\n")
            .collect(Collectors.joining())
        + END;
  }
}
