package io.switchlog.media.core;

import java.nio.ByteBuffer;

/// The repeating tone: 425 Hz (ITU-T E.180) at -13 dB of full scale, one second on, half a second
/// off, for ever. Encoded once; a packet is a slice.
final class Tone {
  static final int FREQUENCY_HERTZ = 425;
  static final int SAMPLE_RATE = 8_000;
  static final int ON_SAMPLES = SAMPLE_RATE;
  static final int CADENCE_SAMPLES = SAMPLE_RATE * 3 / 2;

  private static final double AMPLITUDE = 32_767 * Math.pow(10, -13 / 20.0);

  /// The tone rises and falls over 5 ms, so that it does not click.
  private static final int RAMP_SAMPLES = 40;

  private static final byte[] PCMU = encoded(G711.PCMU);
  private static final byte[] PCMA = encoded(G711.PCMA);

  private Tone() {}

  /// Appends samples from a place in the cadence on.
  static void append(G711 law, int from, int samples, ByteBuffer to) {
    byte[] cadence = law == G711.PCMU ? PCMU : PCMA;
    int first = Math.min(samples, CADENCE_SAMPLES - from);
    to.put(cadence, from, first);
    to.put(cadence, 0, samples - first);
  }

  private static byte[] encoded(G711 law) {
    byte[] cadence = new byte[CADENCE_SAMPLES];
    for (int i = 0; i < CADENCE_SAMPLES; i++) {
      cadence[i] = law.encode(i < ON_SAMPLES ? sample(i) : 0);
    }
    return cadence;
  }

  private static int sample(int i) {
    int fromEdge = Math.min(i, ON_SAMPLES - i);
    double ramp =
        fromEdge >= RAMP_SAMPLES ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * fromEdge / RAMP_SAMPLES);
    double phase = 2 * Math.PI * FREQUENCY_HERTZ * i / SAMPLE_RATE;
    return (int) Math.round(AMPLITUDE * ramp * Math.sin(phase));
  }
}
