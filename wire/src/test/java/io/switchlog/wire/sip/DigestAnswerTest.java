package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.wire.sip.DigestChallenge.Protection;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds `DigestAnswer` and `DigestParameters`. The figures are the examples of RFC 7616 section
/// 3.9.1.
class DigestAnswerTest {
  private static final byte[] NO_BODY = {};
  private static final byte[] BODY = "v=0".getBytes(StandardCharsets.UTF_8);
  private static final String EXAMPLE =
      """
      Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", \
      algorithm=%s, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
      cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s", \
      opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"\
      """;
  private static final String OF_MD5 = "8ca523f5e9506fed4657c9700eebdbec";
  private static final String OF_SHA_256 =
      "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";

  private static DigestAnswer read(String value) {
    return Objects.requireNonNull(DigestAnswer.parse(value), value);
  }

  private static String mufasa(DigestAlgorithm algorithm) {
    return algorithm.passwordHash("Mufasa", "http-auth@example.org", "Circle of Life");
  }

  @ParameterizedTest
  @CsvSource({"MD5, " + OF_MD5, "SHA-256, " + OF_SHA_256})
  void theExamplesOfTheRfc(String algorithm, String response) {
    DigestAnswer answer = read(EXAMPLE.formatted(algorithm, response));
    assertThat(answer.username()).isEqualTo("Mufasa");
    assertThat(answer.algorithm().token()).isEqualTo(algorithm);
    String hash = mufasa(answer.algorithm());
    assertThat(hash).hasSize(answer.algorithm().digits());
    assertThat(answer.proves(hash, "GET", NO_BODY)).isTrue();
    assertThat(answer.proves(hash, "POST", NO_BODY)).isFalse();
    assertThat(answer.uri()).isEqualTo("/dir/index.html");
    String wrong = response.replace('8', '9').replace('7', '6');
    assertThat(read(EXAMPLE.formatted(algorithm, wrong)).proves(hash, "GET", NO_BODY)).isFalse();
    String other = answer.algorithm().passwordHash("Mufasa", "http-auth@example.org", "other");
    assertThat(answer.proves(other, "GET", NO_BODY)).isFalse();
  }

  /// What our own client side says is what this side takes.
  @ParameterizedTest
  @EnumSource(DigestAlgorithm.class)
  void whatAnswersAChallengeProvesIt(DigestAlgorithm algorithm) {
    String hash = algorithm.passwordHash("ann", "pbx.example", "secret");
    DigestLogin login = new DigestLogin("ann", "secret", null);
    for (String session : new String[] {"", "-sess"}) {
      for (String qop : new String[] {"", ", qop=\"auth\"", ", qop=\"auth-int\""}) {
        DigestChallenge challenge =
            Objects.requireNonNull(
                DigestChallenge.parse(
                    "Digest realm=\"pbx.example\", nonce=\"n\", algorithm="
                        + algorithm.token()
                        + session
                        + qop));
        String value = challenge.answer(login, "INVITE", "sip:bob@pbx.example", BODY, "c", 1);
        DigestAnswer answer = read(value);
        assertThat(answer.proves(hash, "INVITE", BODY)).as(value).isTrue();
        assertThat(answer.proves(hash, "INVITE", NO_BODY))
            .as(value)
            .isEqualTo(answer.protection() != Protection.AUTH_INT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "Digest",
        "Digest username=\"a\"",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:b\"",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"x\","
            + " algorithm=SHA3",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"x\", qop=all",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"x\","
            + " qop=auth",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"x\","
            + " qop=auth, nc=1, cnonce=\"c\"",
        "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", response=\"x\","
            + " algorithm=MD5-sess",
        "Digest username=\"a\", username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:b\","
            + " response=\"x\"",
        "Digest username=\"a, realm=\"r\"",
      })
  void whatIsNoAnswer(String value) {
    assertThat(DigestAnswer.parse(value)).isNull();
  }

  /// Broken ones are no answer, or prove nothing.
  @Test
  void whateverIsBrokenNeverThrows() {
    Random random = new Random(7);
    String value = EXAMPLE.formatted("MD5", OF_MD5);
    String hash = mufasa(DigestAlgorithm.MD5);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder broken = new StringBuilder(value);
      for (int j = random.nextInt(4); j >= 0; j--) {
        broken.setCharAt(random.nextInt(value.length()), (char) random.nextInt(256));
      }
      DigestAnswer answer = DigestAnswer.parse(broken.toString());
      if (answer != null) {
        read++;
        var _ = answer.proves(hash, "GET", NO_BODY);
      }
    }
    assertThat(read).isBetween(1, 19_999);
  }
}
