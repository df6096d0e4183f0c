import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How calls reach the exchange and leave it. Debian builds SIPp without TLS and WebSocket: stunnel speaks TLS in its stead, on
/// either side, and [Bridge] speaks WebSocket; nobody is called over a WebSocket that he has not opened, so these calls leave over
/// TCP.
enum Way {
  UDP("udp", "udp"),
  TCP("tcp", "tcp"),
  TLS("tls", "tls"),
  WS("ws", "tcp"),
  WSS("wss", "tcp");

  /// Where SIPp calls, and over TCP and UDP the exchange listens.
  private static final int CALLED = 60;

  /// Where the exchange listens for who stands between.
  private static final int EXCHANGE = 61;

  /// Where stunnel listens for the callees of the exchange.
  private static final int CALLEE_OVER_TLS = 65;

  private static final int HELD_OVER_TLS = 66;

  private static final int CALLEE_SIDE = 67;

  private final String in;
  private final String out;

  Way(String in, String out) {
    this.in = in;
    this.out = out;
  }

  static Way of(Options options) {
    String name = options.text("transport", "udp");
    for (Way way : values()) {
      if (way.in.equals(name)) {
        return way;
      }
    }
    throw new IllegalArgumentException("--transport: expected udp, tcp, tls, ws or wss, found " + name);
  }

  private boolean isDirect() {
    return this == UDP || this == TCP;
  }

  private boolean isSecure() {
    return this == TLS || this == WSS;
  }

  /// The URI of a callee of SIPp's.
  ///
  /// @param above where its ports are: [Options#port]
  String callee(Options options, int above) {
    int port = this == TLS ? (above == Phones.CALLEE ? CALLEE_OVER_TLS : HELD_OVER_TLS) : above;
    return "sip:callee@127.0.0.1:" + options.port(port) + (this == UDP ? "" : ";transport=" + out);
  }

  /// The port that SIPp calls.
  int exchange(Options options) {
    return options.port(CALLED);
  }

  /// SIPp's options: all calls of one side over one socket.
  List<String> sipp() {
    return this == UDP ? List.of() : List.of("-t", "t1");
  }

  /// The options of an edge that takes these calls.
  List<String> edge(Options options, Path work) throws Exception {
    List<String> edge = new ArrayList<>(List.of("--listen", listener(in, options.port(isDirect() ? CALLED : EXCHANGE))));
    if (!out.equals(in)) {
      edge.addAll(List.of("--listen", listener(out, options.port(CALLEE_SIDE))));
    }
    if (isSecure()) {
      certify(work);
      edge.addAll(List.of("--tls-certificate", work.resolve("tls.crt") + "," + work.resolve("tls.key"),
          "--tls-trust", work.resolve("tls.crt").toString()));
    }
    return edge;
  }

  private static String listener(String transport, int port) {
    return "%s=%s:127.0.0.1:%d".formatted(transport, transport, port);
  }

  private static void certify(Path work) throws IOException, InterruptedException {
    Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", work.resolve("tls.key").toString(),
        "-out", work.resolve("tls.crt").toString())
        .redirectErrorStream(true).redirectOutput(work.resolve("openssl.out").toFile()).start();
    if (openssl.waitFor() != 0) {
      throw new IllegalStateException("openssl made no certificate: " + Files.readString(work.resolve("openssl.out")));
    }
  }

  /// What stands between SIPp and the exchange; null: nothing.
  ///
  /// @param root the folder with the sources
  Process between(Path root, Options options, Path work) throws IOException {
    if (isDirect()) {
      return null;
    }
    File log = work.resolve("between.log").toFile();
    List<String> command = this == TLS
        ? List.of("stunnel", stunnel(options, work).toString())
        : List.of(ProcessHandle.current().info().command().orElse("java"), root.resolve("bench/Bridge.java").toString(),
            "" + options.port(CALLED), "%s://127.0.0.1:%d/".formatted(in, options.port(EXCHANGE)));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  private static Path stunnel(Options options, Path work) throws IOException {
    String certificate = "cert = %s\nkey = %s\n".formatted(work.resolve("tls.crt"), work.resolve("tls.key"));
    return Files.writeString(work.resolve("stunnel.conf"), "foreground = yes\npid =\n"
        + service("to-exchange", "client = yes\n", options.port(CALLED), options.port(EXCHANGE))
        + service("to-callee", certificate, options.port(CALLEE_OVER_TLS), options.port(Phones.CALLEE))
        + service("to-held", certificate, options.port(HELD_OVER_TLS), options.port(Phones.HELD_CALLEE)));
  }

  private static String service(String name, String settings, int accept, int connect) {
    return String.format(Locale.ROOT, "[%s]\n%saccept = 127.0.0.1:%d\nconnect = 127.0.0.1:%d\n", name, settings, accept, connect);
  }
}
