package io.switchlog.media.core;

import java.nio.ByteBuffer;

/// Something that is made of a tone of 425 Hz (ITU-T E.180) at -13 dB of full scale, and goes on
/// for ever. Two that sound the same are equal.
sealed interface Tone permits Cadence, SlotTone {
  int FREQUENCY_HERTZ = 425;
  int SAMPLE_RATE = 8_000;

  /// One second on, half a second off.
  Tone MUSIC = new Cadence(SAMPLE_RATE / 2);

  /// Somebody is rung: one second on, four off, the cadence of most of Europe (ITU-T E.180
  /// supplement 2).
  Tone RINGBACK = new Cadence(SAMPLE_RATE * 4);

  /// Appends samples.
  ///
  /// @param place how many came before
  void append(G711 law, long place, int samples, ByteBuffer to);

  /// A sound of so many samples, encoded; it rises and falls over 5 ms, so that it does not click.
  static byte[] encoded(G711 law, int samples) {
    byte[] sound = new byte[samples];
    for (int i = 0; i < samples; i++) {
      sound[i] = law.encode(Wave.sample(i, samples));
    }
    return sound;
  }

  /// The wave itself.
  final class Wave {
    private static final double AMPLITUDE = 32_767 * Math.pow(10, -13 / 20.0);
    private static final int RAMP_SAMPLES = 40;

    private Wave() {}

    private static int sample(int i, int samples) {
      int fromEdge = Math.min(i, samples - i);
      double ramp =
          fromEdge >= RAMP_SAMPLES ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * fromEdge / RAMP_SAMPLES);
      double phase = 2 * Math.PI * FREQUENCY_HERTZ * i / SAMPLE_RATE;
      return (int) Math.round(AMPLITUDE * ramp * Math.sin(phase));
    }
  }
}
