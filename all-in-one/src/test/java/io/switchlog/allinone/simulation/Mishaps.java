package io.switchlog.allinone.simulation;

import io.switchlog.allinone.simulation.Leaders.Place;
import io.switchlog.allinone.simulation.Scene.Trait;
import io.switchlog.schemas.NodeId;
import java.util.Random;

/// What befalls the platform of a run beside deaths: clocks that are set, writes that fail, inputs
/// that are not kept.
final class Mishaps {
  static final int MOST_SKEW_MILLIS = 10_000;

  /// How long a record is tried for where writes fail: 32 s in a real node, more than phones bear.
  static final int DELIVERY_MILLIS = 3_000;

  private static final int CLOCK_STEPS = 8;
  private static final int FAILING_WRITES = 14;

  /// Longer than a partition is ever without an owner, shorter than a call.
  private static final int RETENTION_MILLIS = 40_000;

  private static final int TOO_SHORT_MILLIS = 500;

  private final World world;
  private final Scene scene;
  private final Random random;
  private long stepMillis;

  Mishaps(World world) {
    this.world = world;
    this.scene = world.scene();
    this.random = world.random();
  }

  /// How far the clocks of call control are set from what they were at first.
  long stepMillis() {
    return stepMillis;
  }

  /// How long call control tries to write a record, 0 for ever.
  int deliveryMillis() {
    return scene.has(Trait.WRITES_FAIL) ? DELIVERY_MILLIS : 0;
  }

  /// How far the clocks of an instance of call control are from the broker's.
  long anySkewMillis() {
    return scene.has(Trait.CLOCKS_APART) ? anyMillis() : 0;
  }

  private int anyMillis() {
    return random.nextInt(2 * MOST_SKEW_MILLIS) - MOST_SKEW_MILLIS;
  }

  /// Once a second.
  void letGoOfInputs() {
    if (scene.has(Trait.SHORT_RETENTION)) {
      world.bus().keepInboxFor(RETENTION_MILLIS);
    } else if (scene.has(Trait.RETENTION_TOO_SHORT)) {
      world.bus().keepInboxFor(TOO_SHORT_MILLIS);
    }
  }

  /// What is to happen, and when.
  void plan() {
    scene.traits().stream().sorted().forEach(this::suffer);
  }

  /// A deed while the calls go on.
  void someTime(Runnable deed) {
    world.time().after(2_000L + random.nextInt(scene.spreadMillis() + 20_000), deed);
  }

  private void suffer(Trait trait) {
    switch (trait) {
      case CLOCKS_STEP -> {
        for (int i = 0; i < CLOCK_STEPS; i++) {
          someTime(this::setClocks);
        }
      }
      case WRITES_FAIL -> {
        for (int i = 0; i < FAILING_WRITES; i++) {
          someTime(this::failWrites);
        }
      }
      case CLOCKS_APART,
          TWO_BUILDS,
          SHORT_RETENTION,
          RETENTION_TOO_SHORT,
          PARKING,
          PARTIES_STAY,
          NAT,
          STREAMS_BREAK -> {}
    }
  }

  private void setClocks() {
    int partition = random.nextInt(scene.partitions());
    int millis = anyMillis();
    world
        .chronicle()
        .remark(
            NodeId.control(0),
            "finds partition " + partition + " " + millis + " ms from true time");
    world.bus().setClock(partition, millis);
    stepMillis = anyMillis();
  }

  /// What call control writes does not get where it should: refused, late, or too late.
  private void failWrites() {
    int partition = random.nextInt(scene.partitions());
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> world.bus().leaders().refuseNext(Place.journal(partition));
      case 3 -> world.bus().leaders().refuseNext(Place.inbox(partition));
      case 4, 5 -> silence(random.nextInt(Leaders.COUNT), 20 + random.nextInt(1_000));
      case 6, 7 -> silence(Leaders.OF_HISTORY, DELIVERY_MILLIS + random.nextInt(1_500));
      default -> throw new IllegalStateException("eight cases");
    }
  }

  private void silence(int leader, int millis) {
    if (world.bus().leaders().isUp(leader)) {
      world
          .chronicle()
          .remark(
              NodeId.control(0), "hears nothing of broker " + leader + " for " + millis + " ms");
      world.bus().leaders().goDown(leader);
      world.time().after(millis, () -> world.bus().leaders().comeBack(leader));
    }
  }
}
