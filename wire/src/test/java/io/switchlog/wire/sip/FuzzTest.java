package io.switchlog.wire.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the bytes: parsing, validating, answering and framing never throw, and a message that
/// passed validation can be read in all its parts.
class FuzzTest {
  private static final int MESSAGES = 20_000;
  private static final byte[] TROUBLE =
      "\r\n \t\0\"<>;,:@?%=[]()\\*/SIP2.0z\u00ff"
          .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  @Test
  void mutatedMessagesNeverThrow() throws IOException {
    List<byte[]> corpus = TortureTest.all();
    Random random = new Random(4475);
    int valid = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes = mutate(corpus.get(random.nextInt(corpus.size())), random);
      switch (SipParser.parseValid(bytes, 0, bytes.length, Limits.DEFAULT)) {
        case ParseResult.Parsed(SipMessage message) -> {
          valid++;
          readAll(message);
          writeAndReadAgain(message);
        }
        case ParseResult.Malformed malformed -> {
          assertThat(malformed.description()).isNotEmpty();
          SipResponse answer = malformed.answer("t");
          assertThat(answer != null).isEqualTo(malformed.answerable());
        }
      }
      new StreamFraming(Limits.DEFAULT).feed(bytes, 0, bytes.length);
    }
    assertThat(valid).as("valid messages among the mutated").isGreaterThan(MESSAGES / 20);
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      byte trouble = TROUBLE[random.nextInt(TROUBLE.length)];
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> {
              bytes[at] = (byte) random.nextInt(256);
              yield bytes;
            }
            case 1 -> {
              bytes[at] = trouble;
              yield bytes;
            }
            case 2 -> spliced(bytes, at, at, new byte[] {trouble});
            case 3 ->
                spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(9)), new byte[0]);
            default -> {
              int to = Math.min(bytes.length, at + random.nextInt(60));
              yield spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            }
          };
      if (bytes.length == 0) {
        return new byte[] {trouble};
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
    byte[] result = new byte[bytes.length - (to - from) + insert.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(insert, 0, result, from, insert.length);
    System.arraycopy(bytes, to, result, from + insert.length, bytes.length - to);
    return result;
  }

  private static void readAll(SipMessage message) {
    assertThat(message.vias()).isNotEmpty().contains(message.via());
    assertThat(message.from().uri().isEquivalentTo(message.from().uri())).isTrue();
    assertThat(message.to().uri()).isEqualTo(Uri.parse(message.to().uri().toString()));
    assertThat(message.callId()).isNotEmpty();
    assertThat(message.cseq().number()).isNotNegative();
    message.maxForwards();
    message.contact();
    message.contacts();
    message.routes();
    message.recordRoutes();
    message.expires();
    message.rseq();
    message.rack();
    message.retryAfter();
    message.sessionExpires();
    message.leastSessionExpires();
    message.contentType();
    message.reasons();
    message.addresses(HeaderName.P_ASSERTED_IDENTITY);
    message.tokens(HeaderName.REQUIRE);
    for (int i = 0; i < message.headerCount(); i++) {
      assertThat(message.headerName(i)).isNotEmpty();
      assertThat(message.headerValue(i)).doesNotContain("\r", "\n");
    }
  }

  /// A copy has the same start line, the same header lines and the same body.
  private static void writeAndReadAgain(SipMessage message) {
    SipMessage copy = message.toBuilder().build();
    assertThat(copy.body()).isEqualTo(message.body());
    assertThat(copy.validate()).isNull();
    assertThat(copy.vias()).isEqualTo(message.vias());
    assertThat(copy.from()).isEqualTo(message.from());
    assertThat(copy.headerCount()).isGreaterThanOrEqualTo(message.headerCount());
    SipMessage second = copy.toBuilder().build();
    assertThat(second.toBytes()).isEqualTo(copy.toBytes());
    for (Via via : message.vias()) {
      assertThat(Via.parse(via.toString())).isEqualTo(via);
    }
    assertThat(NameAddress.parse(message.from().toString())).isEqualTo(message.from());
  }
}
