package io.switchlog.edge.core;

import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A machine and how far one transaction has come in it.
///
/// @param <S> the machine's states
/// @param <I> what can happen to it
/// @param <M> a message
final class Run<S, I, M> {
  private final Machine<S, I, M> machine;

  /// Null before the start.
  private @Nullable S state;

  Run(Machine<S, I, M> machine) {
    this.machine = machine;
  }

  List<Output<M>> start(M message) {
    return take(machine.start(message));
  }

  List<Output<M>> on(I input) {
    return state == null ? List.of() : take(machine.on(state, input));
  }

  private List<Output<M>> take(Step<S, M> step) {
    state = step.next();
    return step.outputs();
  }
}
