package io.switchlog.wire.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionKeyTest {
  private static TransactionKey modern(String method, String branch, String sentBy) {
    return TransactionKey.server(method, branch, sentBy, "sip:b@x", "", "f", "id", 1, "via");
  }

  private static TransactionKey old(String method, String toTag, String topVia) {
    return TransactionKey.server(method, "1", "h", "sip:b@x", toTag, "f", "id", 1, topVia);
  }

  @Test
  void aRequestIsMatchedByBranchSentByAndMethod() {
    TransactionKey invite = modern("INVITE", "z9hG4bKa", "Host:5060");

    assertThat(modern("INVITE", "z9hG4bKa", "host:5060")).isEqualTo(invite);
    assertThat(modern("ACK", "z9hG4bKa", "host:5060")).isEqualTo(invite);
    assertThat(modern("INVITE", "z9hG4bKa", "other:5060")).as("sent-by").isNotEqualTo(invite);
    assertThat(modern("INVITE", "z9hG4bKb", "host:5060")).as("branch").isNotEqualTo(invite);
    assertThat(modern("BYE", "z9hG4bKa", "host:5060")).as("method").isNotEqualTo(invite);
  }

  @Test
  void aCancelHasItsOwnTransactionAndNamesTheInvites() {
    TransactionKey cancel = modern("CANCEL", "z9hG4bKa", "host");
    TransactionKey invite = modern("INVITE", "z9hG4bKa", "host");

    assertThat(cancel).isNotEqualTo(invite);
    assertThat(TransactionKey.cancelled(cancel)).isEqualTo(invite);
    assertThat(TransactionKey.cancelled(old("CANCEL", "", "via")))
        .isEqualTo(old("INVITE", "", "via"));
    assertThat(TransactionKey.cancelled(TransactionKey.client("b", "CANCEL")))
        .isEqualTo(TransactionKey.client("b", "INVITE"));
  }

  @Test
  void withoutTheMagicCookieAllHeadersCount() {
    TransactionKey invite = old("INVITE", "", "SIP/2.0/UDP h");

    assertThat(invite).isInstanceOf(TransactionKey.Rfc2543.class);
    assertThat(old("ACK", "ours", "SIP/2.0/UDP h")).as("ACK to our tag").isEqualTo(invite);
    assertThat(old("INVITE", "", "SIP/2.0/UDP other")).isNotEqualTo(invite);
    assertThat(old("BYE", "x", "v")).as("tags count").isNotEqualTo(old("BYE", "y", "v"));
  }

  @Test
  void theCookieAloneIsNoBranch() {
    assertThat(TransactionKey.hasMagicCookie("z9hG4bK")).isFalse();
    assertThat(TransactionKey.hasMagicCookie("Z9HG4BKx")).as("RFC 4475 3.1.1.1").isTrue();
    assertThat(TransactionKey.hasMagicCookie("")).isFalse();
  }

  @Test
  void responsesAreMatchedByBranchAndMethod() {
    assertThat(TransactionKey.client("z9hG4bKa", "INVITE"))
        .isEqualTo(TransactionKey.client("z9hG4bKa", "INVITE"))
        .isNotEqualTo(TransactionKey.client("z9hG4bKa", "CANCEL"));
  }

  @Test
  void derivedTimesFollowTheBaseTimes() {
    assertThat(Timers.DEFAULT.timeout()).isEqualTo(Duration.ofSeconds(32));
    assertThat(Timers.DEFAULT.untilT2()).isEqualTo(Duration.ofMillis(3_500));
    Timers slow = new Timers(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(5));
    assertThat(slow.d()).isEqualTo(Duration.ofSeconds(64));
    Timers fast = new Timers(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofMillis(50));
    assertThat(fast.d()).isEqualTo(Duration.ofSeconds(32));
    assertThatThrownBy(() -> new Timers(Duration.ZERO, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("T1=PT0S");
  }
}
