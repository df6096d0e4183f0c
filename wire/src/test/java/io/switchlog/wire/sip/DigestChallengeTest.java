package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.wire.sip.DigestChallenge.Protection;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `DigestChallenge`, `DigestAlgorithm` and `DigestLogin`. The figures are the examples of
/// RFC 7616 section 3.9 and RFC 2617 section 3.5; those without `qop` and with `auth-int` were
/// worked out with another tool.
class DigestChallengeTest {
  private static final byte[] NO_BODY = {};
  private static final String VALUE = "(\"([^\"\\\\]|\\\\.)*\"|[A-Za-z0-9-]+)";
  private static final String EXAMPLE =
      """
      Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=%s, \
      nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", \
      opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"\
      """;
  private static final String SHA_512_256 =
      "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0";
  private static final String OF_RFC_2069 = "a82785fab2d091a09795d48b9c10756c";
  private static final String OF_BODY = "f4a1efb4c665de0d3f27143f5b724464";
  private static final String OF_SESSION = "d0a24a48ca1ba67ae812ee449b617633";
  private static final DigestLogin MUFASA = new DigestLogin("Mufasa", "Circle of Life", null);

  private static String answer(String algorithm) {
    return read(EXAMPLE.formatted(algorithm))
        .answer(
            MUFASA,
            "GET",
            "/dir/index.html",
            NO_BODY,
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            1);
  }

  private static DigestChallenge read(String value) {
    return Objects.requireNonNull(DigestChallenge.parse(value), value);
  }

  @Test
  void answersWithMd5() {
    assertThat(answer("MD5"))
        .isEqualTo(
            """
            Digest username="Mufasa", realm="http-auth@example.org", \
            nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", uri="/dir/index.html", \
            response="8ca523f5e9506fed4657c9700eebdbec", algorithm=MD5, \
            opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", qop=auth, nc=00000001, \
            cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\"\
            """);
  }

  @Test
  void answersWithSha256() {
    assertThat(answer("SHA-256"))
        .contains(
            "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"",
            "algorithm=SHA-256");
  }

  @Test
  void answersWithSha512() {
    assertThat(answer("SHA-512-256")).contains("response=\"" + SHA_512_256 + "\"");
  }

  @Test
  void answersAsRfc2617() {
    String challenge =
        """
        Digest realm="testrealm@host.com", qop="auth,auth-int", \
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41\"\
        """;
    String answer =
        read(challenge)
            .answer(
                new DigestLogin("Mufasa", "Circle Of Life", null),
                "GET",
                "/dir/index.html",
                NO_BODY,
                "0a4f113b",
                1);
    assertThat(answer)
        .contains("response=\"6629fae49393a05397450978507c4ef1\"")
        .doesNotContain("algorithm");
  }

  @Test
  void answersWithoutAProtectionAsRfc2069() {
    String answer =
        read("Digest realm=\"r\", nonce=\"n\"")
            .answer(new DigestLogin("u", "p", null), "INVITE", "sip:x", NO_BODY, "c", 1);
    assertThat(answer)
        .isEqualTo(
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:x\", response=\""
                + OF_RFC_2069
                + "\"");
  }

