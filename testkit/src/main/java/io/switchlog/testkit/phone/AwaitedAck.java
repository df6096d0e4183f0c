package io.switchlog.testkit.phone;

import io.switchlog.testkit.time.VirtualTime;
import org.jspecify.annotations.Nullable;

/// A 2xx of ours that is resent until its ACK comes (RFC 3261 section 13.3.1.4).
final class AwaitedAck {
  private final VirtualTime time;
  private final ServerTransaction transaction;
  private final boolean withAnswer;
  private final long untilMillis;
  private final Runnable missing;
  private VirtualTime.@Nullable Alarm repeat;

  /// Starts resending.
  ///
  /// @param withAnswer whether the 2xx had the offer, so that the ACK has the answer
  /// @param missing what to do when no ACK came for 64*T1
  AwaitedAck(
      VirtualTime time, ServerTransaction transaction, boolean withAnswer, Runnable missing) {
    this.time = time;
    this.transaction = transaction;
    this.withAnswer = withAnswer;
    this.untilMillis = time.nowMillis() + Transactions.GIVE_UP;
    this.missing = missing;
    resendAfter(Transactions.T1);
  }

  long cseq() {
    return transaction.request().cseq().number();
  }

  boolean isWithAnswer() {
    return withAnswer;
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
                resendAfter(Math.min(2 * millis, Transactions.T2));
              }
            });
  }
}
