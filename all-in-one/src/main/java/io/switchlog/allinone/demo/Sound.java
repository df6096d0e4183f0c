package io.switchlog.allinone.demo;

import io.switchlog.testkit.sound.Signal;
import org.jspecify.annotations.Nullable;

/// A measured sound.
///
/// @param packets how many RTP packets it was in
/// @param dominantHertz its strongest frequency to [#STEP_HERTZ], null for silence
/// @param levelDecibels its power below that of a full-scale square wave (dBFS), null for silence
public record Sound(long packets, @Nullable Integer dominantHertz, @Nullable Double levelDecibels) {
  /// How finely frequencies are told apart.
  public static final int STEP_HERTZ = 10;

  /// As long as one period of [#STEP_HERTZ], so that neighbours do not leak into each other.
  private static final int WINDOW = Signal.RATE / STEP_HERTZ;

  private static final int LOWEST_HERTZ = 100;
  private static final int HIGHEST_HERTZ = 3_800;
  private static final double FULL_SCALE = 32_768;

  /// Below the quietest step of G.711 there is nothing to hear.
  private static final double AUDIBLE_RMS = 4;

  static Sound of(long packets, short[] samples) {
    double power = 0;
    for (short sample : samples) {
      power += (double) sample * sample;
    }
    double rms = samples.length == 0 ? 0 : Math.sqrt(power / samples.length);
    return rms < AUDIBLE_RMS
        ? new Sound(packets, null, null)
        : new Sound(packets, dominant(samples), 20 * Math.log10(rms / FULL_SCALE));
  }

  /// Window by window, so that a lost packet, which shifts the phase of all that follows, harms one
  /// window only.
  private static @Nullable Integer dominant(short[] samples) {
    Integer dominant = null;
    double most = 0;
    for (int hertz = LOWEST_HERTZ; hertz <= HIGHEST_HERTZ; hertz += STEP_HERTZ) {
      double power = 0;
      for (int from = 0; from + WINDOW <= samples.length; from += WINDOW) {
        power += powerAt(samples, from, hertz);
      }
      if (power > most) {
        most = power;
        dominant = hertz;
      }
    }
    return dominant;
  }

  /// Goertzel's recurrence over one window.
  private static double powerAt(short[] samples, int from, int hertz) {
    double factor = 2 * Math.cos(2 * Math.PI * hertz / Signal.RATE);
    double last = 0;
    double beforeLast = 0;
    for (int i = from; i < from + WINDOW; i++) {
      double next = samples[i] + factor * last - beforeLast;
      beforeLast = last;
      last = next;
    }
    return last * last + beforeLast * beforeLast - factor * last * beforeLast;
  }

  @Override
  public String toString() {
    String inPackets = " in " + packets + " packets";
    return dominantHertz == null || levelDecibels == null
        ? "nothing" + inPackets
        : "%d Hz at %.1f dBFS".formatted(dominantHertz, levelDecibels) + inPackets;
  }
}
