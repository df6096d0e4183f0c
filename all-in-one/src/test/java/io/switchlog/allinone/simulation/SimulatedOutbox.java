package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.control.stream.Voice;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.Supplier;

/// What an owner of a partition says to aggregates anywhere: as `Outbox` has it, one at a time,
/// once the journal has the decision that says it, until the bus has it. An answer of the bus may
/// get lost with a message that it has taken, which is then there twice.
final class SimulatedOutbox {
  private static final int MOST_MILLIS = 8;
  private static final int AGAIN_MILLIS = 100;
  private static final int LOST_ANSWERS_IN = 20;

  private final VirtualTime time;
  private final Random random;
  private final SimulatedBus bus;
  private final Build build;
  private final Voice voice;
  private final Supplier<Origin> origins;
  private final ArrayDeque<PostRecord> waiting = new ArrayDeque<>();
  private boolean turning;
  private boolean stopped;
  private boolean over;

  SimulatedOutbox(
      VirtualTime time,
      Random random,
      SimulatedBus bus,
      Build build,
      Voice voice,
      Supplier<Origin> origins) {
    this.time = time;
    this.random = random;
    this.bus = bus;
    this.build = build;
    this.voice = voice;
    this.origins = origins;
  }

  void add(PostRecord post) {
    voice.commandSent(post.number());
    waiting.add(post);
    turn(1 + random.nextInt(MOST_MILLIS));
  }

  private void turn(int millis) {
    if (!turning && !over && !stopped) {
      turning = true;
      time.after(
          millis,
          () -> {
            turning = false;
            next();
          });
    }
  }

  private void next() {
    PostRecord first = waiting.peek();
    if (over || stopped || first == null) {
      return;
    }
    if (bus.isAway() || first.number() > voice.acknowledged()) {
      turn(AGAIN_MILLIS);
      return;
    }
    Bytes value = build.written(Bytes.of(Families.INBOX.encode(origins.get(), first.input())));
    var _ = bus.append(bus.partitionOf(first.to()), first.to(), value);
    if (random.nextInt(LOST_ANSWERS_IN) == 0) {
      turn(AGAIN_MILLIS);
      return;
    }
    var _ = waiting.remove();
    voice.commandDone(first.number());
    turn(1 + random.nextInt(MOST_MILLIS));
  }

  /// Its process is stopped.
  void freeze() {
    stopped = true;
  }

  /// The owner's time is over.
  void close() {
    over = true;
  }
}
