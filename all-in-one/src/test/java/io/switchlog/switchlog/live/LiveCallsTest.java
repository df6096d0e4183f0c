package io.switchlog.switchlog.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Calls of every shape through `switchlog dev`, real sockets and a real broker, with SIPp on both
/// sides; at the end everything that was recorded is decided again.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveCallsTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private static Exchange exchange;
  private static int callee;
  private static int tcpCallee;
  private static int lossyCallee;

  @BeforeAll
  static void startTheExchange() {
    callee = Ports.free();
    tcpCallee = Ports.free();
    lossyCallee = Ports.free();
    exchange =
        Exchange.start(
            folder,
            "--route",
            "callee=sip:callee@127.0.0.1:" + callee,
            "--route",
            "tcp=sip:callee@127.0.0.1:" + tcpCallee + ";transport=tcp",
            "--route",
            "lossy=sip:callee@127.0.0.1:" + lossyCallee);
  }

  @AfterAll
  static void stopTheExchange() {
    exchange.close();
  }

  /// Plays a story: so many calls from one scenario to the other, through the exchange.
  private static void story(String calling, String called, int calls, String... options) {
    story(calling, "callee", called, calls, new String[0], options);
  }

  private static void story(
      String calling,
      String user,
      String called,
      int calls,
      String[] calledOptions,
      String... options) {
    int port =
        switch (user) {
          case "tcp" -> tcpCallee;
          case "lossy" -> lossyCallee;
          default -> callee;
        };
    try (Sipp uas = Sipp.callee(called, folder, port, calls, calledOptions);
        Sipp uac = Sipp.caller(calling, folder, exchange.sipPort(), user, calls, options)) {
      Sipp.Counts counts = uac.awaitSuccess(SOON.plusSeconds(60));
      assertThat(counts.successful()).isEqualTo(calls);
      uas.awaitSuccess(SOON);
    }
  }

  @Test
  void aPlainCall() {
    story("caller-plain", "callee-plain", 3, "-d", "200");
  }

  @Test
  void cancelledWhileRinging() {
    story("caller-cancels", "callee-rings", 3);
  }

  @Test
  void aBusyPhone() {
    story("caller-meets-486", "callee-busy", 3);
  }

  @Test
  void nobodyAnswers() {
    // the route's ring timeout is shortened by a configuration of its own
    try (Exchange impatient =
            Exchange.start(folder.resolve("impatient"), "--config", impatientConfig().toString());
        Sipp uas = Sipp.callee("callee-rings", folder, callee, 1);
        Sipp uac = Sipp.caller("caller-meets-480", folder, impatient.sipPort(), "callee", 1)) {
      uac.awaitSuccess(SOON);
      uas.awaitSuccess(SOON);
    }
  }

  private static Path impatientConfig() {
    String yaml =
        """
        ring-timeout: 2s
        rules:
          - name: callee
            called: callee
            dial: {uri: "sip:callee@127.0.0.1:%d"}
        """
            .formatted(callee);
    try {
      return Files.writeString(folder.resolve("impatient.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theCalleeHangsUp() {
    story("caller-is-hung-up-on", "callee", "callee-hangs-up", 3, new String[] {"-d", "300"});
  }

  @Test
  void aDelayedOffer() {
    story("caller-offers-late", "callee-offers", 3, "-d", "200");
  }

  @Test
  void holdAndResumeByReInvite() {
    story("caller-holds", "callee-is-held", 3);
  }

  @Test
  void holdAndResumeByTheCallee() {
    story("caller-is-held", "callee-holds", 3);
  }

  @Test
  void updatePassedAcross() {
    story("caller-is-updated", "callee-updates", 3);
  }

  @Test
  void infoPassedAcross() {
    story("caller-sends-info", "callee-gets-info", 3);
  }

  @Test
  void lostPacketsAreSentAgain() {
    story(
        "caller-plain",
        "lossy",
        "callee-plain-over-loss",
        20,
        new String[] {"-lost", "10"},
        "-lost",
        "10",
        "-d",
        "500",
        "-r",
        "10");
  }

  @Test
  void overTcp() {
    story(
        "caller-plain",
        "tcp",
        "callee-plain",
        3,
        new String[] {"-t", "t1"},
        "-t",
        "t1",
        "-d",
        "200");
  }

  @Test
  void fromUdpToTcp() {
    story("caller-plain", "tcp", "callee-plain", 3, new String[] {"-t", "t1"}, "-d", "200");
  }

  @Test
  void nobodyIsKnownByThatName() {
    try (Sipp uac =
        Sipp.caller("caller-meets-404", folder, exchange.sipPort(), "no-such-user", 1)) {
      uac.awaitSuccess(SOON);
    }
  }

  @Test
  void theEchoAnswersByItself() {
    try (Sipp uac =
        Sipp.caller("caller-plain", folder, exchange.sipPort(), "echo", 3, "-d", "200")) {
      uac.awaitSuccess(SOON);
    }
  }

  @Test
  @Order(100)
  void twentyCallsASecondForAMinuteWithoutARetransmission() {
    int calls = 1_200;
    try (Sipp uas = Sipp.callee("callee-plain", folder, callee, calls);
        Sipp uac =
            Sipp.caller(
                "caller-plain",
                folder,
                exchange.sipPort(),
                "callee",
                calls,
                "-r",
                "20",
                "-d",
                "1000")) {
      Sipp.Counts caller = uac.awaitSuccess(Duration.ofMinutes(3));
      Sipp.Counts called = uas.awaitSuccess(SOON);
      assertThat(caller).isEqualTo(new Sipp.Counts(calls, 0, 0));
      assertThat(called).isEqualTo(new Sipp.Counts(calls, 0, 0));
    }
  }

  @Test
  @Order(1_000)
  void everythingRecordedIsDecidedTheSameAgain() {
    Exchange.Printed printed = exchange.run("replay", "--all");
    assertThat(printed.exit()).as(printed.out() + printed.err()).isZero();
    assertThat(printed.out()).contains("no difference");
  }

  @Test
  @Order(1_001)
  void everyCallIsListedAsEnded() {
    Exchange.Printed printed = exchange.run("calls", "--limit", "5000");
    assertThat(printed.exit()).as(printed.err()).isZero();
    List<String> lines = new ArrayList<>(Arrays.asList(printed.out().split("\n")));
    assertThat(lines).hasSizeGreaterThan(1_200);
  }
}
