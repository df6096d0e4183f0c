package io.switchlog.wire.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever bytes come, the parser answers; and what it accepts, it writes so that it reads the
/// same.
class SdpFuzzTest {
  @Test
  void mutatedDescriptionsNeverThrowAndAcceptedOnesReadBackEqual() {
    int accepted = 0;
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      byte[] bytes = mutated(new Random(seed));
      switch (SdpParser.parse(bytes)) {
        case SdpResult.Malformed(_, _, int line) -> {
          assertThat(line).as("seed %d", seed).isPositive();
          refused++;
        }
        case SdpResult.Parsed(SessionDescription description) -> {
          accepted++;
          touchEverything(description);
          assertThat(SdpParser.parse(description.toBytes()))
              .as("seed %d", seed)
              .isEqualTo(new SdpResult.Parsed(description));
        }
      }
    }
    assertThat(accepted).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(1_000);
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = SdpTest.OFFER.getBytes(StandardCharsets.UTF_8);
    int changes = random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(4)) {
            case 0 -> spliced(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> spliced(bytes, at, at, new byte[] {(byte) random.nextInt(128)});
            case 2 -> spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), bytes);
            default -> spliced(bytes, at, Math.min(bytes.length, at + 2), new byte[0]);
          };
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    byte[] result = new byte[bytes.length - (to - from) + with.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
    return result;
  }

  private static void touchEverything(SessionDescription description) {
    List<Anchor> anchors = new ArrayList<>();
    for (MediaDescription medium : description.media()) {
      anchors.add(Anchor.of("198.51.100.1", 30_000));
      assertThat(description.direction(medium)).isNotNull();
      assertThat(medium.codecs()).isNotNull();
      assertThat(medium.bandwidths()).isNotNull();
      medium.rtcp();
      medium.ptimeMillis();
      medium.fmtp("96");
    }
    assertThat(description.anchoredAt(anchors).media()).hasSameSizeAs(description.media());
  }
}
