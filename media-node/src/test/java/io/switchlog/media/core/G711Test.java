package io.switchlog.media.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class G711Test {
  @Test
  void silenceIsTheWellKnownOctet() {
    assertThat(G711.PCMU.encode(0)).isEqualTo((byte) 0xFF);
    assertThat(G711.PCMA.encode(0)).isEqualTo((byte) 0xD5);
  }

  @Test
  void everyOctetComesBackFromTheValueItStandsFor() {
    for (int octet = 0; octet < 256; octet++) {
      // 0x7F is negative zero, which nobody sends.
      if (octet != 0x7F) {
        assertThat(G711.PCMU.encode(pcmu(octet))).as("PCMU %02x", octet).isEqualTo((byte) octet);
      }
      assertThat(G711.PCMA.encode(pcma(octet))).as("PCMA %02x", octet).isEqualTo((byte) octet);
    }
  }

  @Test
  void fullScaleDoesNotWrap() {
    assertThat(G711.PCMU.encode(32_767)).isEqualTo((byte) 0x80);
    assertThat(G711.PCMU.encode(-32_768)).isEqualTo((byte) 0x00);
    assertThat(G711.PCMA.encode(32_767)).isEqualTo((byte) 0xAA);
    assertThat(G711.PCMA.encode(-32_768)).isEqualTo((byte) 0x2A);
  }

  /// The value an octet stands for, from the tables 1 and 2 of G.711 as formulas.
  static int pcmu(int octet) {
    int code = ~octet & 0xFF;
    int magnitude = (((code & 0x0F) * 2 + 33) << (code >> 4 & 7)) - 33;
    return 4 * ((code & 0x80) != 0 ? -magnitude : magnitude);
  }

  static int pcma(int octet) {
    int code = octet ^ 0x55;
    int segment = code >> 4 & 7;
    int interval = code & 0x0F;
    int magnitude = segment == 0 ? 2 * interval + 1 : (2 * interval + 33) << (segment - 1);
    return 8 * ((code & 0x80) != 0 ? magnitude : -magnitude);
  }
}
