package io.switchlog.media.core;

import java.nio.ByteBuffer;
import java.util.BitSet;

/// What a parked party hears: the digits of its slot, each as so many beeps - ten for a zero - with
/// a pause behind each, and then music.
///
///     701:  beep beep beep beep beep beep beep ... ten beeps ... beep ... music
final class SlotTone implements Tone {
  /// A beep, and the silence between two of them: 150 ms.
  static final int UNIT_SAMPLES = SAMPLE_RATE * 150 / 1_000;

  /// Between two digits, beyond that silence.
  private static final int PAUSE_UNITS = 4;

  private static final byte[] PCMU = Tone.encoded(G711.PCMU, UNIT_SAMPLES);
  private static final byte[] PCMA = Tone.encoded(G711.PCMA, UNIT_SAMPLES);

  private final String slot;
  private final BitSet beeps = new BitSet();
  private final int units;

  /// @param slot its name, of which the digits are told
  SlotTone(String slot) {
    this.slot = slot;
    int unit = 0;
    for (int i = 0; i < slot.length(); i++) {
      int digit = Character.digit(slot.charAt(i), 10);
      if (digit >= 0) {
        for (int left = digit == 0 ? 10 : digit; left > 0; left--) {
          beeps.set(unit);
          unit += 2;
        }
        unit += PAUSE_UNITS;
      }
    }
    units = unit;
  }

  /// How long the digits take.
  int announcementSamples() {
    return units * UNIT_SAMPLES;
  }

  @Override
  public void append(G711 law, long place, int samples, ByteBuffer to) {
    byte[] beep = law == G711.PCMU ? PCMU : PCMA;
    byte silence = law.encode(0);
    int announced = Math.clamp(announcementSamples() - place, 0, samples);
    for (int i = 0; i < announced; i++) {
      int at = (int) place + i;
      to.put(beeps.get(at / UNIT_SAMPLES) ? beep[at % UNIT_SAMPLES] : silence);
    }
    if (announced < samples) {
      MUSIC.append(law, place + announced - announcementSamples(), samples - announced, to);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotTone tone && tone.slot.equals(slot);
  }

  @Override
  public int hashCode() {
    return slot.hashCode();
  }
}
