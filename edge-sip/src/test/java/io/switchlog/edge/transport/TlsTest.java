package io.switchlog.edge.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.ParseResult;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections over TLS and WebSocket, both ways.
final class TlsTest implements Receiver {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String MESSAGE = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n";
  private static final String PAGE = "https://phone.example";

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static TestCertificates certificates;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings settings;

  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final ContextInternal context = vertx.createEventLoopContext();
  private final LinkedBlockingQueue<Source> received = new LinkedBlockingQueue<>();
  private final Network network = new Network(vertx, "life", settings, _ -> true);
  private final Sockets sockets = network.addLoop(context, this);
  private final List<Binding> bindings = open();

  @BeforeAll
  static void sign() {
    certificates = new TestCertificates(folder);
    settings =
        new TlsSettings(
            List.of(
                certificates.sign("pbx", "dns:pbx.example", "ip:127.0.0.1"),
                certificates.sign("other", "dns:other.example")),
            certificates.authority(),
            true);
    certificates.sign("carrier", "uri:sip:carrier.example", "dns:host7.carrier.example");
  }

  @AfterEach
  void close() {
    network.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void received(byte[] message, Source source) {
    received.add(source);
  }

  @Override
  public void broken(Source source, ParseResult.Malformed problem) {}

  @Override
  public void idle() {
    sockets.flush();
  }

  private List<Binding> open() {
    return network
        .open(
            List.of(
                new Binding("phones", Transport.TLS, "127.0.0.1", 0),
                new Binding(
                    "carriers",
                    Transport.TLS,
                    "127.0.0.1",
                    0,
                    ClientCertificates.REQUIRED,
                    List.of()),
                new Binding(
                    "maybe", Transport.TLS, "127.0.0.1", 0, ClientCertificates.OPTIONAL, List.of()),
                new Binding("ws", Transport.WS, "127.0.0.1", 0),
                new Binding(
                    "wss", Transport.WSS, "127.0.0.1", 0, ClientCertificates.NONE, List.of(PAGE))))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private int port(String listener) {
    return bindings.stream()
        .filter(each -> each.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .port();
  }

  private SSLSocket connect(String listener, @Nullable String shown) throws IOException {
    SSLContext client = certificates.client(shown);
    SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(LOOPBACK, port(listener));
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private Source next() throws InterruptedException {
    return Objects.requireNonNull(received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static void write(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(MESSAGE.getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<SendFailure> send(Target target) {
    CompletableFuture<SendFailure> failed = new CompletableFuture<>();
    context.runOnContext(ignored ->
        sockets.send(MESSAGE.getBytes(StandardCharsets.UTF_8), target, failed::complete));
    return failed;
  }

  private static String read(SSLSocket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(MESSAGE.length()), StandardCharsets.UTF_8);
  }

  @Test
  void aPhoneIsReachedOverTheConnectionThatItOpened() throws Exception {
    try (SSLSocket phone = connect("phones", null)) {
      write(phone);
      Source source = next();
      assertThat(source.transport()).isEqualTo(Transport.TLS);
      assertThat(source.verifiedName()).isNull();
      var _ = send(new Target("phones", Transport.TLS, "192.0.2.1", 5061, source.flow()));
      assertThat(read(phone)).isEqualTo(MESSAGE);
    }
  }

  /// RFC 6066 section 3.
  @Test
  void whoAsksForANameSeesTheCertificateThatHasIt() throws Exception {
    try (SSLSocket phone = connect("phones", null)) {
      SSLParameters parameters = phone.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("other.example")));
      phone.setSSLParameters(parameters);
      phone.startHandshake();
      assertThat(PeerNames.of(List.of(phone.getSession().getPeerCertificates())))
          .containsExactly("other.example");
    }
    try (SSLSocket phone = connect("phones", null)) {
      phone.startHandshake();
      assertThat(PeerNames.of(List.of(phone.getSession().getPeerCertificates())))
          .contains("pbx.example");
    }
  }

  @Test
  void olderVersionsAreNotSpoken() throws Exception {
    try (SSLSocket phone = connect("phones", null)) {
      phone.setEnabledProtocols(new String[] {"TLSv1.2"});
      phone.startHandshake();
      assertThat(phone.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
    try (SSLSocket phone = connect("phones", null)) {
      phone.startHandshake();
      assertThat(phone.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
    try (SSLSocket old = connect("phones", null)) {
      old.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  /// RFC 5922 section 7.1: the SIP domain of a carrier counts, not the host that it runs on.
  @Test
  void aCarrierIsKnownByTheDomainOfItsCertificate() throws Exception {
    try (SSLSocket carrier = connect("carriers", "carrier")) {
      write(carrier);
      assertThat(next().verifiedName()).isEqualTo("carrier.example");
    }
    try (SSLSocket nobody = connect("maybe", null)) {
      write(nobody);
      assertThat(next().verifiedName()).isNull();
    }
    try (SSLSocket carrier = connect("maybe", "carrier")) {
      write(carrier);
      assertThat(next().verifiedName()).isEqualTo("carrier.example");
    }
  }

  @Test
  void whoShowsNoCertificateWhereOneIsRequiredIsNotHeard() throws Exception {
    try (SSLSocket nobody = connect("carriers", null)) {
      assertThatThrownBy(
              () -> {
                write(nobody);
                if (nobody.getInputStream().read() < 0) {
                  throw new SSLException("closed");
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(received).isEmpty();
  }

  /// RFC 8446 section 6.1: it leaves the connection beneath open, as stunnel does for a minute, and
  /// reads nothing more.
  @Test
  void aPeerThatSaysThatItSaysNoMoreIsSentNothing() throws Exception {
    try (SSLSocket phone = connect("phones", null)) {
      write(phone);
      Source source = next();
      assertThat(network.connections()).isEqualTo(1);
      phone.shutdownOutput();
      Awaitility.await().atMost(PATIENCE).until(() -> network.connections() == 0);
      assertThat(
              send(new Target(
                      "phones", Transport.TLS, "127.0.0.1", 9, source.flow(), false, "", true))
                  .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
          .hasMessageContaining("is gone");
    }
  }

  /// A server of somebody else's, which shows a certificate of the authority.
  private static SSLServerSocket server(String shown) throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            certificates.client(shown).getServerSocketFactory().createServerSocket(0, 5, LOOPBACK);
    server.setSoTimeout((int) PATIENCE.toMillis());
    server.setNeedClientAuth(true);
    return server;
  }

  private static Target to(SSLServerSocket server, String domain) {
    return new Target(
        "phones", Transport.TLS, "127.0.0.1", server.getLocalPort(), "", false, domain, false);
  }

  @Test
  void aServerThatProvesTheNameThatWasCalledGetsTheMessageAndSeesOurCertificate() throws Exception {
    try (SSLServerSocket server = server("carrier")) {
      var _ = send(to(server, "carrier.example"));
      try (SSLSocket accepted = (SSLSocket) server.accept()) {
        assertThat(read(accepted)).isEqualTo(MESSAGE);
        assertThat(PeerNames.of(List.of(accepted.getSession().getPeerCertificates())))
            .contains("pbx.example");
        // The next one goes over the same connection; one to another name does not.
        var _ = send(to(server, "carrier.example"));
        assertThat(read(accepted)).isEqualTo(MESSAGE);
        CompletableFuture<SendFailure> failed = send(to(server, "evil.example"));
        try (SSLSocket second = (SSLSocket) server.accept()) {
          second.startHandshake();
          assertThat(second.getInputStream().read()).isNegative();
        }
        assertThat(failed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
            .hasMessageContaining(
                "expected a certificate of evil.example, found one of [carrier.example]");
      }
    }
  }

  @Test
  void aServerThatNobodyKnowsGetsNothing() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    TestCertificates others = new TestCertificates(elsewhere);
    others.sign("carrier", "uri:sip:carrier.example");
    try (SSLServerSocket server =
        (SSLServerSocket)
            others.client("carrier").getServerSocketFactory().createServerSocket(0, 5, LOOPBACK)) {
      CompletableFuture<SendFailure> failed = send(to(server, "carrier.example"));
      try (SSLSocket accepted = (SSLSocket) server.accept()) {
        assertThatThrownBy(
                () -> {
                  accepted.startHandshake();
                  if (accepted.getInputStream().read() < 0) {
                    throw new SSLException("closed");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      SendFailure failure = failed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(failure.kind()).isEqualTo(SendFailure.Kind.NOT_SENT);
    }
  }

  @Test
  void certificatesThatAreWrittenAnewAreShownWhileConnectionsStay() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    TlsSettings.Files files =
        new TlsSettings.Files(own.resolve("chain.pem"), own.resolve("key.pem"));
    copy(settings.certificates().getFirst(), files);
    Network renewed =
        new Network(
            vertx,
            "renewed",
            new TlsSettings(List.of(files), certificates.authority(), true),
            _ -> true,
            PATIENCE.toMillis(),
            10,
            200);
    renewed.addLoop(vertx.createEventLoopContext(), this);
    int port =
        renewed
            .open(List.of(new Binding("tls", Transport.TLS, "127.0.0.1", 0)))
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .getFirst()
            .port();
    try (SSLSocket before = open(port)) {
      assertThat(shown(before)).contains("pbx.example");
      copy(settings.certificates().getLast(), files);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> {
            try (SSLSocket after = open(port)) {
              return shown(after).contains("other.example");
            }
          });
      write(before);
      assertThat(next().transport()).isEqualTo(Transport.TLS);
      Files.writeString(files.key(), "no key");
      Awaitility.await().atMost(PATIENCE).until(() -> !renewed.tlsTrouble().isEmpty());
      assertThat(renewed.tlsTrouble()).contains("expected a PKCS #8 key in PEM without a password");
      try (SSLSocket still = open(port)) {
        assertThat(shown(still)).contains("other.example");
      }
    } finally {
      renewed.close();
    }
  }

  private static SSLSocket open(int port) throws IOException {
    return (SSLSocket) certificates.client(null).getSocketFactory().createSocket(LOOPBACK, port);
  }

  private static List<String> shown(SSLSocket socket) throws IOException {
    socket.startHandshake();
    return PeerNames.of(List.of(socket.getSession().getPeerCertificates()));
  }

  private static void copy(TlsSettings.Files from, TlsSettings.Files to) throws IOException {
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.chain(), to.chain(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aKeyOfAnotherCertificateIsFoundOutAtTheStart() {
    TlsSettings mixed =
        new TlsSettings(
            List.of(
                new TlsSettings.Files(
                    settings.certificates().getFirst().chain(),
                    settings.certificates().getLast().key())),
            null,
            true);
    assertThatThrownBy(() -> new Network(vertx, "x", mixed, _ -> true))
        .isInstanceOf(TlsUnusable.class)
        .hasMessageContaining("expected the key of the certificate in");
    TlsSettings none =
        new TlsSettings(
            List.of(new TlsSettings.Files(folder.resolve("none.pem"), folder.resolve("no.key"))),
            null,
            true);
    assertThatThrownBy(() -> new Network(vertx, "x", none, _ -> true))
        .hasMessage(
            "TLS file " + folder.resolve("none.pem") + ": no such file, or it cannot be read");
  }

  // --- WebSocket

  /// A client that keeps what it gets.
  private static final class Heard implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      messages.add("binary " + data.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }

    String next() throws InterruptedException {
      return Objects.requireNonNull(messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private WebSocket webSocket(
      String listener, @Nullable String protocol, @Nullable String origin, Heard heard) {
    WebSocket.Builder builder =
        HttpClient.newBuilder().sslContext(certificates.client(null)).build().newWebSocketBuilder();
    if (protocol != null) {
      builder.subprotocols(protocol);
    }
    if (origin != null) {
      builder.header("Origin", origin);
    }
    String url = listener + "://127.0.0.1:" + port(listener) + "/";
    return builder.buildAsync(URI.create(url), heard).join();
  }

  @Test
  void aBrowserIsReachedOverTheSocketThatItOpened() throws Exception {
    for (String listener : List.of("ws", "wss")) {
      Heard heard = new Heard();
      WebSocket browser = webSocket(listener, "sip", PAGE, heard);
      assertThat(browser.getSubprotocol()).isEqualTo("sip");
      browser.sendText(MESSAGE, true).join();
      Source source = next();
      assertThat(source.transport().name()).isEqualToIgnoringCase(listener);
      var _ = send(new Target(listener, source.transport(), "x.invalid", 5060, source.flow()));
      assertThat(heard.next()).isEqualTo(MESSAGE);
      browser.sendBinary(ByteBuffer.wrap(MESSAGE.getBytes(StandardCharsets.UTF_8)), true).join();
      assertThat(next().flow()).isEqualTo(source.flow());
      browser.sendText("\r\n\r\n", true).join();
      assertThat(heard.next()).isEqualTo("\r\n");
      browser.abort();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> network.connections() == 0);
  }

  /// RFC 7118 section 5: nobody but the client can open another.
  @Test
  void aSocketThatIsGoneFailsAtOnce() throws Exception {
    SendFailure failure =
        send(new Target("ws", Transport.WS, "x.invalid", 5060, "gone"))
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(failure)
        .hasMessage(
            "the connection of x.invalid port 5060 is gone, and only its WS client opens another");
  }

  @Test
  void whatIsNoSipOrOfAForeignPageIsRefused() throws Exception {
    assertThat(refusal(() -> webSocket("ws", null, null, new Heard()))).isEqualTo(400);
    assertThat(refusal(() -> webSocket("ws", "xmpp", null, new Heard()))).isEqualTo(400);
    assertThat(refusal(() -> webSocket("wss", "sip", "https://evil.example", new Heard())))
        .isEqualTo(403);
    try (Socket page = new Socket(LOOPBACK, port("ws"))) {
      page.setSoTimeout((int) PATIENCE.toMillis());
      page.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(page.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 426 ")
          .containsIgnoringCase("Upgrade: websocket")
          .contains("SIP over WebSocket is spoken here");
    }
  }

  private static int refusal(Runnable attempt) {
    try {
      attempt.run();
    } catch (CompletionException e) {
      if (e.getCause() instanceof java.net.http.WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
    }
    return 0;
  }

  @Test
  void aMessageThatIsTooLargeCostsItsSenderTheConnection() throws Exception {
    Heard heard = new Heard();
    WebSocket browser = webSocket("ws", "sip", null, heard);
    browser.sendText("x".repeat(70_000), true).join();
    browser.request(5);
    Awaitility.await().atMost(PATIENCE).until(() -> network.connections() == 0);
    assertThat(received).isEmpty();
  }

  @Test
  void namesOfACertificate() throws Exception {
    X509Certificate star = read(certificates.sign("star", "dns:*.example.com", "dns:a.example"));
    assertThat(PeerNames.of(List.of(star))).containsExactly("a.example");
    X509Certificate user =
        read(certificates.sign("user", "uri:sip:bob@example.com", "dns:b.example"));
    assertThat(PeerNames.of(List.of(user))).containsExactly("b.example");
    assertThat(PeerNames.prove(List.of("A.Example"), "a.example")).isTrue();
    assertThat(PeerNames.prove(List.of("127.0.0.1"), "127.0.0.1")).isTrue();
    assertThat(PeerNames.prove(List.of("a.example"), "b.a.example")).isFalse();
  }

  private static X509Certificate read(TlsSettings.Files files) throws Exception {
    try (var in = Files.newInputStream(files.chain())) {
      return (X509Certificate)
          java.security.cert.CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .iterator()
              .next();
    }
  }
}
