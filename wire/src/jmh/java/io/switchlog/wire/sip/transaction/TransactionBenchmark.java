package io.switchlog.wire.sip.transaction;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// What one INVITE server transaction costs from first to last, on the paths that calls take.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransactionBenchmark {
  private final InviteServer<Object> machine =
      new InviteServer<>(Timers.DEFAULT, Transport.UNRELIABLE);
  private final Object message = new Object();

  /// Made by the benchmark runner.
  public TransactionBenchmark() {}

  @Benchmark
  public InviteServer.State<Object> accepted(Blackhole outputs) {
    InviteServer.State<Object> state = take(machine.start(message), outputs);
    state = on(state, ServerInput.send(100, message), outputs);
    state = on(state, ServerInput.send(180, message), outputs);
    state = on(state, ServerInput.send(200, message), outputs);
    state = on(state, new ServerInput.AckReceived<>(message), outputs);
    return on(state, new ServerInput.Fired<>(Timer.L), outputs);
  }

  @Benchmark
  public InviteServer.State<Object> refused(Blackhole outputs) {
    InviteServer.State<Object> state = take(machine.start(message), outputs);
    state = on(state, ServerInput.send(100, message), outputs);
    state = on(state, ServerInput.send(486, message), outputs);
    state = on(state, new ServerInput.Repeated<>(), outputs);
    state = on(state, new ServerInput.AckReceived<>(message), outputs);
    return on(state, new ServerInput.Fired<>(Timer.I), outputs);
  }

  private InviteServer.State<Object> on(
      InviteServer.State<Object> state, ServerInput<Object> input, Blackhole outputs) {
    return take(machine.on(state, input), outputs);
  }

  private static InviteServer.State<Object> take(
      Step<InviteServer.State<Object>, Object> step, Blackhole outputs) {
    outputs.consume(step.outputs());
    return step.next();
  }
}
