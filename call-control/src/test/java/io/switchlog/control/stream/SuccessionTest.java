package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.Tally;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two nodes that want the same partition, and the journal between them.
class SuccessionTest {
  private final List<TermClaim> journal = new ArrayList<>();
  private final Succession<Tally.State> one = new Succession<>(new Ledger<>(new Tally(), 0));
  private final Succession<Tally.State> other = new Succession<>(new Ledger<>(new Tally(), 0));

  private void write(TermClaim claim) {
    journal.add(claim);
    claim.written(journal.size() - 1L);
  }

  /// Reads to the end; whether it owns the partition now.
  private boolean read(Succession<Tally.State> node) {
    boolean owns = false;
    for (int i = (int) node.ledger().nextOffset(); i < journal.size(); i++) {
      TermClaim claim = journal.get(i);
      JournalHead head = new JournalHead(claim.term(), 0, Instant.EPOCH);
      owns |= node.take(i, head, new TermBegan(claim.nonce(), NodeId.control(0), "test", 1));
    }
    return owns;
  }

  @Test
  void whoReadsItsOwnClaimOwns() {
    one.end(0);
    assertThat(one.mayClaim()).isTrue();
    write(one.claim("one"));

    assertThat(read(one)).isTrue();
    assertThat(one.ledger().term()).isEqualTo(1);
  }

  @Test
  void nobodyClaimsBeforeAllOfHistoryIsRead() {
    write(new TermClaim("before", 1));
    assertThat(one.wantsEnd()).isTrue();
    assertThat(one.mayClaim()).isFalse();
    one.end(1);
    assertThat(one.mayClaim()).isFalse();
    assertThat(read(one)).isFalse();
    assertThat(one.mayClaim()).isTrue();
    assertThat(one.claim("one").term()).isEqualTo(2);
  }

  @Test
  void theFirstOfTwoClaimsCountsAndTheOtherNodeBeginsAnew() {
    one.end(0);
    other.end(0);
    TermClaim slow = other.claim("other");
    write(one.claim("one"));
    write(slow);

    assertThat(read(other)).isFalse();
    assertThat(read(one)).isTrue();
    assertThat(other.mayClaim()).isFalse();
    other.goOn();
    assertThat(other.wantsEnd()).isTrue();
    other.end(2);
    write(other.claim("other again"));
    assertThat(read(other)).isTrue();
    assertThat(other.ledger().term()).isEqualTo(2);
  }

  /// The bus has it, and did not say so: it counts for the reading rule, and for nobody else.
  @Test
  void aClaimThatIsFoundAfterItWasGivenUpMakesNobodyTheOwner() {
    one.end(0);
    TermClaim lost = one.claim("lost");
    lost.failed();
    one.goOn();
    journal.add(lost);

    assertThat(read(one)).isFalse();
    assertThat(one.ledger().term()).isEqualTo(1);
    one.end(1);
    write(one.claim("again"));
    assertThat(read(one)).isTrue();
    assertThat(one.ledger().term()).isEqualTo(2);
  }

  @Test
  void aClaimIsNoneAnyMoreOnceThePartitionIsGivenUp() {
    one.end(0);
    write(one.claim("one"));
    one.giveUp();

    assertThat(read(one)).isFalse();
  }
}
