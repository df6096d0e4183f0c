package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.RawPeer.END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.allinone.broker.SecondBroker;
import io.switchlog.allinone.cli.Ran;
import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.allinone.history.Stored;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The broker refuses for a while what call control writes into the journal. Nothing is committed
/// past it; the input is decided again, by its owner or the next one, until the journal has it.
@Timeout(240)
@SuppressWarnings("NullAway.Init") // the platform starts before the first test
@Tag("long")
class RefusedWritesTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static UdpPhone bob;
  private static OneJvm platform;
  private static JournalTopic journal;

  @BeforeAll
  static void start() {
    bob = UdpPhone.listen("callee", "127.0.0.1", 0).follow(Script.PLAIN.answerAfter(100));
    platform =
        OneJvm.start(
            folder,
            JournalTopic.AUTHORIZED,
            RoutingRules.usual(List.of(RoutingRules.route(1, "callee=" + bob.uri()))));
    journal = new JournalTopic(platform.bus());
  }

  @AfterAll
  static void stop() {
    journal.close();
    platform.close();
    bob.close();
  }

  /// One decision does not fit, all others do: its partition waits, the others go on.
  @Test
  void aDecisionThatIsTooLargeIsTakenAgainUntilTheBrokerTakesIt() {
    try (UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", 0);
        RawPeer large = RawPeer.udp(platform.sipPort())) {
      call(alice);
      assertReaches(alice, State.TALKING);
      journal.set("max.message.bytes", "15000");
      String invite = largeInvite(large);
      large.send(invite);
      Stored<Origin, InboxRecord> refused = awaitUndecided();
      int partition = refused.partition();
      awaitTerms(partition, 2);

      callNobody(8);
      await("the calls of other partitions to be decided")
          .atMost(LONG)
          .until(() -> undecided().stream().allMatch(each -> each.partition() == partition));
      awaitTerms(partition, 1);
      assertThat(journal.committed(partition)).isLessThanOrEqualTo(refused.offset());
      assertThat(journal.decisionsOf(refused)).isEmpty();

      journal.unset("max.message.bytes");

      assertThat(large.answerTo(invite).status()).isEqualTo(404);
      awaitDecided(refused);
      hangUp(alice);
      assertReplayIsEqual();
    }
  }

  /// The next owner meets the same refusal, and decides the same once there is none.
  @Test
  void whoTakesARefusedPartitionOverDecidesItAgain() {
    try (RawPeer large = RawPeer.udp(platform.sipPort())) {
      platform.beginControl(1);
      journal.set("max.message.bytes", "15000");
      String invite = largeInvite(large);
      large.send(invite);
      Stored<Origin, InboxRecord> refused = awaitUndecided();
      awaitTerms(refused.partition(), 1);
      NodeId owner = owner(refused.partition());
      platform.endControl(owner.ordinal());
      await("another owner").atMost(LONG).until(() -> !owner(refused.partition()).equals(owner));
      assertThat(journal.decisionsOf(refused)).isEmpty();

      journal.unset("max.message.bytes");

      assertThat(large.answerTo(invite).status()).isEqualTo(404);
      awaitDecided(refused);
      assertReplayIsEqual();
    }
  }

  @Test
  void whatMayNotBeWrittenIsDecidedAgainOnceItMay() {
    try (UdpPhone early = UdpPhone.listen("early", "127.0.0.1", 0);
        UdpPhone late = UdpPhone.listen("late", "127.0.0.1", 0)) {
      call(early);
      assertReaches(early, State.TALKING);
      journal.denyWriting();
      long refusals = refusals();
      call(late);
      assertGoesOnAfter(journal::allowWriting, awaitUndecided(), refusals);
      assertReaches(late, State.TALKING);
      hangUp(late);
      hangUp(early);
      assertReplayIsEqual();
    }
  }

  /// acks=all is a promise of two copies: with one only the journal takes nothing. Half of the
  /// partitions have two; the others do not wait for them.
  @Test
  void aJournalUnderItsMinimumOfCopiesIsWaitedFor() throws IOException {
    Set<Integer> copied = Set.of(0, 2, 4);
    SecondBroker second =
        SecondBroker.join(
            platform.broker(),
            journal.clusterId(),
            folder.resolve("second"),
            JournalTopic.AUTHORIZED);
    try (UdpPhone early = UdpPhone.listen("early", "127.0.0.1", 0)) {
      journal.keepOn(copied, List.of(1, SecondBroker.ID));
      journal.set("min.insync.replicas", "2");
      await("second copies").atMost(LONG).until(() -> journal.fewestInStep(copied) == 2);
      call(early);
      assertReaches(early, State.TALKING);
      second.close();
      long refusals = refusals();
      callNobody(16);
      await("only what has no second copy to be decided")
          .atMost(LONG)
          .until(() ->
              !undecided().isEmpty()
                  && undecided().stream().allMatch(each -> copied.contains(each.partition())));

      assertGoesOnAfter(() -> journal.unset("min.insync.replicas"), awaitUndecided(), refusals);
      await("all to be decided").atMost(LONG).until(() -> undecided().isEmpty());
      hangUp(early);
      assertReplayIsEqual();
    } finally {
      // Whatever did not hold here is not to be met by the next test as well.
      journal.unset("min.insync.replicas");
      second.close();
      journal.keepOn(copied, List.of(1));
    }
  }

  /// Nothing is committed past what the broker does not take, until it does.
  private static void assertGoesOnAfter(
      Runnable remedy, Stored<Origin, InboxRecord> refused, long refusals) {
    await("the broker to refuse a decision").atMost(LONG).until(() -> refusals() > refusals);
    assertThat(journal.committed(refused.partition())).isLessThanOrEqualTo(refused.offset());
    assertThat(journal.decisionsOf(refused)).isEmpty();
    int terms = journal.terms(refused.partition()).size();

    remedy.run();

    await("the partition to be taken over")
        .atMost(LONG)
        .until(() -> journal.terms(refused.partition()).size() > terms);
    awaitDecided(refused);
  }

  /// How many writes the broker has refused so far.
  private static long refusals() {
    return platform.refusedWrites();
  }

  private static NodeId owner(int partition) {
    return journal.terms(partition).getLast().node();
  }

  private static void call(UdpPhone phone) {
    phone.call("sip:callee@127.0.0.1", "127.0.0.1:" + platform.sipPort());
  }

  private static void assertReaches(UdpPhone phone, State state) {
    assertThat(phone.await(state, LONG)).as(() -> "" + phone.log()).isTrue();
  }

  private static void hangUp(UdpPhone phone) {
    phone.hangUp();
    assertReaches(phone, State.ENDED);
    PhoneLog log = Objects.requireNonNull(phone.log());
    assertThat(log.outcome()).as(log.toString()).isEqualTo(Outcome.HUNG_UP);
    assertThat(log.complaints()).isEmpty();
  }

  /// An INVITE to nobody with so long a description that its decision is larger than any other.
  private static String largeInvite(RawPeer caller) {
    return caller.invite("sip:nobody@127.0.0.1", 20_000);
  }

  private static void callNobody(int times) {
    for (int i = 0; i < times; i++) {
      try (RawPeer peer = RawPeer.udp(platform.sipPort())) {
        peer.send(peer.request("INVITE", "sip:nobody@127.0.0.1") + END);
      }
    }
  }

  /// The INVITEs in the inbox that have led to nothing.
  private static List<Stored<Origin, InboxRecord>> undecided() {
    Set<String> decided = journal.decided();
    return journal.invites().stream().filter(each -> !decided.contains(each.place())).toList();
  }

  private static Stored<Origin, InboxRecord> awaitUndecided() {
    return await("an INVITE that is not decided")
        .atMost(LONG)
        .until(RefusedWritesTest::undecided, undecided -> !undecided.isEmpty())
        .getFirst();
  }

  /// What an input led to is on the bus, once. Phones hear of it before: commands wait for nothing.
  private static void awaitDecided(Stored<Origin, InboxRecord> input) {
    await("the decision of " + input.place())
        .atMost(LONG)
        .until(() -> journal.decisionsOf(input), decisions -> decisions.size() == 1);
  }

  /// A partition is taken over so many times more.
  private static void awaitTerms(int partition, int more) {
    int before = journal.terms(partition).size();
    await(more + " more terms of partition " + partition)
        .atMost(LONG)
        .until(() -> journal.terms(partition).size() >= before + more);
  }

  private static void assertReplayIsEqual() {
    platform.awaitNoLiveCalls();
    Ran replay = platform.run("replay", "--all");
    assertThat(replay.out()).contains("no difference");
    assertThat(replay.exit()).isZero();
  }
}
