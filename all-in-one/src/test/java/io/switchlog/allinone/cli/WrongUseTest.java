package io.switchlog.allinone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wrong use is one line on stderr and exit code 2; nothing here needs a broker.
class WrongUseTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "``                             # a command is missing (see: switchlog --help)",
        "dance                          # Unmatched argument at index 0: 'dance' (see: switchlog"
            + " --help)",
        "dev --loud                     # Unknown option: '--loud' (see: switchlog dev --help)",
        "dev --sip-port x               # Invalid value for option '--sip-port': 'x' is not an int"
            + " (see: switchlog dev --help)",
        "dev --sip-port 70000           # --sip-port: found 70000, expected 1 to 65535, or 0 for one"
            + " that is free (see: switchlog dev --help)",
        "dev --partitions 0             # --partitions: found 0, expected 1 to 1024 (see: switchlog"
            + " dev --help)",
        "dev --media-ports 20-10        # Invalid value for option '--media-ports': found"
            + " \"20-10\", expected LOWEST-HIGHEST from 1024 to 65535 such as 20000-29999 (see:"
            + " switchlog dev --help)",
        "dev --fresh --kafka h:1         # --fresh and --kafka: expected one of them, a broker that is"
            + " not ours is not emptied (see: switchlog dev --help)",
        "dev --route 2=bob              # --route: found \"2=bob\", expected REGEX=SIP-URI such as"
            + " 2(\\d+)=sip:$1@127.0.0.1:5070 (see: switchlog dev --help)",
        "dev --route a=sip:h --config f # --route and --config: expected one of them, put the routes"
            + " into the file (see: switchlog dev --help)",
        "calls --kafka nowhere          # Invalid value for option '--kafka': found"
            + " \"nowhere\", expected HOST:PORT such as 127.0.0.1:9092 (see: switchlog calls --help)",
        "calls --limit 0                # --limit: found 0, expected 1 or more (see: switchlog calls"
            + " --help)",
        "calls --live --ended           # Error: --live, --ended are mutually exclusive (specify only"
            + " one) (see: switchlog calls --help)",
        "show                           # Missing required parameter: 'CALL' (see: switchlog show"
            + " --help)",
        "edge                           # --listen or --config: expected one of them, to say where"
            + " the edge listens (see: switchlog edge --help)",
        "edge --listen u=udp:127.0.0.1:5060 # Missing required option: '--ordinal=N' (see: switchlog"
            + " edge --help)",
        "edge --ordinal 0 --listen t=tls:127.0.0.1:5061 # --listen t=tls: expected --tls-certificate"
            + " as well, found none (see: switchlog edge --help)",
        "edge --config f --loops 2      # --loops and --config: expected one of them, put it into the"
            + " file (see: switchlog edge --help)",
        "edge --listen u=udp:127.0.0.1:5060 --loops 100 --check # eventLoops: expected 1 to 64, found"
            + " '100'",
        "edge --listen u=udp:127.0.0.1:5060 --listen u=tcp:127.0.0.1:5060 --check # listeners: expected"
            + " unique names, found 'u twice'",
        "edge --listen u=udp:127.0.0.1:5060@a:5060 # Invalid value for option '--listen'"
            + " (NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED]): advertisedHost of listener u: expected an"
            + " address or a name, without a port, found 'a:5060' (see: switchlog edge --help)",
        "edge --config none.yaml --check # none.yaml: no such file",
        "edge --dns name --listen u=udp:127.0.0.1:5060 # Invalid value for option '--dns'"
            + " (ADDRESS[:PORT]): found \"name\", expected an address such as 192.0.2.53,"
            + " 192.0.2.53:5353 or [2001:db8::53]:53 (see: switchlog edge --help)",
        "edge --tls-certificate a --listen u=udp:127.0.0.1:5060 # Invalid value for option"
            + " '--tls-certificate' (CHAIN,KEY): found \"a\", expected CHAIN,KEY such as"
            + " fullchain.pem,privkey.pem (see: switchlog edge --help)",
        "edge --ordinal 0 --listen u=udp:0.0.0.0:5060 # Invalid value for option '--listen'"
            + " (NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED]): found \"u=udp:0.0.0.0:5060\", expected"
            + " @ADVERTISED behind it: peers cannot send to 0.0.0.0 (see: switchlog edge --help)",
        "edge --ordinal 0 --listen 5060 # Invalid value for option '--listen'"
            + " (NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED]): found \"5060\", expected"
            + " NAME=udp|tcp|tls|ws|wss:HOST:PORT[@ADVERTISED] such as main=udp:0.0.0.0:5060@192.0.2.1 (see:"
            + " switchlog edge --help)",
        "media --ordinal -1             # --ordinal: found -1, expected 0 or more (see: switchlog"
            + " media --help)",
        "config                         # config: expected apply, show or check (see: switchlog"
            + " config --help)",
        "config apply missing.yaml      # missing.yaml: no such file",
        "broker --port 70000            # port 70000 of the broker: give 1 to 65535, or 0 for a free"
            + " one",
        "edge --ordinal 0 --listen u=udp:127.0.0.1:5060 --secret-file none # secret file none: no"
            + " such file",
      })
  void isOneLine(String arguments, String complaint) {
    Ran ran = Ran.switchlog(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(ran.errorLines()).containsExactly("switchlog: " + complaint);
    assertThat(ran.exit()).isEqualTo(2);
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamedAfterABoundedWait() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }

    Ran ran = Ran.switchlog("calls", "--kafka", "127.0.0.1:" + port);

    assertThat(ran.errorLines())
        .containsExactly(
            "switchlog: no Kafka broker answers at 127.0.0.1:"
                + port
                + " (waited 5 s); is one running there? --kafka HOST:PORT names another");
    assertThat(ran.exit()).isEqualTo(2);
  }

  @Test
  void aBrokerWhoseNameDoesNotResolveIsNamed() {
    Ran ran = Ran.switchlog("topics", "check", "--kafka", "no.such.host.invalid:9092");

    assertThat(ran.errorLines())
        .containsExactly(
            "switchlog: --kafka: found \"no.such.host.invalid:9092\", expected HOST:PORT of a Kafka"
                + " broker whose name resolves");
    assertThat(ran.exit()).isEqualTo(2);
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());

      Ran ran = Ran.switchlog("dev", "--kafka-port", port, "--data", folder.toString());

      assertThat(ran.errorLines())
          .containsExactly(
              "switchlog: port "
                  + port
                  + " of the broker on 127.0.0.1 is taken; --kafka-port names another");
      assertThat(ran.exit()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP"})
  void aTakenSipPortIsNamedBeforeAnythingIsMade(String transport) throws IOException {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    boolean udp = transport.equals("UDP");
    try (DatagramSocket datagrams = new DatagramSocket(0, here);
        ServerSocket connections = new ServerSocket(0, 1, here)) {
      int port = udp ? datagrams.getLocalPort() : connections.getLocalPort();
      Path data = folder.resolve("data");

      Ran ran =
          Ran.switchlog(
              "dev", "--kafka-port", "0", "--sip-port", "" + port, "--data", data.toString());

      assertThat(ran.errorLines())
          .containsExactly(
              "switchlog: port %d of SIP over %s on 127.0.0.1 is taken; --sip-port names another"
                  .formatted(port, transport));
      assertThat(ran.exit()).isEqualTo(2);
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void mediaPortsThatAreAllTakenAreNamed() throws IOException {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    try (DatagramSocket taken = new DatagramSocket(0, here)) {
      int even = taken.getLocalPort() & ~1;

      Ran ran =
          Ran.switchlog(
              "dev",
              "--kafka-port",
              "0",
              "--sip-port",
              "0",
              "--media-ports",
              even + "-" + (even + 1),
              "--data",
              folder.toString());

      assertThat(ran.errorLines())
          .containsExactly(
              "switchlog: no pair of the ports %d-%d of RTP on 127.0.0.1 opens, the last is taken;"
                      .formatted(even, even + 1)
                  + " --media-ports names others");
      assertThat(ran.exit()).isEqualTo(2);
    }
  }

  @Test
  void aWrongKeyOfARoutingFileIsNamedBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("r.yaml"), "rules: []\nrings: 3\n");

    for (String[] args :
        new String[][] {
          {"config", "apply", file.toString()}, {"dev", "--config", file.toString()}
        }) {
      Ran ran = Ran.switchlog(args);

      assertThat(ran.errorLines())
          .containsExactly(
              "switchlog: "
                  + file
                  + ":2: unknown key rings, expected one of max-duration, ring-timeout,"
                  + " rtp-timeout, rules, session-timer");
      assertThat(ran.exit()).isEqualTo(2);
    }
  }

  @Test
  void debugAddsTheStackTrace() {
    Ran ran = Ran.switchlog("config", "apply", "missing.yaml", "--debug");

    assertThat(ran.errorLines())
        .hasSizeGreaterThan(1)
        .first()
        .isEqualTo("switchlog: missing.yaml: no such file");
    assertThat(ran.err()).contains("ConfigFileException", "\tat io.switchlog.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dev",
        "broker",
        "edge",
        "control",
        "media",
        "topics",
        "topics create",
        "topics check",
        "demo",
        "config",
        "config apply",
        "config show",
        "config check",
        "calls",
        "show",
        "completion"
      })
  void everyCommandHasHelp(String command) {
    Ran ran = Ran.switchlog((command + " --help").strip().split(" ", -1));

    assertThat(ran.out()).startsWith(("Usage: switchlog " + command).strip());
    assertThat(ran.exit()).isZero();
  }

  @Test
  void tellsItsVersion() {
    assertThat(Ran.switchlog("--version").out()).startsWith("switchlog ");
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(Ran.switchlog("completion").out()).contains("config", "--sip-port");
  }
}
