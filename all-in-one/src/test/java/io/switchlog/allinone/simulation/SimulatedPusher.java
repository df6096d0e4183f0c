package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.testkit.time.VirtualTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/// The connections over which an instance of call control sends commands ahead of the log. One in
/// fifty commands finds its connection broken: it and some of those under way are lost, and none
/// leaves for a second.
final class SimulatedPusher {
  private static final int MOST_MILLIS = 3;
  private static final int ONE_IN = 50;
  private static final int AGAIN_MILLIS = 1_000;

  private final VirtualTime time;
  private final Random random;
  private final SimulatedBus bus;
  private final Map<NodeId, Pipe> pipes = new HashMap<>();
  private final Map<NodeId, Long> brokenUntil = new HashMap<>();

  SimulatedPusher(VirtualTime time, Random random, SimulatedBus bus) {
    this.time = time;
    this.random = random;
    this.bus = bus;
  }

  void push(CommandRecord command, TermMark mark) {
    NodeId node = command.target();
    BiConsumer<CommandRecord, TermMark> life = bus.taker(node);
    if (life == null || time.nowMillis() < brokenUntil.getOrDefault(node, 0L)) {
      return;
    }
    Pipe pipe = pipes.computeIfAbsent(node, _ -> new Pipe(time, random, MOST_MILLIS));
    if (random.nextInt(ONE_IN) == 0) {
      brokenUntil.put(node, time.nowMillis() + AGAIN_MILLIS);
      pipe.cut();
      return;
    }
    pipe.send(() -> {
      if (life.equals(bus.taker(node))) {
        life.accept(command, mark);
      }
    });
  }

  /// The instance dies: some of what is under way arrives.
  void die() {
    pipes.values().forEach(Pipe::cut);
  }
}
