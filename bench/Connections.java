import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Opens so many connections to an edge, for each of TCP, TLS, WS and WSS in a process of its own, sends an OPTIONS over each, then more over all, and looks at the process: its
/// processor time and its heap after a collection.
final class Connections {
  private static final int AT_ONCE = 64;
  private static final int ROUNDS = 4;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final int count;
  private final SSLContext trusting;
  private final Process edge;

  private Connections(int count, SSLContext trusting, Process edge) {
    this.count = count;
    this.trusting = trusting;
    this.edge = edge;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000;
    Path folder = Files.createTempDirectory("switchlog-connections");
    Path store = folder.resolve("keys.p12");
    keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-groupname", "secp256r1",
        "-dname", "CN=bench", "-ext", "san=ip:127.0.0.1", "-validity", "2",
        "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "switchlog");
    KeyStore keys = KeyStore.getInstance(store.toFile(), "switchlog".toCharArray());
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(chain, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("a", "switchlog".toCharArray()).getEncoded()));
    Path secret = Files.writeString(folder.resolve("secret"), "a secret that is long enough\n");
    System.out.printf(
        "%-4s %12s %22s %24s %24s%n",
        "", "connections", "CPU a connection, us", "heap an idle one, KiB", "CPU an OPTIONS, us");
    for (String name : List.of("tcp", "tls", "ws", "wss")) {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
        port = free.getLocalPort();
      }
      Path log = folder.resolve(name + ".log");
      Process edge =
          new ProcessBuilder(root.resolve("switchlog").toString(), "edge", "--kafka",
                  "127.0.0.1:9", "--ordinal", "0", "--secret-file", secret.toString(),
                  "--source-rate", "0", "--drain", "0", "--tls-certificate", chain + "," + key,
                  "--listen", name + "=" + name + ":127.0.0.1:" + port)
              .redirectErrorStream(true).redirectOutput(log.toFile()).start();
      try {
        while (!Files.readString(log).contains("edge-0 ready")) {
          if (!edge.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
          }
          Thread.sleep(100);
        }
        Connections bench = new Connections(count, trusting(chain), edge);
        // What is compiled on the way is not counted: a fifth before, unseen.
        bench.run(name, port, bench.count / 5, false);
        bench.run(name, port, bench.count, true);
      } finally {
        edge.destroy();
        edge.waitFor();
      }
    }
  }

  private void run(String name, int port, int connections, boolean told) throws Exception {
    long heapBefore = told ? heap() : 0;
    Duration cpuBefore = cpu();
    List<Peer> peers = new ArrayList<>();
    Semaphore room = new Semaphore(AT_ONCE);
    List<CompletableFuture<Peer>> opening = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      room.acquire();
      CompletableFuture<Peer> peer = new CompletableFuture<>();
      opening.add(peer);
      Thread.ofVirtual().start(() -> {
        try {
          Peer opened = open(name, port);
          // Within half a minute: who says nothing is closed.
          opened.ask();
          peer.complete(opened);
        } catch (Exception e) {
          peer.completeExceptionally(e);
        } finally {
          room.release();
        }
      });
    }
    for (CompletableFuture<Peer> each : opening) {
      peers.add(each.join());
    }
    Duration cpuOpen = cpu().minus(cpuBefore);
    long heapOpen = told ? heap() - heapBefore : 0;
    Duration cpuAsk = cpu();
    for (int round = 0; round < ROUNDS; round++) {
      ask(peers);
    }
    Duration cpuAsked = cpu().minus(cpuAsk);
    if (told) {
      System.out.printf(
          Locale.ROOT, "%-4s %12d %22.0f %24.1f %24.0f%n",
          name, connections, cpuOpen.toNanos() / 1_000.0 / connections,
          heapOpen / 1_024.0 / connections,
          cpuAsked.toNanos() / 1_000.0 / connections / ROUNDS);
    }
    for (Peer each : peers) {
      each.close();
    }
    Thread.sleep(2_000);
  }

  private void ask(List<Peer> peers) throws Exception {
    Semaphore room = new Semaphore(AT_ONCE);
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (Peer peer : peers) {
      room.acquire();
      CompletableFuture<Void> answer = new CompletableFuture<>();
      answers.add(answer);
      Thread.ofVirtual().start(() -> {
        try {
          peer.ask();
          answer.complete(null);
        } catch (Exception e) {
          answer.completeExceptionally(e);
        } finally {
          room.release();
        }
      });
    }
    answers.forEach(CompletableFuture::join);
  }

  private interface Peer {
    void ask() throws Exception;

    void close() throws IOException;
  }

  private static final ConcurrentHashMap<Integer, Integer> NUMBERS = new ConcurrentHashMap<>();

  private static String options(String transport) {
    int number = NUMBERS.merge(0, 1, Integer::sum);
    return ("OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/" + transport.toUpperCase(Locale.ROOT)
        + " x.invalid;rport;branch=z9hG4bK" + number
        + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@x.invalid>;tag=a\r\nTo: <sip:127.0.0.1>\r\nCall-ID: "
        + number + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
  }

  private Peer open(String name, int port) throws Exception {
    if (name.startsWith("ws")) {
      return new Web(name, port);
    }
    Socket socket =
        name.equals("tls")
            ? trusting.getSocketFactory().createSocket(LOOPBACK, port)
            : new Socket(LOOPBACK, port);
    return new Peer() {
      @Override
      public void ask() throws IOException {
        socket.getOutputStream().write(options(name).getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        int ends = 0;
        while (ends < 4) {
          int next = in.read();
          if (next < 0) {
            throw new IOException("closed");
          }
          ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  private static final class Clients {
    private static final List<HttpClient> ALL = new ArrayList<>();

    static synchronized HttpClient of(SSLContext trusting) {
      if (ALL.isEmpty()) {
        ALL.add(HttpClient.newBuilder().sslContext(trusting).build());
      }
      return ALL.getFirst();
    }
  }

  private final class Web implements Peer, WebSocket.Listener {
    private final String name;
    private final WebSocket socket;
    private volatile CompletableFuture<Void> answer = new CompletableFuture<>();

    Web(String name, int port) {
      this.name = name;
      this.socket =
          Clients.of(trusting).newWebSocketBuilder().subprotocols("sip")
              .buildAsync(URI.create(name + "://127.0.0.1:" + port + "/"), this).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      answer.complete(null);
      from.request(1);
      return null;
    }

    @Override
    public void ask() {
      answer = new CompletableFuture<>();
      CompletableFuture<Void> waited = answer;
      socket.sendText(options(name), true).join();
      waited.join();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  private Duration cpu() {
    return edge.toHandle().info().totalCpuDuration().orElseThrow();
  }

  /// What is in use after a collection.
  private long heap() throws Exception {
    Thread.sleep(2_000);
    jcmd("GC.run");
    String info = jcmd("GC.heap_info");
    Matcher used = Pattern.compile("used (\\d+)K").matcher(info);
    if (!used.find()) {
      throw new IllegalStateException("expected what is used of the heap, found " + info);
    }
    return Long.parseLong(used.group(1)) * 1_024;
  }

  private String jcmd(String what) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(edge.pid()), what)
            .redirectErrorStream(true).start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static SSLContext trusting(Path chain) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(chain)) {
      trusted.setCertificateEntry(
          "a", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void keytool(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  private static String pem(String what, byte[] bytes) {
    String body =
        java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }
}
