package io.switchlog.edge.core;

import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.Timer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What drives one transaction machine: hands it its inputs, carries its outputs out in order and
/// runs its timers, of which it needs few at a time.
///
/// @param <I> what can happen to the machine
/// @param <M> a message
abstract class Transaction<I, M> extends WakeUps.WakeUp {
  private static final int MOST_TIMERS = 4;

  private final WakeUps wakeUps;
  private final Run<?, I, M> run;
  private final @Nullable Timer[] names = new @Nullable Timer[MOST_TIMERS];
  private final long[] times = new long[MOST_TIMERS];
  private int running;
  private long giveUpMillis = WakeUps.NEVER;
  private boolean over;

  Transaction(WakeUps wakeUps, Machine<?, I, M> machine) {
    this.wakeUps = wakeUps;
    this.run = new Run<>(machine);
  }

  /// What the machine is to be told when a timer of its ran out.
  abstract I fired(Timer timer);

  /// The time set by [#giveUpAt] has come.
  abstract void giveUp(long nowMillis);

  /// An output that is not about timers.
  abstract void carryOut(long nowMillis, Output<M> output);

  /// The machine has ended, and all timers have stopped.
  abstract void ended();

  /// Hands the machine what it begins with.
  final void start(long nowMillis, M message) {
    carryOut(nowMillis, run.start(message));
  }

  /// Hands the machine an input.
  final void step(long nowMillis, I input) {
    carryOut(nowMillis, run.on(input));
  }

  /// Ends what the machine would wait for without end, as no RFC timer does.
  final void giveUpAt(long millis) {
    giveUpMillis = millis;
    rearm();
  }

  final boolean isOver() {
    return over;
  }

  private void carryOut(long nowMillis, List<Output<M>> outputs) {
    for (Output<M> output : outputs) {
      switch (output) {
        case Output.SetTimer<M>(Timer timer, Duration after) ->
            start(timer, nowMillis + after.toMillis());
        case Output.StopTimer<M>(Timer timer) -> stop(timer);
        case Output.Terminated<M> _ -> end();
        case Output.Send<M> _,
            Output.Resend<M> _,
            Output.SendAck<M> _,
            Output.AnswerTrying<M> _,
            Output.PassRequest<M> _,
            Output.PassResponse<M> _,
            Output.PassTimeout<M> _,
            Output.PassTransportError<M> _ ->
            carryOut(nowMillis, output);
      }
    }
    rearm();
  }

  /// Forgets the transaction, whatever the machine thinks.
  final void end() {
    if (!over) {
      over = true;
      running = 0;
      giveUpMillis = WakeUps.NEVER;
      rearm();
      ended();
    }
  }

  @Override
  final void fire(long nowMillis) {
    int due = earliest();
    while (due >= 0 && times[due] <= nowMillis) {
      Timer timer = names[due];
      remove(due);
      if (timer != null) {
        step(nowMillis, fired(timer));
      }
      due = earliest();
    }
    if (giveUpMillis <= nowMillis) {
      giveUpMillis = WakeUps.NEVER;
      giveUp(nowMillis);
    }
    rearm();
  }

  private void start(Timer timer, long at) {
    stop(timer);
    if (running == MOST_TIMERS) {
      throw new IllegalStateException("no machine runs more than " + MOST_TIMERS + " timers");
    }
    names[running] = timer;
    times[running] = at;
    running++;
  }

  private void stop(Timer timer) {
    for (int i = 0; i < running; i++) {
      if (names[i] == timer) {
        remove(i);
        return;
      }
    }
  }

  private void remove(int i) {
    running--;
    names[i] = names[running];
    times[i] = times[running];
    names[running] = null;
  }

  private int earliest() {
    int earliest = -1;
    for (int i = 0; i < running; i++) {
      if (earliest < 0 || times[i] < times[earliest]) {
        earliest = i;
      }
    }
    return earliest;
  }

  private void rearm() {
    int earliest = earliest();
    wakeUps.set(this, Math.min(giveUpMillis, earliest < 0 ? WakeUps.NEVER : times[earliest]));
  }
}
