package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// RFC 4475: the 49 torture messages, each in a file of the RFC's name under `rfc4475/`, each in
/// one list.
class TortureTest {

  /// To be taken as they are. From badbranch on the RFC asks for judgement above this layer: by the
  /// transaction (badbranch), the transport (bcast) or the user agent (416, 420, 415, 401, 483,
  /// 406). baddate may be rejected or read with its Date left aside; badaspec may be read
  /// liberally.
  static final List<String> GOOD =
      List.of(
          "wsinv",
          "intmeth",
          "esc01",
          "escnull",
          "esc02",
          "lwsdisp",
          "longreq",
          "dblreq",
          "semiuri",
          "transports",
          "mpart01",
          "unreason",
          "noreason",
          "baddate",
          "badaspec",
          "badbranch",
          "unkscm",
          "novelsc",
          "unksm2",
          "bext01",
          "invut",
          "regaut01",
          "bcast",
          "zeromf",
          "cparam01",
          "cparam02",
          "regescrt",
          "sdp01",
          "inv2543");

  @Test
  void everyMessageOfTheRfcIsInOneList() throws IOException {
    Stream<String> bad =
        Stream.of(TortureTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(CsvSource.class))
            .flatMap(method -> Stream.of(method.getAnnotation(CsvSource.class).value()))
            .map(row -> row.substring(0, row.indexOf(',')));
    List<String> listed = Stream.concat(GOOD.stream(), bad).sorted().toList();
    try (InputStream folder = open("rfc4475")) {
      String files = new String(folder.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(files.lines().map(file -> file.replace(".dat", "")).sorted())
          .containsExactlyElementsOf(listed)
          .hasSize(49);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void isTaken(String name) throws IOException {
    byte[] bytes = read(name);

    ParseResult result = SipParser.parseValid(bytes, 0, bytes.length, Limits.DEFAULT);

    assertThat(result).isInstanceOf(ParseResult.Parsed.class);
    SipMessage message = ((ParseResult.Parsed) result).message();
    byte[] own = message.toBytes();
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .startsWith(new String(own, StandardCharsets.ISO_8859_1));
  }

  static Stream<String> good() {
    return GOOD.stream();
  }

  /// The status is what a request is answered with; a bad response is dropped, which `-` stands
  /// for.
  @ParameterizedTest
  @CsvSource({
    "badinv01,400", "clerr,400", "ncl,400", "scalar02,400", "scalarlg,-", "quotbal,400",
    "ltgtruri,400", "lwsruri,400", "lwsstart,400", "trws,400", "escruri,400", "regbadct,400",
    "baddn,400", "badvers,505", "mismatch01,400", "mismatch02,400", "bigcode,-", "insuf,400",
    "multi01,400", "mcl01,400"
  })
  void isRefused(String name, String status) throws IOException {
    byte[] bytes = read(name);

    ParseResult result = SipParser.parseValid(bytes, 0, bytes.length, Limits.DEFAULT);

    assertThat(result).isInstanceOf(ParseResult.Malformed.class);
    ParseResult.Malformed malformed = (ParseResult.Malformed) result;
    if (status.equals("-")) {
      assertThat(malformed.answerable()).isFalse();
    } else {
      assertThat(malformed.status()).isEqualTo(Integer.parseInt(status));
    }
  }

  /// Where the routing headers can be read, the sender hears what was wrong.
  @ParameterizedTest
  @MethodSource("answerable")
  void isAnswered(String name) throws IOException {
    byte[] bytes = read(name);
    ParseResult.Malformed malformed =
        (ParseResult.Malformed) SipParser.parseValid(bytes, 0, bytes.length, Limits.DEFAULT);

    SipResponse answer = Objects.requireNonNull(malformed.answer("our-tag"));

    assertThat(answer.status()).isEqualTo(malformed.status());
    SipMessage request = Objects.requireNonNull(malformed.partial());
    for (HeaderName repeated :
        List.of(HeaderName.VIA, HeaderName.FROM, HeaderName.CALL_ID, HeaderName.CSEQ)) {
      assertThat(answer.headers(repeated.canonical()))
          .isEqualTo(request.headers(repeated.canonical()));
    }
    assertThat(String.join(",", answer.headers("To")))
        .startsWith(Objects.requireNonNull(request.header("To")));
  }

  static Stream<String> answerable() {
    return Stream.of(
        "clerr",
        "ncl",
        "scalar02",
        "quotbal",
        "ltgtruri",
        "lwsruri",
        "lwsstart",
        "trws",
        "escruri",
        "regbadct",
        "baddn",
        "badvers",
        "mismatch01",
        "mismatch02",
        "multi01",
        "mcl01");
  }

  @Test
  void wsinvIsReadThroughAllItsWhiteSpace() throws IOException {
    SipRequest invite = (SipRequest) good("wsinv");

    assertThat(invite.to().tag()).isEqualTo("1918181833n");
    assertThat(invite.from().displayName()).isEqualTo("J Rosenberg \\\"");
    assertThat(invite.from().tag()).isEqualTo("98asjd8");
    assertThat(invite.maxForwards()).hasValue(68);
    assertThat(invite.cseq()).isEqualTo(new CSeq(9, "INVITE"));
    assertThat(invite.vias())
        .extracting(Via::toString)
        .containsExactly(
            "SIP/2.0/UDP 192.0.2.2;branch=390skdjuw",
            "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8",
            "SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239");
    assertThat(invite.header("Subject")).isEmpty();
    assertThat(invite.header("newfangledheader"))
        .isEqualTo("newfangled value continued newfangled value");
    assertThat(invite.header("UnknownHeaderWithUnusualValue")).isEqualTo(";;,,;;,;");
    assertThat(Objects.requireNonNull(invite.contact()).displayName())
        .isEqualTo("Quoted string \"\"");
    assertThat(Objects.requireNonNull(invite.contact()).params().get("q")).isEqualTo("0.33");
    assertThat(invite.bodyLength()).isEqualTo(150);
  }

  @Test
  void intmethKeepsEveryUnusualCharacter() throws IOException {
    SipRequest request = (SipRequest) good("intmeth");

    assertThat(request.method()).isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
    SipUri uri = (SipUri) request.uri();
    assertThat(uri.user()).isEqualTo("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
    assertThat(uri.password()).isEqualTo("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
    assertThat(request.to().displayName()).isEqualTo("BEL:\u0007 NUL:\0 DEL:\u007f");
    assertThat(request.from().tag()).isEqualTo("_token~1'+`*%!-.");
    assertThat(request.from().params().get("fromParam''~+*_!.-%")).isEqualTo("работающий");
    assertThat(request.callId()).isEqualTo("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
  }

  @Test
  void escapesMeanSomethingOnlyInUris() throws IOException {
    SipRequest escaped = (SipRequest) good("esc01");
    assertThat(((SipUri) escaped.uri()).decodedUser()).isEqualTo("sips:user@example.com");
    assertThat(((SipUri) escaped.to().uri()).decodedUser()).isEqualTo("user");
    assertThat(((SipUri) ((SipRequest) good("semiuri")).uri()).host()).isEqualTo("example.com");

    SipRequest notEscaped = (SipRequest) good("esc02");
    assertThat(notEscaped.method()).isEqualTo("RE%47IST%45R");
    assertThat(notEscaped.to().displayName()).isEqualTo("%Z%45");
    assertThat(notEscaped.contacts()).hasSize(2);
  }

  @Test
  void aContactParameterBelongsWhereTheBracketsPutIt() throws IOException {
    NameAddress bare = Objects.requireNonNull(good("cparam01").contact());
    assertThat(bare.params().has("unknownparam")).isTrue();
    NameAddress bracketed = Objects.requireNonNull(good("cparam02").contact());
    assertThat(Objects.requireNonNull(bracketed.sipUri()).params().has("unknownparam")).isTrue();
  }

  @Test
  void theSecondMessageOfADatagramIsDropped() throws IOException {
    SipRequest register = (SipRequest) good("dblreq");
    assertThat(register.method()).isEqualTo(Methods.REGISTER);
    assertThat(register.bodyLength()).isZero();
  }

  @Test
  void reasonPhrasesMayBeAnythingOrNothing() throws IOException {
    assertThat(((SipResponse) good("noreason")).reason()).isEmpty();
    assertThat(((SipResponse) good("unreason")).reason())
        .isEqualTo("= 2**3 * 5**2 но сто девяносто девять - простое");
  }

  @Test
  void theBareCookieIsNoUniqueBranch() throws IOException {
    assertThat(good("badbranch").via().hasUniqueBranch()).isFalse();
    assertThat(good("lwsdisp").via().hasUniqueBranch()).isTrue();
  }

  @Test
  void binaryBodiesKeepTheirBytes() throws IOException {
    SipMessage message = good("mpart01");
    assertThat(message.toBuilder().build().body()).isEqualTo(message.body());
    assertThat(Objects.requireNonNull(message.contentType()).params().get("boundary"))
        .isEqualTo("7a9cbec02ceef655");
    byte[] file = read("mpart01");
    assertThat(file).endsWith(message.body());
  }

  static SipMessage good(String name) throws IOException {
    return ((ParseResult.Parsed) SipParser.parse(read(name))).message();
  }

  static byte[] read(String name) throws IOException {
    try (InputStream file = open("rfc4475/" + name + ".dat")) {
      return file.readAllBytes();
    }
  }

  static List<byte[]> all() throws IOException {
    try (InputStream folder = open("rfc4475")) {
      List<String> names =
          new String(folder.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .collect(Collectors.toList());
      return names.stream().map(TortureTest::unchecked).toList();
    }
  }

  private static byte[] unchecked(String file) {
    try {
      return read(file.replace(".dat", ""));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    return Objects.requireNonNull(TortureTest.class.getClassLoader().getResourceAsStream(path));
  }
}
