package io.switchlog.wire.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes a machine through a story, input by input, or through everything that can happen to it.
final class Walk<S, I> {
  private final StateDiagram diagram;
  private final Transport transport;
  private final Machine<S, I, String> machine;
  private Step<S, String> latest;

  Walk(StateDiagram diagram, Transport transport, Machine<S, I, String> machine, String message) {
    this.diagram = diagram;
    this.transport = transport;
    this.machine = machine;
    this.latest = machine.start(message);
    diagram.begin(transport, latest);
  }

  Walk<S, I> on(I input) {
    latest = taken(latest.next(), input);
    return this;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  final Walk<S, I> gives(Output<String>... outputs) {
    assertThat(latest.outputs()).containsExactly(outputs);
    return this;
  }

  Walk<S, I> absorbs() {
    return gives();
  }

  Walk<S, I> isIn(Class<?> state) {
    assertThat(latest.next()).isInstanceOf(state);
    return this;
  }

  /// Every input in every state reachable within some steps: an answer each time, `Terminated` said
  /// exactly on entering the end and last, silence after it, and no state kind unreachable.
  void everywhere(Class<?> states, Class<?> end, Set<Class<?>> unreachable, List<I> inputs) {
    Set<S> seen = new HashSet<>();
    Set<Class<?>> kinds = new HashSet<>();
    Deque<S> open = new ArrayDeque<>(List.of(latest.next()));
    while (!open.isEmpty() && seen.size() < 300) {
      S state = open.remove();
      if (seen.add(state)) {
        kinds.add(state.getClass());
        for (I input : inputs) {
          Step<S, String> step = taken(state, input);
          checkEnd(end, state, step);
          open.add(step.next());
        }
      }
    }
    Set<Class<?>> expected = new HashSet<>(Arrays.asList(states.getPermittedSubclasses()));
    expected.removeAll(unreachable);
    assertThat(kinds).isEqualTo(expected);
  }

  private void checkEnd(Class<?> end, S state, Step<S, String> step) {
    if (end.isInstance(state)) {
      assertThat(step.outputs()).isEmpty();
      assertThat(step.next()).isEqualTo(state);
    } else if (end.isInstance(step.next())) {
      assertThat(step.outputs()).endsWith(new Output.Terminated<>());
    } else {
      assertThat(step.outputs()).doesNotContain(new Output.Terminated<>());
    }
  }

  private Step<S, String> taken(S state, I input) {
    Step<S, String> step = machine.on(state, input);
    diagram.record(transport, state, input, step);
    return step;
  }

  static Output<String> send(String message) {
    return new Output.Send<>(message);
  }

  static Output<String> resend(String message) {
    return new Output.Resend<>(message);
  }

  static Output<String> pass(String response) {
    return new Output.PassResponse<>(response);
  }

  static Output<String> set(Timer timer, long millis) {
    return new Output.SetTimer<>(timer, Duration.ofMillis(millis));
  }

  static Output<String> stop(Timer timer) {
    return new Output.StopTimer<>(timer);
  }

  static Output<String> timeout() {
    return new Output.PassTimeout<>();
  }

  static Output<String> transportError() {
    return new Output.PassTransportError<>();
  }

  static Output<String> end() {
    return new Output.Terminated<>();
  }

  static List<ClientInput<String>> clientInputs() {
    List<ClientInput<String>> inputs = new ArrayList<>();
    for (int status : new int[] {100, 180, 200, 302, 486, 699}) {
      inputs.add(ClientInput.received(status, "response"));
    }
    inputs.add(new ClientInput.TransportFailed<>());
    for (Timer timer : Timer.values()) {
      inputs.add(new ClientInput.Fired<>(timer));
    }
    return inputs;
  }

  static List<ServerInput<String>> serverInputs() {
    List<ServerInput<String>> inputs = new ArrayList<>();
    for (int status : new int[] {100, 180, 200, 302, 408, 486, 699}) {
      inputs.add(ServerInput.send(status, "response"));
    }
    inputs.add(new ServerInput.Repeated<>());
    inputs.add(new ServerInput.AckReceived<>("ack"));
    inputs.add(new ServerInput.TransportFailed<>());
    for (Timer timer : Timer.values()) {
      inputs.add(new ServerInput.Fired<>(timer));
    }
    return inputs;
  }
}
