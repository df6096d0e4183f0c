package io.switchlog.allinone.live;

import io.switchlog.allinone.history.CallSummary;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.testkit.phone.IncomingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.Entry;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One call of a drill: two phones that nobody else calls, and what is to become of them.
final class DrillCall {
  private static final long PATIENT = 1_800_000;
  private static final Script CALLER = Script.PLAIN.cancelAfter(PATIENT).talkAtMost(PATIENT);
  private static final Script ANSWERS = CALLER.answerAfter(300);
  private static final Script RINGS = CALLER.answerAfter(Script.NEVER);

  private final Fate fate;
  private final String user;
  private final DrillPhones.Phone caller;
  private final DrillPhones.Phone callee;
  private int callerHeard;
  private int calleeHeard;

  DrillCall(Fate fate, int number, DrillPhones phones) {
    this.fate = fate;
    this.user = "from" + number;
    this.caller = phones.phone(user, CALLER);
    this.callee = phones.phone("to" + number, fate.isTalking() ? ANSWERS : RINGS);
  }

  Fate fate() {
    return fate;
  }

  /// Begins. The called user tells the routing table where the called phone is.
  void begin(int edgePort) {
    caller.call("to-" + callee.sipPort(), edgePort);
  }

  /// Whether it is as far as it comes without anybody doing anything.
  boolean isUp() {
    return bothAre(fate.isTalking() ? State.TALKING : State.RINGING);
  }

  boolean talks() {
    return bothAre(State.TALKING);
  }

  boolean isOver() {
    return bothAre(State.ENDED);
  }

  private boolean bothAre(State state) {
    PhoneLog called = log(callee);
    PhoneLog calls = log(caller);
    return called != null && calls != null && called.state() == state && calls.state() == state;
  }

  /// Somebody does what the fate says.
  void act() {
    switch (fate) {
      case CALLER_HANGS_UP, CALLER_HANGS_UP_LATER, CALLER_CANCELS -> caller.does(PhoneCall::hangUp);
      case CALLEE_HANGS_UP, CALLEE_HANGS_UP_LATER -> callee.does(PhoneCall::hangUp);
      case CALLEE_ANSWERS, CALLEE_ANSWERS_LATER ->
          callee.does(call -> {
            if (call instanceof IncomingCall incoming) {
              incoming.answer();
            }
          });
      case CALLEE_REFUSES ->
          callee.does(call -> {
            if (call instanceof IncomingCall incoming) {
              incoming.refuse(486);
            }
          });
    }
  }

  /// The caller hangs up a call that was answered late.
  void hangUp() {
    caller.does(PhoneCall::hangUp);
  }

  /// Sound that comes from now on is for [#hears].
  void listen() {
    callerHeard = caller.packetsHeard();
    calleeHeard = callee.packetsHeard();
  }

  /// Whether both phones have heard two packets since [#listen].
  boolean hears() {
    return caller.packetsHeard() >= callerHeard + 2 && callee.packetsHeard() >= calleeHeard + 2;
  }

  // --- the verdict

  /// What is not as it would have been without the fault, each kind in a few words.
  ///
  /// @param histories what the journal has of calls from this caller
  List<String> otherwise(List<Recorded> histories) {
    List<String> kinds = new ArrayList<>();
    judge("caller", caller, fate.caller(), fate.status(), kinds);
    judge("callee", callee, fate.callee(), fate.status(), kinds);
    judge(histories, kinds);
    return kinds;
  }

  private void judge(
      String who, DrillPhones.Phone phone, Outcome expected, int status, List<String> kinds) {
    PhoneLog log = log(phone);
    if (log == null) {
      kinds.add(who + ": never called");
      return;
    }
    if (phone.calls().size() > 1) {
      kinds.add(who + ": called " + phone.calls().size() + " times");
    }
    if (log.outcome() == Outcome.NONE) {
      kinds.add(who + ": still " + log.state());
    } else if (log.outcome() != expected || log.status() != status) {
      kinds.add(who + ": " + log.outcome() + (log.status() == 0 ? "" : " " + log.status()));
    }
    if (!log.wasAcknowledged()) {
      kinds.add(who + ": no ACK");
    }
    for (String answer : answers(log)) {
      kinds.add(who + ": " + answer);
    }
    if (fate == Fate.CALLER_CANCELS && phone.equals(caller) && cancelled(log) == null) {
      kinds.add(who + ": CANCEL got no 200");
    }
    if (!log.complaints().isEmpty()) {
      kinds.add(who + ": complains");
    }
  }