  @Test
  void coversTheBodyWhereNothingLessWillDo() {
    String answer =
        read("Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"")
            .answer(
                new DigestLogin("u", "p", null),
                "INVITE",
                "sip:x",
                "v=0".getBytes(StandardCharsets.US_ASCII),
                "c",
                26);
    assertThat(answer).contains("response=\"" + OF_BODY + "\"", "qop=auth-int", "nc=0000001a");
  }

  @Test
  void aSessionIsOfItsFirstNonces() {
    String answer =
        read("Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5-sess")
            .answer(new DigestLogin("u", "p", null), "INVITE", "sip:x", NO_BODY, "c", 1);
    assertThat(answer).contains("response=\"" + OF_SESSION + "\"", "algorithm=MD5-sess");
  }

  @Test
  void readsWhatAChallengeSays() {
    DigestChallenge challenge =
        read(
            "digest  nonce = \"a,b\" , REALM=\"x\\\"y\",stale=TRUE,algorithm=md5,domain=\"sip:a\"");
    assertThat(challenge.realm()).isEqualTo("x\\\"y");
    assertThat(challenge.nonce()).isEqualTo("a,b");
    assertThat(challenge.stale()).isTrue();
    assertThat(challenge.algorithm()).isEqualTo(DigestAlgorithm.MD5);
    assertThat(challenge.protection()).isEqualTo(Protection.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Digest",
        "Basic realm=\"x\"",
        "Digest realm=\"x\"",
        "Digest nonce=\"x\"",
        "Digest realm=\"x\", nonce=\"y",
        "Digest realm=\"x\", nonce=\"y\", nonce=\"z\"",
        "Digest realm=\"x\", nonce=\"y\", algorithm=AKAv1-MD5",
        "Digest realm=\"x\", nonce=\"y\", qop=\"token\"",
        "Digest realm=\"x\", nonce=\"y\", qop=token,other",
        "Digest realm=\"x\", nonce=abc\\",
        "Digest realm=x\\, nonce=\"y\"",
        "Digest realm=\"x\", nonce=\"y\", opaque=abc\\",
        "Digest realm=\"x\", nonce=\"y\", opaque=a@b",
        "Digest realm=\"x\", nonce=\"y\", auth-int",
        "Digest realm=\"x\", nonce=\"y\", qop=\"auth\",auth-int",
        "Digest realm=\"x\", nonce=\"y\", qop=auth,",
        "Digest realm=\"x\" nonce=\"y\""
      })
  void doesNotReadWhatItCannotAnswer(String value) {
    assertThat(DigestChallenge.parse(value)).isNull();
  }

  /// RFC 7616 section 3.3 wants it quoted; what follows without a `=` can be nothing else.
  @ParameterizedTest
  @ValueSource(strings = {"qop=auth-int,auth", "qop=auth-int , auth , other", "QOP=other,auth"})
  void readsOptionsWithoutQuotes(String options) {
    assertThat(read("Digest realm=\"x\", " + options + ", nonce=\"y\"").protection())
        .isEqualTo(Protection.AUTH);
  }

  /// What we repeat stands between quotes again: none of it may end them.
  @Test
  void repeatsTokensThatCameWithoutQuotes() {
    assertThat(
            read("Digest realm=x, nonce=y, opaque=z")
                .answer(new DigestLogin("u", "p", null), "INVITE", "sip:x", NO_BODY, "c", 1))
        .contains("realm=\"x\", nonce=\"y\", uri", "opaque=\"z\"");
  }

  @Test
  void nothingThatAPeerSendsBreaksIt() {
    String good = EXAMPLE.formatted("SHA-256-sess");
    int read = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder value = new StringBuilder(good);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(value.length());
        switch (random.nextInt(3)) {
          case 0 -> value.deleteCharAt(at);
          case 1 -> value.setCharAt(at, (char) random.nextInt(128));
          default -> value.insert(at, "\",=\\ \r\n".charAt(random.nextInt(7)));
        }
      }
      DigestChallenge challenge = DigestChallenge.parse(value.toString());
      if (challenge != null) {
        read++;
        assertThat(challenge.answer(MUFASA, "INVITE", "sip:x", NO_BODY, "c", 1))
            .startsWith("Digest ")
            .doesNotContain("\r", "\n")
            .matches("Digest [a-z]+=" + VALUE + "(, [a-z]+=" + VALUE + ")*");
      }
    }
    assertThat(read).isGreaterThan(1_000);
  }

  @Test
  void aPasswordIsNotPrinted() {
    assertThat(MUFASA.toString()).contains("Mufasa").doesNotContain("Circle");
  }
}
