package io.switchlog.allinone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.demo.DemoFolder;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir Path folder;

  @Test
  void aCallFromPhoneToPhoneIsShownFromItsFirstMessageToItsReplay() throws IOException {
    List<Path> before = temporaryFolders();

    Ran ran;
    try (UsualPorts _ = UsualPorts.taken()) {
      ran = Ran.switchlog("demo");
    }

    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out())
        .containsSubsequence(
            "The exchange is up after ",
            "Ladder, as it happens",
            "alice ",
            "exchange ",
            "bob",
            "INVITE (sdp)------>",
            "180 Ringing",
            "200 OK (sdp)",
            "BYE",
            "Events",
            "CallOffered",
            "CallEstablished",
            "CallEnded",
            "normal, leg 1 hung up",
            "Quality",
            "1 (whole)",
            "2 (whole)",
            "Call detail record",
            "cause    normal, status 200, by leg 1",
            "Replay",
            "taken again from the recorded inbox: no difference",
            "alice said 330 Hz",
            "bob heard 330 Hz",
            "bob   said 520 Hz",
            "alice heard 520 Hz",
            "All is well");
    assertThat(temporaryFolders()).as("nothing is left behind").isEqualTo(before);
  }

  @Test
  void aCalleeThatDoesNotAnswerFailsIt() throws IOException {
    try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Ran ran =
          Ran.switchlog(
              "demo",
              "--keep",
              folder.toString(),
              "--dial",
              "sip:bob@127.0.0.1:" + deaf.getLocalPort());

      assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(1);
      assertThat(ran.out())
          .contains("Failed:", "alice never talked", "bob never talked: no call came")
          .contains("The log is in " + folder)
          .doesNotContain("All is well", "CallEstablished");
    }
    assertThat(folder.resolve("kafka")).as("the log that was to be kept").isDirectory();
  }

  /// The ports that a platform takes unless told otherwise, in the hands of somebody else.
  private record UsualPorts(List<Closeable> held) implements AutoCloseable {
    static UsualPorts taken() {
      InetAddress host = InetAddress.ofLiteral("127.0.0.1");
      UsualPorts ports = new UsualPorts(new ArrayList<>());
      for (int port : List.of(5_060, 9_092)) {
        ports.hold(() -> new ServerSocket(port, 1, host));
        ports.hold(() -> new DatagramSocket(port, host));
      }
      for (int port = 20_000; port < 20_200; port++) {
        int rtp = port;
        ports.hold(() -> new DatagramSocket(rtp, host));
      }
      return ports;
    }

    private void hold(Callable<Closeable> opened) {
      try {
        held.add(opened.call());
      } catch (Exception alreadyTaken) {
        assertThat(alreadyTaken).isInstanceOf(BindException.class);
      }
    }

    @Override
    public void close() throws IOException {
      for (Closeable socket : held) {
        socket.close();
      }
    }
  }

  private static List<Path> temporaryFolders() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(DemoFolder.PREFIX))
          .sorted()
          .toList();
    }
  }
}
