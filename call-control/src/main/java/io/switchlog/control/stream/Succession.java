package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.TermBegan;
import org.jspecify.annotations.Nullable;

/// How a node that follows a partition becomes its owner:
///
/// ```
///   fold to the end ──> claim the next term ──> read through the claim ──> does it count?
///          ^                                                 │ no             │ yes
///          └─────────────────────────────────────────────────┘            the ledger
/// ```
///
/// It owns once it has read its own claim where it counts, and not before: then nothing of history
/// is unread, and nobody else can add to it. Knows no client, so that whoever stands for one can
/// drive it. For one thread.
///
/// @param <S> the state of a call
public final class Succession<S> {
  private final Ledger<S> ledger;
  private @Nullable Long end;
  private @Nullable TermClaim claim;

  /// @param ledger what was read so far; belongs to whoever succeeds
  public Succession(Ledger<S> ledger) {
    this.ledger = ledger;
  }

  /// What was read so far.
  public Ledger<S> ledger() {
    return ledger;
  }

  /// Takes the next record of the journal.
  ///
  /// @return whether it makes this node the owner
  public boolean take(long offset, JournalHead head, JournalRecord body) {
    boolean counts = ledger.take(offset, head, body);
    return counts
        && claim != null
        && body instanceof TermBegan began
        && began.nonce().equals(claim.nonce());
  }

  /// Whether the journal's end has to be told before there can be a claim.
  public boolean wantsEnd() {
    return end == null;
  }

  /// The journal's end now.
  public void end(long offset) {
    end = offset;
  }

  /// Whether the next term is to be claimed: all of history is read, and no claim is under way.
  public boolean mayClaim() {
    return claim == null && end != null && ledger.nextOffset() >= end;
  }

  /// A claim leaves.
  ///
  /// @param nonce tells it from any other
  public TermClaim claim(String nonce) {
    TermClaim made = new TermClaim(nonce, ledger.term() + 1);
    claim = made;
    return made;
  }

  /// Begins anew where the claim was lost: another owner was faster.
  public void goOn() {
    if (claim != null && claim.wasLost(ledger.nextOffset())) {
      giveUp();
    }
  }

  /// The partition is not wanted any more, for now.
  public void giveUp() {
    claim = null;
    end = null;
  }
}
