package io.switchlog.testkit.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.ladder.Ladder;
import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.EmulatedNetwork;
import io.switchlog.testkit.net.Faults;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.Step.Deed;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoPhonesTest {
  private static final Address ALICE = new Address("10.0.0.1", 5060);
  private static final Address BOB = new Address("10.0.0.2", 5060);

  private final VirtualTime time = new VirtualTime(1_000_000);
  private final List<Ladder.Entry> flow = new ArrayList<>();
  private EmulatedNetwork network = new EmulatedNetwork(time, new Random(1));
  private ScriptedPhone alice = phone("alice", ALICE, false);
  private ScriptedPhone bob = phone("bob", BOB, false);

  private ScriptedPhone phone(String user, Address at, boolean reliable) {
    ScriptedPhone phone =
        new ScriptedPhone(
            new PhoneSettings(user, at, reliable, new Address(at.host(), 4000), user.hashCode()),
            time,
            (message, to) -> {
              if (reliable) {
                network.sendReliably(at, to, message);
              } else {
                network.send(at, to, message);
              }
            });
    network.bind(at, phone::receive);
    network.tap((from, to, packet, _) ->
        flow.add(
            new Ladder.Entry(
                time.now(),
                from.toString(),
                to.toString(),
                new String(packet, StandardCharsets.UTF_8).lines().findFirst().orElse(""))));
    return phone;
  }

  private void run(Script caller, Script called) {
    bob.answerCallsWith(called);
    alice.call("sip:bob@10.0.0.2", BOB, caller);
    while (time.step()) {}
  }

  private PhoneLog caller() {
    return alice.calls().getFirst().log();
  }

  private PhoneLog called() {
    return bob.calls().getFirst().log();
  }

  private void assertThatNothingIsWrong() {
    String story = Ladder.of(flow) + caller() + called();
    assertThat(caller().complaints()).as(story).isEmpty();
    assertThat(called().complaints()).as(story).isEmpty();
    assertThat(alice.complaints()).isEmpty();
    assertThat(bob.complaints()).isEmpty();
    assertThat(alice.liveTransactions() + bob.liveTransactions()).isZero();
  }

  @Test
  void theyTalkUntilTheCallerHangsUp() {
    run(Script.PLAIN.then(5_000, Deed.HANG_UP), Script.PLAIN);

    assertThatNothingIsWrong();
    assertThat(caller().talked()).isTrue();
    assertThat(caller().outcome()).isEqualTo(Outcome.HUNG_UP);
    assertThat(called().outcome()).isEqualTo(Outcome.PEER_HUNG_UP);
    assertThat(Ladder.of(flow)).contains("INVITE sip:bob", "SIP/2.0 180", "ACK", "BYE");
  }

  @Test
  void theCallerCancelsWhileItRings() {
    run(Script.PLAIN.cancelAfter(2_000), Script.PLAIN.answerAfter(9_000));

    assertThatNothingIsWrong();
    assertThat(caller().talked()).isFalse();
    assertThat(caller().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(caller().status()).isEqualTo(487);
    assertThat(called().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void theCalledIsBusy() {
    run(Script.PLAIN, Script.PLAIN.refuseAfter(50, 486));

    assertThatNothingIsWrong();
    assertThat(caller().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(caller().status()).isEqualTo(486);
  }

  @Test
  void nobodyIsThere() {
    network.unbind(BOB);
    alice.call("sip:bob@10.0.0.2", BOB, Script.PLAIN);
    while (time.step()) {}

    assertThat(caller().outcome()).isEqualTo(Outcome.UNREACHABLE);
    assertThat(flow).as("timer A doubles until timer B").hasSize(7);
  }

  @Test
  void theOfferComesWithTheAnswer() {
    run(Script.PLAIN.withDelayedOffer(), Script.PLAIN.then(1_000, Deed.HANG_UP));

    assertThatNothingIsWrong();
    assertThat(caller().outcome()).isEqualTo(Outcome.PEER_HUNG_UP);
    assertThat(alice.calls().getFirst().remoteMedia()).isEqualTo(new Address("10.0.0.2", 4000));
    assertThat(bob.calls().getFirst().remoteMedia()).isEqualTo(new Address("10.0.0.1", 4000));
  }

  @Test
  void heldThePhoneIsToldToSendNothing() {
    run(Script.PLAIN.then(1_000, Deed.HOLD).then(3_000, Deed.INFO), Script.PLAIN.talkAtMost(5_000));

    assertThatNothingIsWrong();
    assertThat(alice.calls().getFirst().remoteMedia()).isNotNull();
    assertThat(called().infos()).isOne();
  }

  @Test
  void bothHoldAtOnceAndOneWaits() {
    run(
        Script.PLAIN.then(1_000, Deed.HOLD).then(9_000, Deed.HANG_UP),
        Script.PLAIN.then(1_000, Deed.HOLD));

    assertThatNothingIsWrong();
    assertThat(Ladder.of(flow)).contains("491");
  }

  @Test
  void overStreamsNothingIsSentTwice() {
    alice = phone("alice", ALICE, true);
    bob = phone("bob", BOB, true);
    network.faults(new Faults(50, 50, 0, 1, 3_000));
    run(Script.PLAIN.then(1_000, Deed.HANG_UP), Script.PLAIN);

    assertThatNothingIsWrong();
    assertThat(caller().outcome()).isEqualTo(Outcome.HUNG_UP);
    assertThat(flow.stream().filter(entry -> entry.text().startsWith("INVITE"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void onABadNetworkTheyAgreeAllTheSame(int seed) {
    network = new EmulatedNetwork(time, new Random(seed));
    alice = phone("alice", ALICE, false);
    bob = phone("bob", BOB, false);
    network.faults(new Faults(20, 10, 5, 5, 200));
    run(
        Script.PLAIN.then(1_000, Deed.HOLD).then(2_000, Deed.RESUME).then(9_000, Deed.HANG_UP),
        Script.PLAIN.then(1_000, Deed.UPDATE).then(3_000, Deed.INFO));

    assertThatNothingIsWrong();
    assertThat(caller().talked()).isTrue();
    assertThat(called().talked()).isTrue();
  }

  @Test
  void theSameSeedIsTheSameStory() {
    List<String> stories = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      TwoPhonesTest again = new TwoPhonesTest();
      again.network.faults(new Faults(20, 10, 5, 5, 200));
      again.run(Script.PLAIN.then(1_000, Deed.HANG_UP), Script.PLAIN);
      stories.add(Ladder.of(again.flow));
    }
    assertThat(stories.get(0)).isEqualTo(stories.get(1));
  }

  @Test
  void anInviteThatComesByAnotherWayTooIsNotACallOfItsOwn() {
    Address proxy = new Address("10.0.0.3", 5060);
    Address sibling = new Address("10.0.0.4", 5060);
    List<Integer> answers = new ArrayList<>();
    network.bind(
        sibling,
        (packet, _) -> {
          if (SipParser.parse(packet) instanceof ParseResult.Parsed(SipResponse response)) {
            answers.add(response.status());
          }
        });
    bob.answerCallsWith(
        Script.PLAIN.ringAfter(10).answerAfter(Script.NEVER).refuseAfter(2_000, 486));
    network.send(proxy, BOB, invite(proxy));
    time.after(1_000, () -> network.send(sibling, BOB, invite(sibling)));
    while (time.step()) {}
    assertThat(bob.calls()).hasSize(1);
    assertThat(called().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answers).isNotEmpty().containsOnly(482);
  }

  private static byte[] invite(Address by) {
    return String.join(
            "\r\n",
            "INVITE sip:bob@10.0.0.2 SIP/2.0",
            "Via: SIP/2.0/UDP " + by.host() + ":5060;branch=z9hG4bKthesame",
            "Max-Forwards: 70",
            "From: <sip:alice@10.0.0.1>;tag=one",
            "To: <sip:bob@10.0.0.2>",
            "Call-ID: merged",
            "CSeq: 1 INVITE",
            "Contact: <sip:alice@10.0.0.1>",
            "Content-Length: 0",
            "",
            "")
        .getBytes(StandardCharsets.UTF_8);
  }
}
