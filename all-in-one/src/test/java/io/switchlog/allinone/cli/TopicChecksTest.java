package io.switchlog.allinone.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.switchlog.allinone.broker.BrokerConfig;
import io.switchlog.allinone.broker.EmbeddedBroker;
import io.switchlog.allinone.broker.SecondBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Settings of topics that somebody has changed under the platform.
@Timeout(120)
@SuppressWarnings("NullAway.Init") // the brokers start before the first test
class TopicChecksTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SET = "; run: kafka-configs --alter --entity-type topics";

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static SecondBroker second;
  private static Admin admin;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerConfig.keptIn(folder.resolve("first")));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    assertThat(run("topics", "create", "--partitions", "2", "--nodes", "2"))
        .returns(0, Ran::exit)
        .returns("", Ran::err);
    assertThat(run("topics", "check"))
        .as("a cluster of one broker is quiet")
        .returns(0, Ran::exit)
        .returns("", Ran::err);
    second =
        SecondBroker.join(
            broker, admin.describeCluster().clusterId().get(), folder.resolve("second"), Map.of());
    await("two brokers")
        .atMost(SOON)
        .until(() -> admin.describeCluster().nodes().get().size() == 2);
  }

  @AfterAll
  static void stop() {
    second.close();
    admin.close();
    broker.close();
  }

  @Test
  void aJournalThatWouldForgetIsRefused() throws Exception {
    assertRefused("cleanup.policy", "compact", "expected delete, found compact" + SET);
    assertRefused("cleanup.policy", "compact,delete", "expected delete, found compact,delete");
    assertRefused("retention.ms", "604800000", "expected -1, found 604800000" + SET);
    assertRefused("retention.bytes", "1000000", "expected -1, found 1000000" + SET);
  }

  @Test
  void aJournalThatDoesNotTakeTheLargestDecisionIsRefused() throws Exception {
    assertRefused("max.message.bytes", "500000", "expected at least 950000, found 500000" + SET);
  }

  @Test
  void copiesThatNoTopicHasOnTwoBrokersAreSaidAndNothingIsRefused() {
    Ran ran = run("topics", "check");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.errorLines())
        .singleElement()
        .asString()
        .startsWith("switchlog: warning: replication: expected 2 on 2 brokers, found 1, for ")
        .contains("calls.inbox, calls.journal");
    assertThat(run("topics", "create", "--partitions", "2", "--nodes", "2").exit()).isZero();
  }

  /// The topic is put back afterwards.
  private static void assertRefused(String key, String value, String expected) throws Exception {
    ConfigEntry before =
        requireNonNull(admin.describeConfigs(List.of(journal())).all().get().get(journal()))
            .get(key);
    alter(new ConfigEntry(key, value));
    await("the broker to have " + key)
        .atMost(SOON)
        .untilAsserted(() -> {
          Ran ran = run("topics", "check");
          assertThat(ran.exit()).isEqualTo(2);
          assertThat(ran.errorLines())
              .singleElement()
              .asString()
              .startsWith("switchlog: topic calls.journal: " + key + ": " + expected);
        });
    alter(new ConfigEntry(key, before.value()));
  }

  private static ConfigResource journal() {
    return new ConfigResource(ConfigResource.Type.TOPIC, "calls.journal");
  }

  private static void alter(ConfigEntry entry) throws Exception {
    admin
        .incrementalAlterConfigs(Map.of(journal(), List.of(new AlterConfigOp(entry, OpType.SET))))
        .all()
        .get();
  }

  private static Ran run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", broker.bootstrap()));
    return Ran.switchlog(all.toArray(String[]::new));
  }
}
