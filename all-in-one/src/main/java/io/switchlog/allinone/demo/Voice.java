package io.switchlog.allinone.demo;

import io.switchlog.testkit.sound.Pcmu;
import io.switchlog.testkit.sound.Signal;

/// A sung vowel of the telephone band: a pitch and its harmonics up to 3,400 Hz, each weaker than
/// the one before, in four syllables a second. The pitch is its strongest frequency, so that two
/// voices can be told apart by it.
///
/// @param pitchHertz 300 to 1000, a multiple of [Sound#STEP_HERTZ]
record Voice(int pitchHertz) implements Signal {
  private static final int HIGHEST_HERTZ = 3_400;
  private static final int PEAK = 7_000;

  @Override
  public short at(long index) {
    double seconds = index / (double) RATE;
    double sum = 0;
    for (int harmonic = 1; harmonic * pitchHertz <= HIGHEST_HERTZ; harmonic++) {
      sum += Math.sin(2 * Math.PI * harmonic * pitchHertz * seconds) / (harmonic * harmonic);
    }
    double syllable = 0.6 - 0.4 * Math.cos(2 * Math.PI * 4 * seconds);
    return (short) (PEAK * syllable * sum);
  }

  /// What its first samples are after G.711, as the other side has to hear them.
  short[] coded(int samples) {
    short[] coded = new short[samples];
    for (int i = 0; i < samples; i++) {
      coded[i] = Pcmu.decode(Pcmu.encode(at(i)));
    }
    return coded;
  }
}
