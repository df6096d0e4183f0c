package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.stream.InboxTopic.Beginning;
import org.junit.jupiter.api.Test;

/// What an owner makes of the inbox that it finds.
class InboxTopicTest {
  @Test
  void theSameInboxGoesOnBehindTheMark() {
    assertThat(InboxTopic.beginning("a", 900, "a", 899)).isEqualTo(new Beginning("a", null));
    assertThat(InboxTopic.beginning("a", 0, null, -1)).isEqualTo(new Beginning("a", null));
    assertThat(InboxTopic.beginning("a", 7, null, 3))
        .as("a journal of a build that did not say")
        .isEqualTo(new Beginning("a", null));
  }

  @Test
  void oneThatWasMadeAnewIsDecidedFromItsBeginningHoweverLongItIs() {
    assertThat(InboxTopic.beginning("b", 0, "a", 899)).isEqualTo(new Beginning("b", 0L));
    assertThat(InboxTopic.beginning("b", 5_000, "a", 899)).isEqualTo(new Beginning("b", 0L));
  }

  @Test
  void oneThatHasLostItsEndIsDecidedFromWhereItEnds() {
    assertThat(InboxTopic.beginning("a", 700, "a", 899)).isEqualTo(new Beginning("a", 700L));
    assertThat(InboxTopic.beginning("a", 0, null, 899)).isEqualTo(new Beginning("a", 0L));
  }
}
