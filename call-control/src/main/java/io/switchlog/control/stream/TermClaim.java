package io.switchlog.control.stream;

/// A claim to a term, on its way into the journal. Told of its fate by the producer's thread, asked
/// by the follower's.
public final class TermClaim {
  private static final long UNKNOWN = -1;

  private final String nonce;
  private final long term;
  private volatile long offset = UNKNOWN;
  private volatile boolean failed;

  /// @param nonce tells it from any other claim
  /// @param term what is claimed
  public TermClaim(String nonce, long term) {
    this.nonce = nonce;
    this.term = term;
  }

  /// Tells it from any other claim.
  public String nonce() {
    return nonce;
  }

  /// What is claimed.
  public long term() {
    return term;
  }

  /// The journal has it.
  public void written(long at) {
    offset = at;
  }

  /// The journal did not take it, or did not say so.
  public void failed() {
    failed = true;
  }

  /// Whether it was not written, or was read over without counting.
  ///
  /// @param readTo the offset behind the last record read
  boolean wasLost(long readTo) {
    return failed || (offset != UNKNOWN && offset < readTo);
  }
}
