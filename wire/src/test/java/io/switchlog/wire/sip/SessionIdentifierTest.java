package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `SessionIdentifier`. The UUIDs are those of the examples of RFC 7989 section 10.
class SessionIdentifierTest {
  private static final String A = "ab30317f1a784dc48ff824d0d3715d86";
  private static final String B = "47755a9de7794ba387653f2099600ef2";

  private static @Nullable SessionIdentifier read(String lines) {
    String options =
        "OPTIONS sip:b@example.com SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP a.example.com;branch=z9hG4bK1\r\n"
            + "From: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\n"
            + "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
            + lines
            + "\r\n";
    return SipParser.parse(options.getBytes(StandardCharsets.UTF_8))
            instanceof ParseResult.Parsed(SipMessage message)
        ? message.sessionIdentifier()
        : null;
  }

  @Test
  void bothPartiesAreNamed() {
    assertThat(read("Session-ID: " + A + ";remote=" + B + "\r\n"))
        .isEqualTo(new SessionIdentifier(A, B))
        .hasToString(A + ";remote=" + B);
    assertThat(read("session-id:  " + A + " ; x=y;remote = " + SessionIdentifier.NOBODY + "\r\n"))
        .isEqualTo(new SessionIdentifier(A, SessionIdentifier.NOBODY));
  }

  /// RFC 7989 section 11.
  @Test
  void theOldFormNamesOne() {
    assertThat(read("Session-ID: " + A + "\r\n"))
        .isEqualTo(new SessionIdentifier(A, null))
        .hasToString(A);
    assertThat(read("Session-ID: " + A + ";other\r\n")).isEqualTo(new SessionIdentifier(A, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab30317f1a784dc48ff824d0d3715d8",
        "ab30317f1a784dc48ff824d0d3715d860",
        "AB30317F1A784DC48FF824D0D3715D86",
        "ab30317f-1a78-4dc4-8ff8-24d0d3715d86",
        "gb30317f1a784dc48ff824d0d3715d86",
        "ab30317f1a784dc48ff824d0d3715d86;remote",
        "ab30317f1a784dc48ff824d0d3715d86;remote=0",
        "ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2 x",
        "ab30317f1a784dc48ff824d0d3715d86, 47755a9de7794ba387653f2099600ef2",
        ";remote=47755a9de7794ba387653f2099600ef2"
      })
  void whatIsMalformedIsAsIfItWereNotThere(String value) {
    assertThat(read("Session-ID: " + value + "\r\n")).isNull();
  }

  @Test
  void ofTwoLinesNeitherCounts() {
    assertThat(read("Session-ID: " + A + "\r\nSession-ID: " + B + "\r\n")).isNull();
    assertThat(read("")).isNull();
  }
}
