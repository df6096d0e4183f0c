package io.switchlog.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What an acknowledgement is worth under which settings.
class DurabilityTest {
  private static List<String> risks(int brokers, int copies, int inStep, boolean unclean) {
    return Durability.risks(
        List.of(new Durability("calls.journal", copies, inStep, unclean)), brokers);
  }

  @Test
  void oneBrokerIsADevelopmentClusterAndNothingIsSaid() {
    assertThat(risks(1, 1, 1, false)).isEmpty();
    assertThat(risks(1, 1, 2, true)).as("none of it means anything with one copy").isEmpty();
  }

  @Test
  void whatThreeBrokersAreMadeWithIsSafe() {
    for (Topic topic : Topics.all()) {
      Map<String, String> made = TopicLayout.PRODUCTION.created(topic);
      int inStep = Integer.parseInt(made.getOrDefault("min.insync.replicas", "1"));
      assertThat(risks(3, TopicLayout.PRODUCTION.replicationFactor(), inStep, false)).isEmpty();
      assertThat(made).containsEntry("unclean.leader.election.enable", "false");
    }
    assertThat(risks(2, 2, 1, false)).isEmpty();
    assertThat(risks(5, 4, 3, false)).isEmpty();
  }

  @Test
  void oneCopyThatSpeaksForThreeIsARisk() {
    assertThat(risks(3, 3, 1, false))
        .containsExactly(
            "min.insync.replicas: expected 2, found 1, for calls.journal; what one broker alone has"
                + " acknowledged is lost with it: kafka-configs --alter --entity-type topics"
                + " --entity-name TOPIC --add-config min.insync.replicas=2");
  }

  @Test
  void aMinimumThatNoBrokerMayMissStopsAllWriting() {
    assertThat(risks(3, 3, 3, false))
        .singleElement()
        .asString()
        .startsWith("min.insync.replicas: expected 2, found 3")
        .contains("the death of any broker stops all writing");
    assertThat(risks(2, 2, 2, false)).singleElement().asString().contains("expected 1, found 2");
  }

  @Test
  void anElectionThatTakesBackIsARisk() {
    assertThat(risks(3, 3, 2, true))
        .singleElement()
        .asString()
        .startsWith("unclean.leader.election.enable: expected false, found true");
  }

  @Test
  void fewerCopiesThanThereAreBrokersForAreARisk() {
    assertThat(risks(5, 1, 1, false))
        .singleElement()
        .asString()
        .startsWith("replication: expected 3 on 5 brokers, found 1, for calls.journal; ");
  }

  @Test
  void oneLineIsSaidOfAllTopicsThatItIsAbout() {
    assertThat(
            Durability.risks(
                List.of(
                    new Durability("nodes", 3, 1, false),
                    new Durability("calls.inbox", 3, 1, false),
                    new Durability("cdrs", 3, 2, false)),
                3))
        .singleElement()
        .asString()
        .contains("for calls.inbox, nodes; ");
  }
}
