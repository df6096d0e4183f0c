package io.switchlog.testkit.sound;

/// G.711 A-law: a byte a sample.
public final class Pcma {
  private static final int EVEN_BITS = 0x55;

  private Pcma() {}

  public static byte encode(short sample) {
    int magnitude = (sample < 0 ? ~sample : sample) >> 3;
    int exponent = Math.max(0, 31 - Integer.numberOfLeadingZeros(magnitude) - 4);
    int mantissa = (magnitude >> Math.max(1, exponent)) & 0x0f;
    int code = (exponent << 4) | mantissa;
    return (byte) ((sample < 0 ? code : code | 0x80) ^ EVEN_BITS);
  }

  public static short decode(byte code) {
    int bits = (code & 0xff) ^ EVEN_BITS;
    int exponent = (bits >> 4) & 7;
    int step = ((bits & 0x0f) << 1) + 1;
    int magnitude = (exponent == 0 ? step : (step + 32) << (exponent - 1)) << 3;
    return (short) ((bits & 0x80) == 0 ? ~magnitude : magnitude);
  }
}
