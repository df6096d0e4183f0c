package io.switchlog.testkit.phone;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What happened to a phone in one call, and what it found wrong. Written by the phone; safe to
/// read from other threads.
public final class PhoneLog {
  /// How far a call is.
  public enum State {
    /// The INVITE is out, or in.
    CALLING,
    /// Somebody's phone rings.
    RINGING,
    /// Answered by this phone, not acknowledged yet.
    ANSWERED,
    /// The dialog is confirmed.
    TALKING,
    /// A CANCEL or BYE of this phone is on its way.
    ENDING,
    /// Over.
    ENDED
  }

  /// How a call ended for this phone.
  public enum Outcome {
    /// Not yet.
    NONE,
    /// This phone sent BYE.
    HUNG_UP,
    /// The other side sent BYE.
    PEER_HUNG_UP,
    /// This phone gave up before an answer, or the caller did.
    CANCELLED,
    /// Refused, by this phone or by the other side; [#status] says with what.
    REFUSED,
    /// Nobody answered this phone's INVITE at all.
    UNREACHABLE
  }

  /// A line of the log.
  public record Entry(Instant at, String text) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private State state = State.CALLING;
  private Outcome outcome = Outcome.NONE;
  private boolean answered;
  private boolean talked;
  private boolean lateCalledOff;
  private int status;
  private int infosTaken;
  private boolean acknowledged = true;

  synchronized void add(Instant at, String text) {
    entries.add(new Entry(at, text));
  }

  synchronized void complain(Instant at, String what) {
    complaints.add(what);
    add(at, "WRONG: " + what);
  }

  synchronized void state(Instant at, State next) {
    if (state != next) {
      state = next;
      answered |= next == State.ANSWERED;
      talked |= next == State.TALKING;
      add(at, next.toString());
    }
  }

  synchronized void ended(Instant at, Outcome how, int withStatus) {
    if (outcome == Outcome.NONE) {
      outcome = how;
      status = withStatus;
      add(at, how + (withStatus == 0 ? "" : " " + withStatus));
      state(at, State.ENDED);
    }
  }

  synchronized void infoTaken() {
    infosTaken++;
  }

  synchronized void tookTooLong() {
    lateCalledOff = true;
  }

  synchronized void neverAcknowledged() {
    acknowledged = false;
  }

  public synchronized State state() {
    return state;
  }

  public synchronized Outcome outcome() {
    return outcome;
  }

  /// The final status that ended it, 0 where none did.
  public synchronized int status() {
    return status;
  }

  /// Whether this phone answered a call.
  public synchronized boolean answered() {
    return answered;
  }

  /// Whether the dialog was ever confirmed.
  public synchronized boolean talked() {
    return talked;
  }

  /// Whether the call was ended only because it went on for longer than any script allows: the
  /// other side's end never got here.
  public synchronized boolean tookTooLongToEnd() {
    return lateCalledOff;
  }

  /// Whether no answer of this phone went without its ACK for 64*T1.
  public synchronized boolean wasAcknowledged() {
    return acknowledged;
  }

  /// How many INFO requests came.
  public synchronized int infos() {
    return infosTaken;
  }

  /// What the other side did that no standard allows.
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder(state + " " + outcome + " " + status + "\n");
    entries.forEach(
        entry -> text.append("  ").append(entry.at).append(' ').append(entry.text).append('\n'));
    return text.toString();
  }
}
