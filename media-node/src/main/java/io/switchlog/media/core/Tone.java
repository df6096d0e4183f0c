package io.switchlog.media.core;

import java.nio.ByteBuffer;

/// A tone of 425 Hz (ITU-T E.180) at -13 dB of full scale that comes and goes, for ever. Encoded
/// once.
final class Tone {
  static final int FREQUENCY_HERTZ = 425;
  static final int SAMPLE_RATE = 8_000;

  /// How long it sounds in each cadence.
  private static final int ON_SAMPLES = SAMPLE_RATE;

  private static final double AMPLITUDE = 32_767 * Math.pow(10, -13 / 20.0);

  /// One second on, half a second off.
  static final Tone MUSIC = new Tone(SAMPLE_RATE / 2);

  /// Somebody is rung: one second on, four off, the cadence of most of Europe (ITU-T E.180
  /// supplement 2).
  static final Tone RINGBACK = new Tone(SAMPLE_RATE * 4);

  /// The tone rises and falls over 5 ms, so that it does not click.
  private static final int RAMP_SAMPLES = 40;

  private final int cadenceSamples;
  private final byte[] pcmu;
  private final byte[] pcma;

  private Tone(int offSamples) {
    cadenceSamples = ON_SAMPLES + offSamples;
    pcmu = encoded(G711.PCMU);
    pcma = encoded(G711.PCMA);
  }

  /// After how long it begins again.
  int cadenceSamples() {
    return cadenceSamples;
  }

  /// Appends samples from a place in the cadence on.
  void append(G711 law, int from, int samples, ByteBuffer to) {
    byte[] cadence = law == G711.PCMU ? pcmu : pcma;
    int first = Math.min(samples, cadenceSamples - from);
    to.put(cadence, from, first);
    to.put(cadence, 0, samples - first);
  }

  private byte[] encoded(G711 law) {
    byte[] cadence = new byte[cadenceSamples];
    for (int i = 0; i < cadenceSamples; i++) {
      cadence[i] = law.encode(i < ON_SAMPLES ? sample(i) : 0);
    }
    return cadence;
  }

  private int sample(int i) {
    int fromEdge = Math.min(i, ON_SAMPLES - i);
    double ramp =
        fromEdge >= RAMP_SAMPLES ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * fromEdge / RAMP_SAMPLES);
    double phase = 2 * Math.PI * FREQUENCY_HERTZ * i / SAMPLE_RATE;
    return (int) Math.round(AMPLITUDE * ramp * Math.sin(phase));
  }
}