  /// What BYE and CANCEL were answered with at last, other than 200.
  private static Set<String> answers(PhoneLog log) {
    Set<String> wrong = new TreeSet<>();
    for (Entry entry : log.entries()) {
      boolean answer = entry.text().startsWith("BYE: ") || entry.text().startsWith("CANCEL: ");
      if (answer && !entry.text().endsWith(" 200")) {
        wrong.add(entry.text().replace(": ", " got "));
      }
    }
    return wrong;
  }

  private void judge(List<Recorded> histories, List<String> kinds) {
    if (histories.size() != 1) {
      kinds.add("journal: " + histories.size() + " calls");
    }
    for (Recorded history : histories) {
      CallSummary summary = history.summary();
      long ends =
          history.inOrder().stream().filter(event -> event.body() instanceof CallEnded).count();
      if (!summary.isEnded()) {
        kinds.add("journal: still " + summary.phase());
      } else if (Objects.requireNonNull(summary.outcome()).cause() != fate.cause()) {
        kinds.add("journal: " + summary.outcome().cause());
      }
      if (ends > 1) {
        kinds.add("journal: ended " + ends + " times");
      }
    }
  }

  /// When a phone's CANCEL got its 200, null: never.
  private static @Nullable Instant cancelled(PhoneLog log) {
    return log.entries().stream()
        .filter(entry -> entry.text().equals("CANCEL: 200"))
        .map(Entry::at)
        .findFirst()
        .orElse(null);
  }

  /// How long the caller waited for the 200 to its CANCEL, nothing where it sent none or got none.
  Duration waitedForCancel() {
    PhoneLog log = log(caller);
    if (fate != Fate.CALLER_CANCELS || log == null) {
      return Duration.ZERO;
    }
    Instant answered = cancelled(log);
    return log.entries().stream()
        .filter(entry -> answered != null && entry.text().equals("gives up"))
        .map(entry -> Duration.between(entry.at(), answered))
        .findFirst()
        .orElse(Duration.ZERO);
  }

  boolean isOf(CallSummary summary) {
    return summary.from().startsWith("sip:" + user + "@");
  }

  /// The longest that a phone waited for what it asked: an ACK to its answer, the answer to its BYE
  /// or CANCEL, and that the other phone heard of it.
  Duration longestWait() {
    Instant asked = null;
    Instant done = null;
    for (DrillPhones.Phone phone : List.of(caller, callee)) {
      PhoneLog log = log(phone);
      if (log == null) {
        continue;
      }
      for (Entry entry : log.entries()) {
        boolean ask =
            (entry.text().equals("answers") && !fate.isTalking())
                || entry.text().equals("gives up")
                || entry.text().equals("ENDING")
                || entry.text().startsWith("REFUSED");
        if (ask && fate.isDuring() && (asked == null || entry.at().isBefore(asked))) {
          asked = entry.at();
        }
        boolean last = entry.text().equals(fate.isAnsweredLate() ? "TALKING" : "ENDED");
        if (last && (done == null || entry.at().isAfter(done))) {
          done = entry.at();
        }
      }
    }
    return asked == null || done == null ? Duration.ZERO : Duration.between(asked, done);
  }

  private static @Nullable PhoneLog log(DrillPhones.Phone phone) {
    List<PhoneCall> calls = phone.calls();
    return calls.isEmpty() ? null : calls.getFirst().log();
  }

  @Override
  public String toString() {
    return "%s %s\ncaller %s\ncallee %s".formatted(user, fate, log(caller), log(callee));
  }
}
