package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.topic.TopicLayout;
import org.junit.jupiter.api.Test;

class LargestRecordTest {
  /// What is around the value: the key, two headers, the record's and the batch's own bytes.
  private static final int AROUND = 1_000;

  @Test
  void theLargestDecisionFitsIntoTheTopicsAsTheyAreChecked() {
    assertThat(PartitionMachine.MOST_RECORD_BYTES + AROUND)
        .isLessThan(TopicLayout.LEAST_MESSAGE_BYTES);
  }
}
