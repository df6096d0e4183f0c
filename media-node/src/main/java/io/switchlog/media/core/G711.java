package io.switchlog.media.core;

/// ITU-T G.711: 16-bit linear samples to the octets of PCMU and PCMA.
enum G711 {
  PCMU {
    @Override
    byte encode(int sample) {
      // 14-bit magnitude with a bias of 33, scaled here to 16 bits: a bias of 132.
      int magnitude = Math.min(Math.abs(sample), 32_635) + 132;
      int segment = 24 - Integer.numberOfLeadingZeros(magnitude);
      int code = segment << 4 | (magnitude >> (segment + 3) & 0x0F);
      return (byte) ~(sample < 0 ? code | 0x80 : code);
    }
  },
  PCMA {
    @Override
    byte encode(int sample) {
      int magnitude = Math.min(sample < 0 ? ~sample : sample, 32_767) >> 4;
      int segment = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude));
      int code = segment << 4 | (magnitude >> Math.max(0, segment - 1) & 0x0F);
      // Even bits are inverted; the sign bit is set for positive samples.
      return (byte) ((sample < 0 ? code : code | 0x80) ^ 0x55);
    }
  };

  abstract byte encode(int sample);
}
