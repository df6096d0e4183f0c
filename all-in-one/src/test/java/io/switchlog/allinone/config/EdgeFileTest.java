package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.allinone.dev.DevCertificate;
import io.switchlog.edge.DnsSettings;
import io.switchlog.edge.EdgeCheck;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.AdmissionPolicy;
import io.switchlog.edge.core.Authentication;
import io.switchlog.edge.core.Credentials;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.core.Network;
import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.DigestAlgorithm;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The file of an edge.
class EdgeFileTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void make() {
    DevCertificate.readOrMake(folder, "127.0.0.1");
  }

  private static EdgeFile.Settings parse(String text) {
    return EdgeFile.parse("edge.yaml", text, folder);
  }

  @Test
  void allThatAnEdgeCanBeTold() {
    EdgeFile.Settings settings =
        parse(
            """
            listeners:
              - {name: phones, transport: udp, address: 0.0.0.0, port: 5060, advertised: 198.51.100.5}
              - {name: six, transport: tcp, address: "[2001:db8::5]", port: 5060}
              - name: carriers
                transport: tls
                address: 198.51.100.6
                port: 5061
                clients: required
              - name: web
                transport: wss
                address: 198.51.100.6
                port: 443
                advertised: phones.example.com
                origins: ["https://phones.example.com", "https://other.example:8443"]
            tls:
              certificates: [{chain: tls/certificate.pem, key: tls/key.pem}]
              trust: tls/certificate.pem
              verify-servers: false
            dns:
              servers: [192.0.2.53, "192.0.2.54:5353", "[2001:db8::53]:53"]
              ipv6-first: true
            sources:
              deny: [203.0.113.0/24]
              serve: [198.51.100.0/24, "2001:db8::/32"]
              never-ban: [198.51.100.7]
            limits:
              source-rate: 100
              source-burst: 200
              source-waiting: 50
              ban-after: 9
              ban-seconds: 60
              datagram-bytes: 65535
              kept-mb: 64
              loops: 2
              short-tokens: false
              transactions: 5000
            trace: false
            """);
    assertThat(settings.listeners())
        .containsExactly(
            new ListenerConfig("phones", Transport.UDP, "0.0.0.0", 5060, "198.51.100.5"),
            new ListenerConfig("six", Transport.TCP, "2001:db8::5", 5060, ""),
            new ListenerConfig(
                "carriers",
                Transport.TLS,
                "198.51.100.6",
                5061,
                "",
                ClientCertificates.REQUIRED,
                List.of()),
            new ListenerConfig(
                "web",
                Transport.WSS,
                "198.51.100.6",
                443,
                "phones.example.com",
                ClientCertificates.NONE,
                List.of("https://phones.example.com", "https://other.example:8443")));
    TlsSettings.Files files =
        new TlsSettings.Files(folder.resolve("tls/certificate.pem"), folder.resolve("tls/key.pem"));
    assertThat(settings.tls()).isEqualTo(new TlsSettings(List.of(files), files.chain(), false));
    assertThat(settings.dns().servers()).extracting("port").containsExactly(53, 5353, 53);
    assertThat(settings.dns().ipv6First()).isTrue();
    assertThat(settings.admission().perSecond()).isEqualTo(100);
    assertThat(settings.admission().burst()).isEqualTo(200);
    assertThat(settings.admission().waiting()).isEqualTo(50);
    assertThat(settings.admission().denied()).hasToString("[203.0.113.0/24]");
    assertThat(settings.admission().served()).hasToString("[198.51.100.0/24, 2001:db8::/32]");
    assertThat(settings.admission().bans().offences()).isEqualTo(9);
    assertThat(settings.admission().bans().seconds()).isEqualTo(60);
    assertThat(settings.admission().bans().never()).hasToString("[198.51.100.7]");
    assertThat(settings.datagramBytes()).isEqualTo(65_535);
    assertThat(settings.keptMegabytes()).isEqualTo(64);
    assertThat(settings.loops()).isEqualTo(2);
    assertThat(settings.shortTokens()).isFalse();
    assertThat(settings.admission().transactions()).isEqualTo(5_000);
    ClusterSecret secret = ClusterSecret.of("a secret of enough characters");
    ClusterSecret taken = settings.of(0, "localhost:9092", secret, Credentials.NONE).secret();
    SessionToken leg = new SessionToken("0123456789abcdefghijklmnop", 1);
    assertThat(SessionToken.read(taken, leg.mint(secret))).isEqualTo(leg);
    assertThat(SessionToken.read(taken, leg.mintShort(secret))).isNull();
    assertThat(settings.trace()).isFalse();
    assertThat(EdgeCheck.certificates(settings.tls()))
        .isAfter(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @Test
  void whatIsNotSaidIsAsTheFlagsHaveIt() {
    EdgeFile.Settings settings =
        parse("listeners: [{name: a, transport: udp, address: 127.0.0.1, port: 5060}]");
    assertThat(settings.tls()).isEqualTo(TlsSettings.NONE);
    assertThat(settings.dns()).isEqualTo(DnsSettings.USUAL);
    assertThat(settings.admission()).isEqualTo(AdmissionPolicy.USUAL);
    assertThat(settings.datagramBytes()).isEqualTo(EdgeCore.DATAGRAM_BYTES);
    assertThat(settings.loops()).isEqualTo(1);
    assertThat(settings.shortTokens()).isTrue();
    assertThat(settings.trace()).isTrue();
    assertThat(settings.credentials()).isNull();
  }

  @Test
  void hostsAndOriginsAreAsOthersWriteThem() {
    EdgeFile.Settings settings =
        parse(
            """
            listeners:
              - {name: six, transport: udp, address: "[::]", port: 5060, advertised: "[2001:db8::5]"}
              - name: web
                transport: ws
                address: 127.0.0.1
                port: 80
                origins: ["https://Phones.example.com:443", "http://a.example:80", "http://a.example:81"]
            """);
    assertThat(settings.listeners().getFirst().advertisedHost()).isEqualTo("2001:db8::5");
    assertThat(settings.listeners().getLast().origins())
        .containsExactly("https://phones.example.com", "http://a.example", "http://a.example:81");
  }

  /// The first column is a file, `~` for line ends; the second what is complained of.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trace: true | edge.yaml:1: key listeners is missing, expected a list of listeners, one at"
            + " least",
        "listeners: [] | edge.yaml:1: listeners: found a list, expected one at least, a mapping such"
            + " as {name: phones, transport: udp, address: 198.51.100.5, port: 5060}",
        "listeners:~ - {name: a, transport: sctp, address: h, port: 1} | edge.yaml:2:"
            + " listeners[0].transport: found \"sctp\", expected udp, tcp, tls, ws or wss",
        "listeners:~ - {name: a, transport: tls, address: h, port: 1} | edge.yaml:2:"
            + " listeners[0].transport: found \"tls\", expected udp, tcp or ws, because"
            + " tls.certificates names none",
        "listeners:~ - {name: a, transport: udp, address: 0.0.0.0, port: 1} | edge.yaml:2: key"
            + " listeners[0].advertised is missing, expected what peers are told to send to, for they"
            + " cannot to 0.0.0.0",
        "listeners:~ - {name: a, transport: udp, address: h, port: 70000} | edge.yaml:2:"
            + " listeners[0].port: found \"70000\", expected a port from 1 to 65535, or 0 for one that"
            + " is free",
        "listeners:~ - {name: a, transport: udp, address: h, port: 1, clients: none} | edge.yaml:2:"
            + " listeners[0].clients: found \"none\", expected nothing, for only tls and wss have"
            + " certificates",
        "listeners:~ - {name: a, transport: ws, address: h, port: 1, origins: [phone.example]} |"
            + " edge.yaml:2: listeners[0].origins: found a list, expected a list, each an origin such"
            + " as https://phone.example.com",
        "listeners:~ - {name: a, transport: udp, address: h, port: 1}~ - {name: a, transport: tcp,"
            + " address: h, port: 1} | edge.yaml:3: listeners[1].name: found \"a\", expected a name of"
            + " its own, line 2 has this one already",
        "tls: {certificates: [{chain: none.pem, key: k}]} | edge.yaml:1: tls.certificates[0].chain:"
            + " found \"none.pem\", expected a PEM file of the certificate and who signed it that can"
            + " be read",
        "limits: {source-rat: 1}~listeners: [{name: a, transport: udp, address: h, port: 1}] |"
            + " edge.yaml:1: unknown key limits.source-rat, expected one of ban-after, ban-seconds,"
            + " datagram-bytes, kept-mb, loops, short-tokens, source-burst, source-rate, source-waiting, transactions",
        "sources: {serve: []}~listeners: [{name: a, transport: udp, address: h, port: 1}] |"
            + " edge.yaml:1: sources.serve: found a list, expected at least one network, or no such key"
            + " where all may",
        "targets: {allow: []}~listeners: [{name: a, transport: udp, address: h, port: 1}] |"
            + " edge.yaml:1: targets.allow: found a list, expected at least one network, or no such key"
            + " where all may",
        "limits: {loops: 65}~listeners: [{name: a, transport: udp, address: h, port: 1}] |"
            + " edge.yaml:1: limits.loops: found \"65\", expected a number from 1 to 64",
        "dns: {servers: [name]}~listeners: [{name: a, transport: udp, address: h, port: 1}] |"
            + " edge.yaml:1: dns.servers: found a list, expected a list, each an address such as"
            + " 192.0.2.53, 192.0.2.53:5353 or \"[2001:db8::53]:53\"",
        "sources: {deny: [10.0.0.0/33]}~listeners: [{name: a, transport: udp, address: h, port: 1}] |"
            + " edge.yaml:1: sources.deny: found a list, expected a list, each an address or a network"
            + " such as 192.0.2.0/24 or \"2001:db8::/32\" (10.0.0.0/33 is none)",
        "trace: maybe~listeners: [{name: a, transport: udp, address: h, port: 1}] | edge.yaml:1:"
            + " trace: found \"maybe\", expected true or false",
      })
  void aMistakeIsOneLine(String text, String complaint) {
    assertThatThrownBy(() -> parse(text.replace('~', '\n')))
        .isInstanceOf(ConfigFileException.class)
        .hasMessage(complaint);
  }

  @Test
  void whatNoFileCanBeCalledIsRefused() {
    assertThatThrownBy(() ->
            parse(
                """
                listeners: [{name: a, transport: udp, address: 127.0.0.1, port: 0}]
                credentials: "a\\0b"
                """))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageStartingWith("edge.yaml:2: credentials: ")
        .message()
        .hasLineCount(1)
        .contains("a\\u0000b");
  }

  @Test
  void aKeyWithALineEndIsShownOnOneLine() {
    assertThatThrownBy(() -> parse("\"a\\nb\": 1\n"))
        .isInstanceOf(ConfigFileException.class)
        .message()
        .hasLineCount(1)
        .contains("a\\u000ab");
  }

  @Test
  void whoHasToProveWhoItIs() {
    Authentication asked =
        parse(
                """
                listeners:
                  - {name: a, transport: udp, address: 127.0.0.1, port: 1, authenticate: true}
                  - {name: b, transport: udp, address: 127.0.0.1, port: 2}
                authentication:
                  realm: pbx.example
                  trusted: [192.0.2.0/24]
                  algorithms: [sha-256, md5]
                  bodies: true
                """)
            .admission()
            .authentication();
    assertThat(asked)
        .hasToString(
            new Authentication(
                    "pbx.example",
                    Set.of("a"),
                    List.of(Network.parse("192.0.2.0/24")),
                    List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5),
                    true)
                .toString());
    assertThat(
            parse("listeners: [{name: a, transport: udp, address: 127.0.0.1, port: 5060}]")
                .admission()
                .authentication()
                .isAsked())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authenticate: true}]~authentication: {realm: a b | 2 | authentication.realm: found",
        "authenticate: maybe | 1 | listeners[0].authenticate: found",
        "port: 2}]~authentication: {realm: a, trust: [] | 2 | unknown key authentication.trust",
        "authenticate: true}]~authentication: {realm: a, algorithms: [sha1] | 2 | algorithms",
        "authenticate: true}]~authentication: {realm: a, algorithms: [md5, md5] | 2 | algorithms",
        "authenticate: true}]~authentication: {realm: a, algorithms: [] | 2 | algorithms",
        "advertised: 198.51.100;.5 | 1 | listeners[0].advertised: found",
      })
  void whatIsWrongAboutIt(String rest, int line, String expected) {
    String port = rest.startsWith("port") ? "" : "port: 1, ";
    String end = rest.contains("authentication:") ? "}" : "}]";
    assertThatThrownBy(() ->
            parse(
                ("listeners: [{name: a, transport: udp, address: 127.0.0.1, " + port + rest + end)
                    .replace('~', '\n')))
        .isInstanceOf(ConfigFileException.class)
        .hasMessageStartingWith("edge.yaml:" + line + ":")
        .hasMessageContaining(expected);
  }
}
