package io.switchlog.allinone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.phone.PhoneLog.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The demonstration's measurements tell a good call from every kind of bad one.
class PhoneReportTest {
  private static final int PACKETS = 125;
  private static final Voice ALICE = new Voice(330);
  private static final Voice BOB = new Voice(520);

  private final PhoneReport bob = phone("bob", said(BOB), said(ALICE));

  @Test
  void aVoiceIsKnownByItsPitch() {
    for (int pitchHertz = 300; pitchHertz <= 1_000; pitchHertz += Sound.STEP_HERTZ) {
      assertThat(said(new Voice(pitchHertz)).dominantHertz()).isEqualTo(pitchHertz);
    }
  }

  @Test
  void nothingIsWrongWhenThatIsHeardWhichWasSaid() {
    assertThat(hearing(said(BOB)).faultsOfHearing(bob)).isEmpty();
  }

  @Test
  void aPacketLostInTheMiddleIsForgiven() {
    short[] said = BOB.coded(PACKETS * 160);
    short[] heard = new short[said.length - 160];
    System.arraycopy(said, 0, heard, 0, 8_000);
    System.arraycopy(said, 8_160, heard, 8_000, heard.length - 8_000);

    assertThat(hearing(Sound.of(PACKETS - 1, heard)).faultsOfHearing(bob)).isEmpty();
  }

  @Test
  void hearingOneselfIsNot() {
    assertThat(hearing(said(ALICE)).faultsOfHearing(bob))
        .containsExactly("alice heard 330 Hz, bob said 520 Hz");
  }

  @Test
  void silenceIsNot() {
    assertThat(hearing(Sound.of(PACKETS, new short[PACKETS * 160])).faultsOfHearing(bob))
        .singleElement()
        .asString()
        .startsWith("alice heard nothing in 125 packets, bob said 520 Hz");
  }

  @Test
  void aQuieterVoiceIsNot() {
    short[] half = BOB.coded(PACKETS * 160);
    for (int i = 0; i < half.length; i++) {
      half[i] = (short) (half[i] / 2);
    }

    assertThat(hearing(Sound.of(PACKETS, half)).faultsOfHearing(bob))
        .singleElement()
        .asString()
        .contains("dBFS, bob said ");
  }

  @Test
  void lostAndDoubledPacketsAreNot() {
    short[] all = BOB.coded(PACKETS * 160);
    short[] some = Arrays.copyOf(all, 100 * 160);

    assertThat(hearing(Sound.of(100, some)).faultsOfHearing(bob))
        .containsExactly("alice heard 100 packets, bob sent 125");
    assertThat(hearing(Sound.of(2 * PACKETS, all)).faultsOfHearing(bob))
        .containsExactly("alice heard 250 packets, bob sent 125");
  }

  @Test
  void theCallHasToEndAsTheScriptSays() {
    assertThat(bob.faultsOfCall(Outcome.PEER_HUNG_UP))
        .containsExactly("bob's call ended as HUNG_UP, expected PEER_HUNG_UP");
    assertThat(
            new PhoneReport(
                    "bob", false, Outcome.REFUSED, 503, List.of("no tag"), silence(), silence())
                .faultsOfCall(Outcome.PEER_HUNG_UP))
        .containsExactly("bob never talked: REFUSED 503", "bob complains: no tag");
  }

  private static PhoneReport hearing(Sound heard) {
    return phone("alice", said(ALICE), heard);
  }

  private static PhoneReport phone(String name, Sound said, Sound heard) {
    return new PhoneReport(name, true, Outcome.HUNG_UP, 0, List.of(), said, heard);
  }

  private static Sound said(Voice voice) {
    return Sound.of(PACKETS, voice.coded(PACKETS * 160));
  }

  private static Sound silence() {
    return Sound.of(0, new short[0]);
  }
}
