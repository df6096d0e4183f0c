package io.switchlog.testkit.phone;

import io.switchlog.testkit.time.VirtualTime;
import org.jspecify.annotations.Nullable;

/// A response of ours that is resent, ever more slowly, until what acknowledges it comes.
final class Resent {
  private final VirtualTime time;
  private final ServerTransaction transaction;
  private final long longestMillis;
  private final long untilMillis;
  private final Runnable missing;
  private VirtualTime.@Nullable Alarm repeat;

  /// Starts resending.
  ///
  /// @param longestMillis the longest wait between two
  /// @param missing what to do when nothing came for 64*T1
  Resent(VirtualTime time, ServerTransaction transaction, long longestMillis, Runnable missing) {
    this.time = time;
    this.transaction = transaction;
    this.longestMillis = longestMillis;
    this.untilMillis = time.nowMillis() + Transactions.GIVE_UP;
    this.missing = missing;
    resendAfter(Transactions.T1);
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
                resendAfter(Math.min(2 * millis, longestMillis));
              }
            });
  }
}
