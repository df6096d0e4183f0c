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
  void aStreamThatBreaksEndsInTheMiddleOfAMessageAndBothLearnIt() {
    network.streamsBreak(5);
    List<Address> ended = new ArrayList<>();
    EmulatedNetwork.Receiver receiver =
        new EmulatedNetwork.Receiver() {
          @Override
          public void receive(byte[] packet, Address from) {
            arrived.add(packet.length);
          }

          @Override
          public void closed(Address other) {
            ended.add(other);
          }
        };
    network.bind(HERE, receiver);
    network.bind(THERE, receiver);
    for (int i = 0; i < 100; i++) {
      network.sendReliably(HERE, THERE, new byte[50]);
    }
    while (time.step()) {}

    assertThat(ended).containsExactly(THERE, HERE);
    assertThat(arrived).hasSizeLessThan(100);
    assertThat(arrived.removeLast()).isLessThan(50);
    assertThat(arrived).containsOnly(50);

    network.streamsBreak(0);
    network.sendReliably(HERE, THERE, new byte[50]);
    while (time.step()) {}
    assertThat(arrived.getLast()).isEqualTo(50);
  }

  @Test
  void aTranslatorLetsInAnswersAlone() {
    Nat nat = new Nat(network, "10.0.0.9", (packet, _) -> arrived.add((int) packet[0]));
    Address before = nat.mapped();
    List<Address> seen = new ArrayList<>();
    network.bind(THERE, (_, from) -> seen.add(from));
    network.send(HERE, before, new byte[] {1});
    nat.send(THERE, new byte[] {0});
    network.send(THERE, before, new byte[] {2});
    while (time.step()) {}
    assertThat(seen).containsExactly(before);
    assertThat(arrived).containsExactly(2);

    nat.rebind();
    network.send(THERE, before, new byte[] {3});
    network.send(THERE, nat.mapped(), new byte[] {4});
    while (time.step()) {}
    nat.send(THERE, new byte[] {0});
    network.send(THERE, nat.mapped(), new byte[] {5});
    while (time.step()) {}
    assertThat(seen).containsExactly(before, nat.mapped());
    assertThat(arrived).containsExactly(2, 5);
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
