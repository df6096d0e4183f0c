package io.switchlog.testkit.sound;

/// A sound without end.
@FunctionalInterface
public interface Signal {
  /// Samples a second.
  int RATE = 8_000;

  /// The sample at an index, counted from 0.
  short at(long index);

  /// Nothing.
  static Signal silence() {
    return _ -> 0;
  }

  /// A steady tone at a quarter of full scale.
  static Signal tone(double hertz) {
    return index -> (short) (8_000 * Math.sin(2 * Math.PI * hertz * index / RATE));
  }

  /// Something like a voice: the harmonics of a pitch, weighted as by the formants of a vowel, in
  /// four syllables a second.
  ///
  /// @param pitchHertz 80 for a deep voice to 300 for a high one
  static Signal speech(double pitchHertz) {
    double[] formants = {500, 1_500, 2_500};
    return index -> {
      double seconds = index / (double) RATE;
      double sum = 0;
      for (int harmonic = 1; harmonic * pitchHertz < 3_400; harmonic++) {
        double hertz = harmonic * pitchHertz;
        double weight = 0;
        for (double formant : formants) {
          double off = (hertz - formant) / 200;
          weight += 1 / (1 + off * off);
        }
        sum += weight * Math.sin(2 * Math.PI * hertz * seconds + harmonic);
      }
      double syllable = 0.5 - 0.5 * Math.cos(2 * Math.PI * 4 * seconds);
      return (short) Math.clamp(2_500 * sum * syllable, -32_000, 32_000);
    };
  }
}
