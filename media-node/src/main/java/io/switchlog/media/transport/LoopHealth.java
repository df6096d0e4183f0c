package io.switchlog.media.transport;

/// Whether a loop does its work: it tells, and others ask from their own threads. A loop is well
/// while its turns end and its commands are carried out. One that stands still, that fails in every
/// turn or whose thread is gone is not, and its node must not say that it lives.
///
/// Times are microseconds of the loop's clock.
final class LoopHealth {
  /// How old the last sign of work may be. A turn sleeps for a quarter of it at the most, so that
  /// even a loop that has to wait for a processor is in time; and a node counts as lost only where
  /// beats stay away for longer than this again.
  static final long FRESH_MICROS = 1_000_000;

  /// Instead of a time: no command waits.
  static final long NONE_WAITS = Long.MAX_VALUE;

  private volatile long turnedMicros;
  private volatile long carriedOutMicros;
  private volatile boolean dead;

  LoopHealth(long nowMicros) {
    turnedMicros = nowMicros;
    carriedOutMicros = nowMicros;
  }

  /// A turn ended as it should, or one of the looks for packets that it may begin with.
  void turned(long nowMicros) {
    turnedMicros = nowMicros;
  }

  /// Commands were carried out.
  void carriedOut(long nowMicros) {
    carriedOutMicros = nowMicros;
  }

  /// The loop's thread is about to end, though nobody asked for it.
  void died() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  /// Whether the loop is well. A long queue that gets shorter is no illness: after the death of
  /// another node its calls come all at once.
  ///
  /// @param waitingSinceMicros since when the oldest command waits, or [#NONE_WAITS]
  boolean isFresh(long nowMicros, long waitingSinceMicros) {
    boolean turns = nowMicros - turnedMicros <= FRESH_MICROS;
    boolean carriesOut =
        waitingSinceMicros == NONE_WAITS
            || nowMicros - Math.max(waitingSinceMicros, carriedOutMicros) <= FRESH_MICROS;
    return !dead && turns && carriesOut;
  }
}
