package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipParserTest {

  @Test
  void compactFormsAreTheSameHeaders() {
    SipMessage message =
        Messages.parsed(
            Messages.bytes(
                "INVITE sip:b@h SIP/2.0",
                "v: SIP/2.0/UDP h",
                "f: <sip:a@h>;tag=1",
                "t: <sip:b@h>",
                "i: call",
                "CSeq: 1 INVITE",
                "m: <sip:a@192.0.2.1>",
                "k: 100rel, timer",
                "x: 1800",
                "r: <sip:c@h>",
                "l: 0"));

    assertThat(message.validate()).isNull();
    assertThat(message.callId()).isEqualTo("call");
    assertThat(message.header("Session-Expires")).isEqualTo("1800");
    assertThat(message.header(HeaderName.REFER_TO)).isEqualTo("<sip:c@h>");
    assertThat(message.hasToken(HeaderName.SUPPORTED, "TIMER")).isTrue();
    assertThat(message.headerName(0)).isEqualTo("v");
  }

  @ParameterizedTest
  @EnumSource(HeaderName.class)
  void everyKnownNameIsFoundInAnyCase(HeaderName name) {
    assertThat(HeaderName.of(name.canonical())).isEqualTo(name);
    assertThat(HeaderName.of(name.canonical().toUpperCase(java.util.Locale.ROOT))).isEqualTo(name);
    assertThat(HeaderName.of(name.canonical() + "-x")).isEqualTo(HeaderName.OTHER);
  }

  @Test
  void commaListsAreTakenApartAndQuotesAndBracketsAreNot() {
    SipMessage message =
        Messages.parsed(
            Messages.options(
                "Contact: \"A, B\" <sip:a,b@h1;x=1>;q=1, <sip:c@h2> , sip:d@h3",
                "Contact: <sip:e@h4>",
                "Route: <sip:r1;lr>,<sip:r2;lr>",
                "Record-Route: <sip:p1;lr>"));

    assertThat(message.contacts())
        .extracting(contact -> contact.uri().toString())
        .containsExactly("sip:a,b@h1;x=1", "sip:c@h2", "sip:d@h3", "sip:e@h4");
    assertThat(message.contacts().getFirst().displayName()).isEqualTo("A, B");
    assertThat(message.routes()).hasSize(2);
    assertThat(message.recordRoutes()).hasSize(1);
    assertThat(message.headers("Contact")).hasSize(2);
  }

  @Test
  void theStarContactStandsAlone() {
    SipMessage star = Messages.parsed(Messages.options("Contact: *"));
    assertThat(star.contactIsStar()).isTrue();
    assertThat(star.contacts()).isEmpty();
    assertThat(star.contact()).isNull();
    assertThat(star.validate()).isNull();

    assertThat(Messages.malformed(Messages.options("Contact: *", "Contact: <sip:a@h>")).expected())
        .isEqualTo("a URI with a scheme");
  }

  @Test
  void typedHeadersReadWhatIsThere() {
    SipMessage message =
        Messages.parsed(
            Messages.options(
                "RAck: 776656 1 INVITE",
                "RSeq: 988789",
                "Expires: 3600",
                "x: 1800;Refresher=UAC",
                "Min-SE: 120;a=b",
                "Retry-After: 18000 (in (an) hour);duration=3600",
                "Reason: SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=16",
                "Content-Type: Application/SDP;charset=utf-8",
                "P-Asserted-Identity: \"A\" <sip:a@h>, <tel:+1>"));

    assertThat(message.rack()).isEqualTo(new RAck(776656, 1, "INVITE"));
    assertThat(message.rseq()).hasValue(988789);
    assertThat(message.expires()).hasValue(3600);
    SessionExpires session = Objects.requireNonNull(message.sessionExpires());
    assertThat(session.seconds()).isEqualTo(1800);
    assertThat(session.isRefreshedByUac()).isTrue();
    assertThat(session.isRefreshedByUas()).isFalse();
    assertThat(Objects.requireNonNull(message.leastSessionExpires()).seconds()).isEqualTo(120);
    RetryAfter retryAfter = Objects.requireNonNull(message.retryAfter());
    assertThat(retryAfter.delay()).hasSeconds(18000);
    assertThat(retryAfter.params().get("duration")).isEqualTo("3600");
    assertThat(message.reasons()).extracting(Reason::cause).containsExactly(200, 16);
    assertThat(message.reasons().getFirst().text()).isEqualTo("Call completed elsewhere");
    assertThat(Objects.requireNonNull(message.contentType()).isSdp()).isTrue();
    assertThat(message.addresses(HeaderName.P_ASSERTED_IDENTITY)).hasSize(2);
  }

  @Test
  void malformedHeadersThatNobodyVouchesForReadAsAbsent() {
    SipMessage message =
        Messages.parsed(
            Messages.options(
                "RAck: x",
                "RSeq: -1",
                "Expires: soon",
                "Retry-After: (",
                "Reason: ;",
                "c: sdp",
                "x: soon",
                "Min-SE: ;a"));

    assertThat(message.validate()).isNull();
    assertThat(message.rack()).isNull();
    assertThat(message.rseq()).isEmpty();
    assertThat(message.expires()).isEmpty();
    assertThat(message.retryAfter()).isNull();
    assertThat(message.sessionExpires()).isNull();
    assertThat(message.leastSessionExpires()).isNull();
    assertThat(message.reasons()).isEmpty();
    assertThat(message.contentType()).isNull();
    assertThat(message.header("Expires")).isEqualTo("soon");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
  void aMandatoryHeaderThatLacksIsNamed(String name) {
    String whole = new String(Messages.options(), StandardCharsets.UTF_8);
    String without = whole.replaceFirst("(?m)^" + name + ": .*\r\n", "");

    ParseResult.Malformed malformed = Messages.malformed(without.getBytes(StandardCharsets.UTF_8));

    assertThat(malformed.expected()).isEqualTo("a " + name + " header");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.answerable()).isFalse();
  }

  @Test
  void aBodyCutShortIsRefusedAndAnExcessDropped() {
    byte[] tooShort = Messages.options("Content-Length: 1");
    assertThat(Messages.malformed(tooShort).description())
        .contains("a body of 1 bytes", "found 0 bytes");

    byte[] tooLong = Messages.options("Content-Length: 2");
    byte[] bytes = Arrays.copyOf(tooLong, tooLong.length + 5);
    SipMessage message = Messages.parsed(bytes);
    assertThat(message.bodyLength()).isEqualTo(2);
    assertThat(message.toBytes()).hasSize(tooLong.length + 2);
  }

  @Test
  void leadingLineBreaksAreSkippedAndTheMessageKeepsItsBytes() {
    byte[] bytes = Messages.options("X-Odd:   spaced\t ");
    byte[] padded = new byte[bytes.length + 4];
    padded[0] = padded[2] = '\r';
    padded[1] = padded[3] = '\n';
    System.arraycopy(bytes, 0, padded, 4, bytes.length);

    SipMessage message = Messages.parsed(padded);

    assertThat(message.toBytes()).isEqualTo(bytes);
    assertThat(message.header("x-odd")).isEqualTo("spaced");
  }

  @Test
  void limitsSayWhichOneItWas() {
    byte[] many = Messages.options(Collections.nCopies(252, "X: y").toArray(new String[0]));
    ParseResult.Malformed tooMany = Messages.malformed(many);
    assertThat(tooMany.expected()).isEqualTo("at most 256 headers");
    assertThat(tooMany.status()).isEqualTo(513);
    assertThat(tooMany.answerable()).isTrue();
    byte[] allowed = Messages.options(Collections.nCopies(251, "X: y").toArray(new String[0]));
    assertThat(Messages.parsed(allowed).headerCount()).isEqualTo(256);

    byte[] large = Messages.options("X: " + "y".repeat(65536));
    ParseResult.Malformed tooLarge = Messages.malformed(large);
    assertThat(tooLarge.expected()).isEqualTo("at most 65536 bytes");
    assertThat(tooLarge.status()).isEqualTo(513);
    assertThat(tooLarge.answerable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "\0\0\0\0",
        "hello",
        "OPTIONS",
        "OPTIONS ",
        "OPTIONS sip:a@b",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "SIP/2.0 abc\r\n\r\n",
        "SIP/2.0 99 x\r\n\r\n",
        "SIP/2.0\r\n\r\n",
        "(){ :; }; sip:x SIP/2.0\r\n\r\n"
      })
  void whatIsNoSipIsAValueAndNobodyIsAnswered(String text) {
    ParseResult.Malformed malformed = Messages.malformed(text.getBytes(StandardCharsets.UTF_8));
    assertThat(malformed.answerable()).isFalse();
    assertThat(malformed.answer("t")).isNull();
  }

  @Test
  void loneLineBreaksAndNamelessLinesAreFaultsThatCanBeAnswered() {
    String whole = new String(Messages.options("X: y"), StandardCharsets.UTF_8);
    for (String broken :
        new String[] {
          whole.replace("X: y\r\n", "X: y\n"),
          whole.replace("X: y", "X: y\rz"),
          whole.replace("X: y", "no colon"),
          whole.replace("X: y", ": y"),
          whole.replace("X: y", "X\0: y"),
          whole.substring(0, whole.length() - 2)
        }) {
      ParseResult.Malformed malformed = Messages.malformed(broken.getBytes(StandardCharsets.UTF_8));
      assertThat(malformed.status()).isEqualTo(400);
      assertThat(malformed.answerable()).as(malformed.description()).isTrue();
    }
  }

  @Test
  void aLoneCarriageReturnIsNotSentBack() {
    String whole = new String(Messages.options(), StandardCharsets.UTF_8);
    String broken = whole.replaceFirst("(From: [^\r]*)", "$1;x=\"a\rb\"");
    SipResponse answer =
        Objects.requireNonNull(
            Messages.malformed(broken.getBytes(StandardCharsets.UTF_8)).answer("t"));
    assertThat(SipParser.parse(answer.toBytes())).isInstanceOf(ParseResult.Parsed.class);
    assertThat(answer.from().params().get("x")).isEqualTo("a b");
  }

  @Test
  void anAckIsNeverAnswered() {
    String ack = new String(Messages.options(), StandardCharsets.UTF_8).replace("OPTIONS", "ACK");
    String bad = ack.replace("1 ACK", "x ACK");
    assertThat(Messages.malformed(bad.getBytes(StandardCharsets.UTF_8)).answerable()).isFalse();
  }

  @Test
  void ipv6ReferencesStandInViaAndUri() {
    SipRequest request =
        Messages.request(
            Messages.bytes(
                "OPTIONS sip:[2001:db8::10]:5070;transport=tcp SIP/2.0",
                "Via: SIP/2.0/UDP [2001:db8::9:1]:5061;received=[2001:db8::9:255];branch=z9hG4bKas3",
                "Via: SIP/2.0/TCP [::ffff:192.0.2.10];received=2001:db8::1",
                "From: <sip:a@[::1]>;tag=1",
                "To: sip:b@h",
                "Call-ID: c@[2001:db8::20]",
                "CSeq: 1 OPTIONS"));

    assertThat(request.validate()).isNull();
    SipUri uri = (SipUri) request.uri();
    assertThat(uri.address()).isEqualTo("2001:db8::10");
    assertThat(uri.port()).isEqualTo(5070);
    assertThat(request.via().address()).isEqualTo("2001:db8::9:1");
    assertThat(request.via().port()).isEqualTo(5061);
    assertThat(request.via().received()).isEqualTo("2001:db8::9:255");
    assertThat(request.vias().get(1).received()).isEqualTo("2001:db8::1");
  }
}
