package io.switchlog.testkit.sound;

/// Measures how much of a sound is at one frequency.
public final class Goertzel {
  private Goertzel() {}

  /// The share of a sound's power that is at a frequency, 0 to 1: near 1 for that tone alone, near
  /// 0 for silence and for anything else.
  public static double share(short[] samples, int from, int to, double hertz) {
    double factor = 2 * Math.cos(2 * Math.PI * hertz / Signal.RATE);
    double last = 0;
    double beforeLast = 0;
    double power = 0;
    for (int i = from; i < to; i++) {
      double next = samples[i] + factor * last - beforeLast;
      beforeLast = last;
      last = next;
      power += (double) samples[i] * samples[i];
    }
    double atFrequency = last * last + beforeLast * beforeLast - factor * last * beforeLast;
    return power == 0 ? 0 : Math.min(1, 2 * atFrequency / (power * (to - from)));
  }

  /// The same for all of it.
  public static double share(short[] samples, double hertz) {
    return share(samples, 0, samples.length, hertz);
  }
}
