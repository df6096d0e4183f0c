package io.switchlog.edge.core;

import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A machine and how far one transaction has come in it. Messages are byte arrays to the machine.
///
/// @param <S> the machine's states
/// @param <I> what can happen to it
final class Run<S, I> {
  private final Machine<S, I, byte[]> machine;

  /// Null before the start.
  private @Nullable S state;

  Run(Machine<S, I, byte[]> machine) {
    this.machine = machine;
  }

  List<Output<byte[]>> start(byte[] message) {
    return take(machine.start(message));
  }

  List<Output<byte[]>> on(I input) {
    return state == null ? List.of() : take(machine.on(state, input));
  }

  private List<Output<byte[]>> take(Step<S, byte[]> step) {
    state = step.next();
    return step.outputs();
  }
}
