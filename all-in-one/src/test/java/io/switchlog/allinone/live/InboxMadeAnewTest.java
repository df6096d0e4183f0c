package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody deletes the inbox and makes it anew: its places are given away a second time, and what
/// stands there must not be taken for decided.
@Timeout(240)
@Tag("long")
class InboxMadeAnewTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void whatAnotherInboxHoldsIsDecidedAndTheJournalSaysSo() throws Exception {
    try (OneJvm platform = OneJvm.start(folder, Map.of(), RoutingRules.usual(List.of()))) {
      callEcho(platform);
      platform.endControl(0);
      deleteInbox(platform);
      platform.layOut();
      platform.beginControl(1);
      callEcho(platform);
      assertAnew(platform);
    }
  }

  @Test
  void anInboxThatIsMadeAnewUnderItsOwnerIsDecidedToo() throws Exception {
    try (OneJvm platform = OneJvm.start(folder, Map.of(), RoutingRules.usual(List.of()))) {
      callEcho(platform);
      deleteInbox(platform);
      platform.layOut();
      callEcho(platform);
      assertAnew(platform);
    }
  }

  private static void assertAnew(OneJvm platform) {
    try (JournalTopic journal = new JournalTopic(platform.bus())) {
      for (int partition = 0; partition < OneJvm.PARTITIONS; partition++) {
        List<TermBegan> terms = journal.terms(partition);
        assertThat(terms.getLast().inbox()).isNotEqualTo(terms.getFirst().inbox());
        assertThat(terms).extracting(TermBegan::inboxFrom).contains(0L);
      }
    }
    assertThat(platform.run("replay", "--all").out()).contains("no difference");
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

  private static void callEcho(OneJvm platform) {
    platform.callEcho();
    platform.awaitNoLiveCalls();
  }
}
