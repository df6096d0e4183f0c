package io.switchlog.allinone.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// Debian's Kamailio as a proxy with a foot on each side: what comes over UDP goes to the exchange
/// over TLS, what comes over TLS goes to a phone over UDP. It stays on the route of what it lets
/// through, with a Record-Route for either side (RFC 5658).
final class Kamailio implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/kamailio");
  private final Child process;

  private Kamailio(Child process) {
    this.process = process;
  }

  /// Whether it can be started here: Debian's packages are kamailio and kamailio-tls-modules.
  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM) && !modules().isEmpty();
  }

  private static String modules() {
    try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
      return libraries
          .map(library -> library.resolve("kamailio/modules"))
          .filter(folder -> Files.exists(folder.resolve("tls.so")))
          .map(Path::toString)
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts one.
  ///
  /// @param folder where its files are
  /// @param udpPort where phones reach it
  /// @param tlsPort where the exchange reaches it
  /// @param exchangePort the exchange's, for TLS
  /// @param phonePort of the phone that is called
  /// @param certificates a folder with `certificate.pem` and `key.pem`
  static Kamailio start(
      Path folder, int udpPort, int tlsPort, int exchangePort, int phonePort, Path certificates) {
    try {
      Path own = Files.createTempDirectory(Files.createDirectories(folder), "kamailio-");
      Path config = own.resolve("kamailio.cfg");
      Files.writeString(
          config,
          """
          debug=0
          log_stderror=yes
          children=2
          tcp_children=2
          enable_tls=yes
          auto_aliases=no
          listen=udp:127.0.0.1:%1$d
          listen=tls:127.0.0.1:%2$d
          mpath="%7$s"
          loadmodule "tm.so"
          loadmodule "sl.so"
          loadmodule "rr.so"
          loadmodule "pv.so"
          loadmodule "maxfwd.so"
          loadmodule "textops.so"
          loadmodule "siputils.so"
          loadmodule "tls.so"
          modparam("rr", "enable_double_rr", 1)
          modparam("tls", "tls_method", "TLSv1.2+")
          modparam("tls", "certificate", "%5$s")
          modparam("tls", "private_key", "%6$s")
          modparam("tls", "verify_certificate", 0)

          request_route {
            if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
            if (has_totag()) {
              if (loose_route()) { t_relay(); exit; }
              if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
              sl_send_reply("404", "Not on the route");
              exit;
            }
            t_check_trans();
            record_route();
            if ($proto == "udp") {
              $du = "sip:127.0.0.1:%3$d;transport=tls";
            } else {
              $du = "sip:127.0.0.1:%4$d";
            }
            if (!t_relay()) { sl_reply_error(); }
          }

          """
              .formatted(
                  udpPort,
                  tlsPort,
                  exchangePort,
                  phonePort,
                  certificates.resolve("certificate.pem"),
                  certificates.resolve("key.pem"),
                  modules()));
      Child process =
          Child.start(
              "kamailio",
              own,
              List.of(
                  PROGRAM.toString(),
                  "-f",
                  config.toString(),
                  "-DD",
                  "-E",
                  "-m",
                  "64",
                  "-M",
                  "8",
                  "-Y",
                  own.toString(),
                  "-w",
                  own.toString()));
      Kamailio started = new Kamailio(process);
      started.awaitListening(tlsPort);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening(int port) {
    Awaitility.await("kamailio listens")
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("kamailio ended:\n" + process.all());
          }
          try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return socket.isConnected();
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  String printed() {
    return process.all();
  }

  /// SIGTERM, which its children follow.
  @Override
  public void close() {
    process.close();
  }
}
