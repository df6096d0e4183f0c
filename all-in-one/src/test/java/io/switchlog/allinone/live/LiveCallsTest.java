package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  @BeforeAll
  static void startTheExchange() {
    exchange =
        Exchange.start(
            folder,
            "--route",
            "udp(\\d+)=sip:callee@127.0.0.1:$1",
            "--route",
            "tcp(\\d+)=sip:callee@127.0.0.1:$1;transport=tcp");
  }

  @AfterAll
  static void stopTheExchange() {
    exchange.close();
  }

  /// Plays a story: so many calls from one scenario to the other, through the exchange.
  private static void story(String calling, String called, int calls, String... options) {
    story(calling, "udp", called, calls, new String[0], options);
  }

  /// Each story has a callee port of its own: a message that the exchange repeats because it was
  /// held up shall not meet the phone of the next story.
  ///
  /// @param transport of the called side, as the routes name it
  private static void story(
      String calling,
      String transport,
      String called,
      int calls,
      String[] calledOptions,
      String... options) {
    int port = Ports.free();
    try (Sipp uas = Sipp.callee(called, folder, port, calls, calledOptions);
        Sipp uac =
            Sipp.caller(calling, folder, exchange.sipPort(), transport + port, calls, options)) {
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
    int callee = Ports.free();
    try (Exchange impatient =
            Exchange.start(
                folder.resolve("impatient"), "--config", impatientConfig(callee).toString());
        Sipp uas = Sipp.callee("callee-rings", folder, callee, 1);
        Sipp uac = Sipp.caller("caller-meets-480", folder, impatient.sipPort(), "callee", 1)) {
      uac.awaitSuccess(SOON);
      uas.awaitSuccess(SOON);
    }
  }

  private static Path impatientConfig(int callee) {
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
    story("caller-is-hung-up-on", "udp", "callee-hangs-up", 3, new String[] {"-d", "300"});
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
        "udp",
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

  /// What a slow machine has compiled and loaded by then is not what is looked at.
  private static void warmUp() {
    story("caller-plain", "callee-plain", 200, "-r", "20", "-d", "1000");
  }

  /// Half a minute, of up to three: a machine that has no processor for the exchange during half a
  /// second makes its peers repeat themselves, in that half. What the exchange causes comes back in
  /// each, and a failed call, or one in a hundred that was held up, is not forgiven in any.
  @Test
  @Order(Order.DEFAULT + 1)
  void twentyCallsASecondForHalfAMinuteWithoutARetransmission() {
    warmUp();
    int calls = 600;
    int repeated = Integer.MAX_VALUE;
    for (int half = 1; half <= 3 && repeated > 0; half++) {
      repeated = retransmissionsOfHalfAMinute(calls);
      System.out.println("half a minute " + half + ": " + repeated + " retransmissions");
      assertThat(repeated).isLessThan(calls / 100);
    }
    assertThat(repeated).isZero();
  }

  /// At both sides, of calls that all succeed.
  private static int retransmissionsOfHalfAMinute(int calls) {
    int callee = Ports.free();
    try (Sipp uas = Sipp.callee("callee-plain", folder, callee, calls);
        Sipp uac =
            Sipp.caller(
                "caller-plain",
                folder,
                exchange.sipPort(),
                "udp" + callee,
                calls,
                "-r",
                "20",
                "-d",
                "1000")) {
      Sipp.Counts caller = uac.awaitSuccess(Duration.ofMinutes(3));
      Sipp.Counts called = uas.awaitSuccess(SOON);
      int atCaller = caller.retransmissions();
      int atCalled = called.retransmissions();
      assertThat(caller).isEqualTo(new Sipp.Counts(calls, 0, atCaller));
      assertThat(called).isEqualTo(new Sipp.Counts(calls, 0, atCalled));
      return atCaller + atCalled;
    }
  }

  @Test
  @Order(Order.DEFAULT + 2)
  void everyCallIsListedAsEnded() {
    exchange.awaitNoLiveCalls();
    Exchange.Printed printed = exchange.run("calls", "--ended", "--limit", "5000");
    assertThat(printed.exit()).as(printed.err()).isZero();
    assertThat(printed.out().lines()).hasSizeGreaterThan(800);
  }

  @Test
  @Order(Order.DEFAULT + 3)
  void everythingRecordedIsDecidedTheSameAgain() {
    Exchange.Printed printed = exchange.run("replay", "--all");
    assertThat(printed.exit()).as(printed.out() + printed.err()).isZero();
    assertThat(printed.out()).contains("no difference");
  }
}
