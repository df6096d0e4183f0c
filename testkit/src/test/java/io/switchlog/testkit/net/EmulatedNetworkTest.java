package io.switchlog.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EmulatedNetworkTest {
  private static final Address HERE = new Address("10.0.0.1", 1);
  private static final Address THERE = new Address("10.0.0.2", 2);

  private final VirtualTime time = new VirtualTime(0);
  private final EmulatedNetwork network = new EmulatedNetwork(time, new Random(7));
  private final List<Integer> arrived = new ArrayList<>();

  private void sendHundred(boolean reliably) {
    network.bind(THERE, (packet, _) -> arrived.add((int) packet[0]));
    for (byte i = 0; i < 100; i++) {
      byte[] packet = {i};
      if (reliably) {
        network.sendReliably(HERE, THERE, packet);
      } else {
        network.send(HERE, THERE, packet);
      }
    }
    while (time.step()) {}
  }

  @Test
  void datagramsGetLostRepeatedAndOvertaken() {
    network.faults(new Faults(20, 20, 10, 1, 10));
    sendHundred(false);

    assertThat(arrived.stream().distinct().count()).isBetween(65L, 95L);
    assertThat(arrived).hasSizeGreaterThan((int) arrived.stream().distinct().count());
    assertThat(arrived).isNotEqualTo(arrived.stream().sorted().toList());
  }

  @Test
  void streamsKeepAllInOrder() {
    network.faults(new Faults(20, 20, 10, 1, 10));
    sendHundred(true);

    assertThat(arrived).hasSize(100).isSorted();
  }

  @Test
  void aHostCutOffHearsNothing() {
    network.cutOff("10.0.0.2", true);
    sendHundred(false);
    assertThat(arrived).isEmpty();

    network.cutOff("10.0.0.2", false);
    sendHundred(false);
    assertThat(arrived).hasSize(100);
  }
}
