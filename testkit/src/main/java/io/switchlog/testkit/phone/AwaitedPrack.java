package io.switchlog.testkit.phone;

import io.switchlog.testkit.time.VirtualTime;
import org.jspecify.annotations.Nullable;

/// A provisional response of ours that is resent until its PRACK comes (RFC 3262 section 3).
final class AwaitedPrack {
  private final VirtualTime time;
  private final ServerTransaction transaction;
  private final long rseq;
  private final long untilMillis;
  private final Runnable missing;
  private VirtualTime.@Nullable Alarm repeat;

  /// Starts resending.
  ///
  /// @param missing what to do when no PRACK came for 64*T1
  AwaitedPrack(VirtualTime time, ServerTransaction transaction, long rseq, Runnable missing) {
    this.time = time;
    this.transaction = transaction;
    this.rseq = rseq;
    this.untilMillis = time.nowMillis() + Transactions.GIVE_UP;
    this.missing = missing;
    resendAfter(Transactions.T1);
  }

  long rseq() {
    return rseq;
  }

  void off() {
    if (repeat != null) {
      repeat.off();
    }
  }

  private void resendAfter(long millis) {
    repeat =
        time.after(
            millis,
            () -> {
              if (time.nowMillis() >= untilMillis) {
                missing.run();
              } else {
                transaction.send();
                resendAfter(2 * millis);
              }
            });
  }
}
