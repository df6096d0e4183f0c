package io.switchlog.allinone.live;

import io.switchlog.schemas.event.EndCause;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import java.util.Arrays;
import java.util.List;

/// How a call of a drill goes, whatever dies meanwhile: what somebody does, when, and how it ends
/// for both phones and in the journal.
enum Fate {
  CALLER_HANGS_UP(true, true, Outcome.HUNG_UP, Outcome.PEER_HUNG_UP, 0, EndCause.NORMAL),
  CALLEE_HANGS_UP(true, true, Outcome.PEER_HUNG_UP, Outcome.HUNG_UP, 0, EndCause.NORMAL),
  CALLER_HANGS_UP_LATER(true, false, Outcome.HUNG_UP, Outcome.PEER_HUNG_UP, 0, EndCause.NORMAL),
  CALLEE_HANGS_UP_LATER(true, false, Outcome.PEER_HUNG_UP, Outcome.HUNG_UP, 0, EndCause.NORMAL),
  CALLEE_ANSWERS(false, true, Outcome.HUNG_UP, Outcome.PEER_HUNG_UP, 0, EndCause.NORMAL),
  CALLER_CANCELS(false, true, Outcome.CANCELLED, Outcome.CANCELLED, 487, EndCause.CANCELLED),
  CALLEE_REFUSES(false, true, Outcome.REFUSED, Outcome.REFUSED, 486, EndCause.BUSY),
  CALLEE_ANSWERS_LATER(false, false, Outcome.HUNG_UP, Outcome.PEER_HUNG_UP, 0, EndCause.NORMAL);

  private final boolean talking;
  private final boolean during;
  private final Outcome caller;
  private final Outcome callee;
  private final int status;
  private final EndCause cause;

  Fate(
      boolean talking, boolean during, Outcome caller, Outcome callee, int status, EndCause cause) {
    this.talking = talking;
    this.during = during;
    this.caller = caller;
    this.callee = callee;
    this.status = status;
    this.cause = cause;
  }

  /// The fates of calls that talk, or of those that ring, when the fault comes.
  static List<Fate> of(boolean talking) {
    return Arrays.stream(values()).filter(fate -> fate.talking == talking).toList();
  }

  /// Whether the call is answered before the fault comes.
  boolean isTalking() {
    return talking;
  }

  /// Whether somebody does something while the fault lasts; else once all is well again.
  boolean isDuring() {
    return during;
  }

  /// Whether the call, once answered, waits for its caller to hang up after all is well again.
  boolean isAnsweredLate() {
    return this == CALLEE_ANSWERS || this == CALLEE_ANSWERS_LATER;
  }

  Outcome caller() {
    return caller;
  }

  Outcome callee() {
    return callee;
  }

  /// What the caller's INVITE is answered with at last, 0 where it was answered by 200.
  int status() {
    return status;
  }

  EndCause cause() {
    return cause;
  }
}
