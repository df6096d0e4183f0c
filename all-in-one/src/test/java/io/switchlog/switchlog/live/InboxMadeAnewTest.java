package io.switchlog.switchlog.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.switchlog.cli.Ran;
import io.switchlog.switchlog.config.RoutingRules;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody deletes the inbox and makes it anew: its places are given away a second time, and what
/// stands there must not be taken for decided.
@Timeout(240)
class InboxMadeAnewTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void whatAnotherInboxHoldsIsDecidedAndTheJournalSaysSo() throws Exception {
    try (OneJvm platform = OneJvm.start(folder, Map.of(), RoutingRules.usual(List.of()));
        JournalTopic journal = new JournalTopic(platform.bus());
        UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", 0);
        UdpPhone carol = UdpPhone.listen("carol", "127.0.0.1", 0)) {
      callEcho(alice, platform);
      hangUp(alice);
      platform.awaitNoLiveCalls();
      platform.endControl(0);
      deleteInbox(platform);
      platform.layOut();
      platform.beginControl(1);

      callEcho(carol, platform);
      hangUp(carol);
      platform.awaitNoLiveCalls();

      for (int partition = 0; partition < OneJvm.PARTITIONS; partition++) {
        List<TermBegan> terms = journal.terms(partition);
        assertThat(terms.getLast().inbox()).isNotEqualTo(terms.getFirst().inbox());
        assertThat(terms.getLast().inboxFrom()).isZero();
      }
      Ran replay = platform.run("replay", "--all");
      assertThat(replay.out()).contains("no difference");
    }
  }

  private static void deleteInbox(OneJvm platform) throws Exception {
    String inbox = Topics.CALLS_INBOX.name();
    try (Admin admin = Admin.create(platform.bus().properties(Map.of()))) {
      admin.deleteTopics(List.of(inbox)).all().get();
      await("the inbox to be gone")
          .atMost(LONG)
          .until(() -> !admin.listTopics().names().get().contains(inbox));
    }
  }

  private static void callEcho(UdpPhone phone, OneJvm platform) {
    await("a call to be taken")
        .atMost(LONG)
        .until(() -> {
          phone.call("sip:echo@127.0.0.1", "127.0.0.1:" + platform.sipPort());
          phone.await(log -> log.state() == State.TALKING || log.state() == State.ENDED, LONG);
          return Objects.requireNonNull(phone.log()).state() == State.TALKING;
        });
  }

  private static void hangUp(UdpPhone phone) {
    phone.hangUp();
    assertThat(phone.await(State.ENDED, LONG)).as(() -> "" + phone.log()).isTrue();
  }
}
