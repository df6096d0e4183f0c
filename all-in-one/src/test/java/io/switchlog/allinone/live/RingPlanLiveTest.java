package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several phones ring, through `switchlog dev` with a routing file and SIPp at every end; what was
/// recorded is decided again.
class RingPlanLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CALLS = 3;

  @TempDir Path folder;

  /// Four users, one for each story, and the ports of the phones that ring for them.
  @Test
  void phonesRingSideBySideAndOneAfterTheOther() throws IOException {
    int[] port = new int[10];
    for (int i = 0; i < port.length; i++) {
      port[i] = Ports.free();
    }
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            rules:
              - name: both
                called: both
                dial:
                  stages:
                    - targets: [{uri: "sip:a@127.0.0.1:%d"}, {uri: "sip:b@127.0.0.1:%d", delay: 1s}]
              - name: busy-then
                called: busy-then
                dial:
                  targets: [{uri: "sip:b@127.0.0.1:%d", q: 0.5}, {uri: "sip:a@127.0.0.1:%d"}]
              - name: late-then
                called: late-then
                dial:
                  media: bypass
                  stages:
                    - targets: [{uri: "sip:a@127.0.0.1:%d", ring: 1s}]
                    - targets: [{uri: "sip:b@127.0.0.1:%d"}]
              - name: all-busy
                called: all-busy
                dial:
                  stages:
                    - targets: [{uri: "sip:a@127.0.0.1:%d"}, {uri: "sip:b@127.0.0.1:%d"}]
              - {name: moved, called: moved, dial: {uri: "sip:a@127.0.0.1:%d", redirections: 1}}
            """
                .formatted(
                    port[0], port[1], port[3], port[2], port[4], port[5], port[6], port[7],
                    port[8]));
    try (Exchange exchange =
        Exchange.start(folder.resolve("exchange"), "--config", routes.toString())) {
      story(
          exchange,
          "both",
          "caller-plain",
          "callee-rings-for-another",
          port[0],
          "callee-plain",
          port[1]);
      story(exchange, "busy-then", "caller-plain", "callee-busy", port[2], "callee-plain", port[3]);
      story(
          exchange, "late-then", "caller-plain", "callee-rings", port[4], "callee-plain", port[5]);
      story(
          exchange, "all-busy", "caller-meets-486", "callee-busy", port[6], "callee-busy", port[7]);
      redirected(exchange, port[8], port[9]);
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
      assertThat(exchange.run("calls").out())
          .contains("both", "busy-then", "late-then", "all-busy", "moved");
    }
  }

  /// A phone by the media node and one past it ring side by side: the caller is told where whoever
  /// answers is heard, of the one by the node, of the other by itself.
  @Test
  void theCallerIsToldWhereTheOneThatAnswersIsHeard() throws IOException {
    int[] port = {Ports.free(), Ports.free(), Ports.free(), Ports.free()};
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            rules:
              - name: past
                called: past
                dial:
                  targets: [{uri: "sip:a@127.0.0.1:%d"}, {uri: "sip:b@127.0.0.1:%d", media: bypass}]
              - name: by
                called: by
                dial:
                  media: bypass
                  targets: [{uri: "sip:a@127.0.0.1:%d", media: relay}, {uri: "sip:b@127.0.0.1:%d"}]
            """
                .formatted(port[0], port[1], port[2], port[3]));
    try (Exchange exchange =
        Exchange.start(folder.resolve("exchange"), "--config", routes.toString())) {
      int media = Ports.block(4);
      assertThat(described(exchange, "past", port[1], port[0], media))
          .contains("o=callee 1 1 IN IP4 127.0.0.1", "m=audio " + media + " ");
      assertThat(described(exchange, "by", port[2], port[3], media))
          .containsPattern("o=- \\d+ 1 IN IP4 ")
          .doesNotContain("o=callee", "m=audio " + media + " ");
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("calls").out()).contains("normal, leg 1");
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
      assertThat(exchange.run("config", "show").out()).contains("media: bypass}", "media: relay}");
    }
  }

  /// What the caller gets in the answer of one of two phones that ring.
  ///
  /// @param media where it says that it is heard
  private String described(
      Exchange exchange, String called, int answeringPort, int otherPort, int media) {
    String[] heard = {"-mp", Integer.toString(media)};
    try (Sipp one = Sipp.callee("callee-plain", folder, answeringPort, 1, heard);
        Sipp other = Sipp.callee("callee-rings", folder, otherPort, 1);
        RawPeer caller = RawPeer.udp(exchange.sipPort())) {
      String invite = caller.invite(exchange.uri(called), 0);
      RawPeer.Answer answer = caller.ask(invite);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      caller.send(DialogLayerLiveTest.inDialog("ACK", 1, invite, answer));
      String bye = DialogLayerLiveTest.inDialog("BYE", 2, invite, answer);
      assertThat(caller.ask(bye).status()).isEqualTo(200);
      one.awaitSuccess(SOON);
      other.awaitSuccess(SOON);
      return answer.text();
    }
  }

  private void redirected(Exchange exchange, int from, int to) {
    try (Sipp moved =
            Sipp.callee(
                "callee-redirects", folder, from, CALLS, "-key", "other", Integer.toString(to));
        Sipp other = Sipp.callee("callee-plain", folder, to, CALLS);
        Sipp uac =
            Sipp.caller("caller-plain", folder, exchange.sipPort(), "moved", CALLS, "-d", "200")) {
      assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(CALLS);
      moved.awaitSuccess(SOON);
      other.awaitSuccess(SOON);
    }
  }

  private void story(
      Exchange exchange,
      String called,
      String calling,
      String first,
      int firstPort,
      String second,
      int secondPort) {
    try (Sipp one = Sipp.callee(first, folder, firstPort, CALLS);
        Sipp other = Sipp.callee(second, folder, secondPort, CALLS);
        Sipp uac = Sipp.caller(calling, folder, exchange.sipPort(), called, CALLS, "-d", "200")) {
      assertThat(uac.awaitSuccess(SOON.plusSeconds(60)).successful()).as(called).isEqualTo(CALLS);
      one.awaitSuccess(SOON);
      other.awaitSuccess(SOON);
    }
  }
}
