package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls over TLS and WebSocket to `switchlog dev`, whose certificate the peers were told to trust.
class TransportsLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int HERTZ = 1_000;

  @TempDir private static Path folder;

  private static final int TLS = Ports.free();
  private static final int WSS = Ports.free();

  @SuppressWarnings("NullAway.Init")
  private static Exchange exchange;

  @BeforeAll
  static void start() {
    exchange =
        Exchange.start(
            folder,
            "--tls-port",
            Integer.toString(TLS),
            "--wss-port",
            Integer.toString(WSS),
            "--route",
            "plain=sip:plain@127.0.0.1:9");
  }

  @AfterAll
  static void end() {
    exchange.close();
  }

  /// For a peer that trusts what the exchange has made on its first start.
  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (var in = Files.newInputStream(folder.resolve("data/tls/certificate.pem"))) {
      trusted.setCertificateEntry(
          "dev", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aRealPhoneOverTlsHearsItself() throws IOException {
    String echo = "sip:echo@127.0.0.1:" + TLS + ";transport=tls";
    try (Baresip phone = Baresip.dials(folder, "phone", HERTZ, echo)) {
      Awaitility.await("the own tone, and nothing else")
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(phone.hears(HERTZ)).matches(Baresip.Tone::isPure));
      assertThat(phone.printed()).contains("Call established");
      assertThat(exchange.run("calls", "--live").out()).contains("echo");
    }
  }

  /// Debian's sipsak takes what follows a handshake of TLS 1.3 for the end, so it speaks 1.2.
  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void sipsakGetsItsAnswer(String transport) throws IOException {
    Path old =
        Files.writeString(
            folder.resolve("gnutls.conf"), "[overrides]\ndisabled-version = tls1.3\n");
    List<String> command =
        List.of(
            "env",
            "GNUTLS_SYSTEM_PRIORITY_FILE=" + old,
            "sipsak",
            "-vv",
            "-E",
            transport,
            "--tls-ca-cert=" + folder.resolve("data/tls/certificate.pem"),
            "--tls-ignore-cert-failure",
            "-s",
            "sip:echo@127.0.0.1:" + (transport.equals("tls") ? TLS : exchange.sipPort()));
    try (Child sipsak = Child.start("sipsak", folder, command)) {
      assertThat(sipsak.awaitExit(SOON)).as(sipsak::all).isZero();
      assertThat(sipsak.all()).contains("SIP/2.0 200 OK");
    }
  }

  /// RFC 5630 section 3.1.3: the rule would put the call through where others can read along.
  @Test
  void aCallBySipsIsNotPutThroughWithoutIt() throws Exception {
    try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", TLS);
        RawPeer caller = RawPeer.over(socket, "TLS")) {
      RawPeer.Answer answer = caller.ask(caller.invite("sips:plain@127.0.0.1:" + TLS, 1));
      assertThat(answer.text()).startsWith("SIP/2.0 480 SIPS Not Allowed");
    }
    try (RawPeer caller = RawPeer.udp(exchange.sipPort())) {
      RawPeer.Answer answer = caller.ask(caller.invite("sips:echo@127.0.0.1", 1));
      assertThat(answer.text()).startsWith("SIP/2.0 403 SIPS Without TLS");
    }
  }

  /// Who is called by SIPS answers by SIPS, and is told of the end over the same connection.
  @Test
  void aCallBySipsGoesOnOverTls() throws Exception {
    try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", TLS);
        RawPeer caller = RawPeer.over(socket, "TLS")) {
      String invite = caller.invite("sips:echo@127.0.0.1:" + TLS, 1);
      RawPeer.Answer answer = caller.ask(invite.replace("<sip:raw@", "<sips:raw@"));
      assertThat(answer.text()).startsWith("SIP/2.0 200 ");
      String contact = String.valueOf(answer.header("Contact"));
      assertThat(contact).startsWith("<sips:").endsWith("@127.0.0.1:" + TLS + ">");
    }
  }

  /// A phone in a browser, as far as the exchange can tell.
  private static final class Browser implements WebSocket.Listener, AutoCloseable {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    Browser() throws IOException, GeneralSecurityException {
      socket =
          HttpClient.newBuilder()
              .sslContext(trusting())
              .build()
              .newWebSocketBuilder()
              .subprotocols("sip")
              .buildAsync(URI.create("wss://127.0.0.1:" + WSS + "/"), this)
              .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      heard.add(data.toString());
      from.request(1);
      return null;
    }

    void says(String message) {
      socket.sendText(message.replace("\n", "\r\n"), true).join();
    }

    /// The next message that is no provisional response.
    SipMessage hears() throws InterruptedException {
      while (true) {
        String text =
            Objects.requireNonNull(heard.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nothing came");
        if (SipParser.parse(text.getBytes(StandardCharsets.UTF_8))
                instanceof ParseResult.Parsed(SipMessage message)
            && !(message instanceof SipResponse response && response.status() < 200)) {
          return message;
        }
      }
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  private static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 40000 RTP/AVP 0
      """;

  private static String request(String method, String uri, String to, int cseq, String body) {
    return """
    %1$s %2$s SIP/2.0
    Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKws%4$d%1$s
    Max-Forwards: 70
    From: <sip:alice@phones.example>;tag=browser
    To: %3$s
    Call-ID: browser-1
    CSeq: %4$d %1$s
    Contact: <sip:alice@df7jal23ls0d.invalid;transport=ws>
    Content-Type: application/sdp
    Content-Length: %5$d

    %6$s\
    """
        .formatted(method, uri, to, cseq, body.replace("\n", "\r\n").length(), body);
  }

  private static String ok(SipRequest request) {
    return """
    SIP/2.0 200 OK
    Via: %s
    From: %s
    To: %s
    Call-ID: %s
    CSeq: %s
    Content-Length: 0

    """
        .formatted(
            request.header("Via"),
            request.header("From"),
            request.header("To"),
            request.header("Call-ID"),
            request.header("CSeq"));
  }

  /// Its Contact is nowhere (RFC 7118 section 5): all that is sent to it goes over its socket.
  @Test
  void aBrowserCallsAndIsHungUpOn() throws Exception {
    try (Browser browser = new Browser()) {
      String uri = "sip:music@127.0.0.1";
      browser.says(request("INVITE", uri, "<" + uri + ">", 1, SDP));
      SipResponse ok = (SipResponse) browser.hears();
      assertThat(ok.status()).isEqualTo(200);
      assertThat(ok.via().toString())
          .startsWith("SIP/2.0/WSS df7jal23ls0d.invalid;")
          .contains("received=127.0.0.1");
      String contact = String.valueOf(ok.header("Contact"));
      assertThat(contact).endsWith("@127.0.0.1:" + WSS + ";transport=ws>");
      String target = contact.substring(1, contact.length() - 1);
      String to = String.valueOf(ok.header("To"));
      browser.says(request("ACK", target, to, 1, ""));
      browser.says(request("INFO", target, to, 2, ""));
      assertThat(((SipResponse) browser.hears()).cseq().method()).isEqualTo("INFO");

      String call =
          exchange
              .run("calls", "--live")
              .out()
              .lines()
              .filter(line -> line.contains("music"))
              .findFirst()
              .orElseThrow()
              .replaceFirst("\\s.*", "");
      CompletableFuture<Exchange.Printed> over =
          CompletableFuture.supplyAsync(() -> exchange.run("hangup", call));
      SipRequest bye = (SipRequest) browser.hears();
      browser.says(ok(bye));
      assertThat(over.join().exit()).as(over.join().err()).isZero();
      assertThat(bye.method()).isEqualTo("BYE");
      assertThat(bye.uriText()).isEqualTo("sip:alice@df7jal23ls0d.invalid;transport=ws");
      assertThat(bye.via().transport()).isEqualTo("WSS");
    }
    assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
  }
}
