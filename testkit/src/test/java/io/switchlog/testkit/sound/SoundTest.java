package io.switchlog.testkit.sound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoundTest {
  private static short[] through(Signal signal) {
    short[] samples = new short[Signal.RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Pcmu.decode(Pcmu.encode(signal.at(i)));
    }
    return samples;
  }

  @Test
  void aToneIsFoundAfterItWasCoded() {
    short[] tone = through(Signal.tone(440));

    assertThat(Goertzel.share(tone, 440)).isGreaterThan(0.95);
    assertThat(Goertzel.share(tone, 1_000)).isLessThan(0.01);
    assertThat(Goertzel.share(through(Signal.silence()), 440)).isLessThan(0.01);
  }

  @Test
  void bothLawsSayTheSame() {
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample += 7) {
      short muLaw = Pcmu.decode(Pcmu.encode((short) sample));
      short aLaw = Pcma.decode(Pcma.encode((short) sample));
      assertThat(Math.abs(muLaw - aLaw)).isLessThanOrEqualTo(16 + Math.abs(sample) / 10);
    }
  }

  @Test
  void voicesAreToldApartByTheirPitch() {
    double deep = Goertzel.share(through(Signal.speech(125)), 500);
    double high = Goertzel.share(through(Signal.speech(210)), 500);

    assertThat(deep).isGreaterThan(0.05).isGreaterThan(10 * high);
  }

  @Test
  void everyCodeDecodesToWhatEncodesToItAgain() {
    for (int code = 0; code < 256; code++) {
      short sample = Pcmu.decode((byte) code);
      // Two codes stand for zero.
      assertThat(Pcmu.decode(Pcmu.encode(sample))).isEqualTo(sample);
      assertThat(Pcma.encode(Pcma.decode((byte) code))).isEqualTo((byte) code);
    }
  }
}
