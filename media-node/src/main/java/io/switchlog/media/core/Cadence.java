package io.switchlog.media.core;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A tone that sounds for a second and is silent for some time, for ever. Encoded once.
final class Cadence implements Tone {
  /// How long it sounds.
  private static final int ON_SAMPLES = SAMPLE_RATE;

  private final byte[] pcmu;
  private final byte[] pcma;

  Cadence(int offSamples) {
    pcmu = encoded(G711.PCMU, offSamples);
    pcma = encoded(G711.PCMA, offSamples);
  }

  private static byte[] encoded(G711 law, int offSamples) {
    byte[] cadence = Arrays.copyOf(Tone.encoded(law, ON_SAMPLES), ON_SAMPLES + offSamples);
    Arrays.fill(cadence, ON_SAMPLES, cadence.length, law.encode(0));
    return cadence;
  }

  @Override
  public void append(G711 law, long place, int samples, ByteBuffer to) {
    byte[] cadence = law == G711.PCMU ? pcmu : pcma;
    int from = (int) (place % cadence.length);
    int first = Math.min(samples, cadence.length - from);
    to.put(cadence, from, first);
    to.put(cadence, 0, samples - first);
  }
}
