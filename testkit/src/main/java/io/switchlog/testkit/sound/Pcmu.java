package io.switchlog.testkit.sound;

/// G.711 mu-law: a byte a sample.
public final class Pcmu {
  private static final int BIAS = 0x84;
  private static final int CLIP = 32_635;

  private Pcmu() {}

  public static byte encode(short sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(CLIP, Math.abs((int) sample)) + BIAS;
    int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    return (byte) ~(sign | (exponent << 4) | mantissa);
  }

  public static short decode(byte code) {
    int bits = ~code & 0xff;
    int exponent = (bits >> 4) & 7;
    int magnitude = ((((bits & 0x0f) << 3) + BIAS) << exponent) - BIAS;
    return (short) ((bits & 0x80) == 0 ? magnitude : -magnitude);
  }
}
