package io.switchlog.allinone.simulation;

import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.NodeId;
import io.switchlog.testkit.time.VirtualTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The instances of call control, and which of them each partition was given to: what a consumer
/// group does.
final class ControlGroup implements SimulatedControl.Watcher {
  private final World world;
  private final Mishaps mishaps;
  private final VirtualTime time;
  private final Random random;
  private final Chronicle chronicle;
  private final Map<NodeId, SimulatedControl> live = new TreeMap<>();
  private final @Nullable SimulatedControl[] owners;

  ControlGroup(World world, Mishaps mishaps) {
    this.world = world;
    this.mishaps = mishaps;
    this.time = world.time();
    this.random = world.random();
    this.chronicle = world.chronicle();
    this.owners = new SimulatedControl[world.scene().partitions()];
  }

  void start(NodeId node) {
    SimulatedControl control =
        new SimulatedControl(
            node,
            world.newIncarnation(),
            world.anyBuild(),
            world.newWriters(),
            time,
            world.random(),
            world.bus(),
            mishaps.deliveryMillis(),
            mishaps.anySkewMillis(),
            this);
    live.put(node, control);
  }

  void kill(NodeId node) {
    SimulatedControl control = live.remove(node);
    if (control != null) {
      chronicle.remark(node, "is killed");
      control.die();
      replace(control);
    }
  }

  /// Stopped for long enough that others take over, once or more often, before it wakes.
  void stall(NodeId node) {
    SimulatedControl control = live.remove(node);
    if (control != null) {
      int millis = random.nextBoolean() ? 5_000 : 70_000;
      chronicle.remark(node, "is stopped for " + millis + " ms");
      control.stall();
      time.after(millis + random.nextInt(1_000), control::wake);
      replace(control);
    }
  }

  /// The bus can be read again.
  void busIsBack() {
    live.values().forEach(SimulatedControl::busIsBack);
    assign();
  }

  private void replace(SimulatedControl control) {
    takeAwayFrom(control);
    time.after(500 + random.nextInt(3_000), this::assign);
    time.after(
        1_000 + random.nextInt(8_000),
        () -> {
          start(control.node);
          assign();
        });
  }

  private void takeAwayFrom(SimulatedControl control) {
    for (int i = 0; i < owners.length; i++) {
      if (control.equals(owners[i])) {
        owners[i] = null;
      }
    }
  }

  void assign() {
    if (world.bus().isAway()) {
      return;
    }
    List<SimulatedControl> all = List.copyOf(live.values());
    for (int i = 0; i < owners.length && !all.isEmpty(); i++) {
      if (owners[i] == null) {
        SimulatedControl successor = all.get(random.nextInt(all.size()));
        chronicle.remark(successor.node, "takes over partition " + i);
        owners[i] = successor;
        successor.own(i);
      }
    }
  }

  @Override
  public void decided(SimulatedControl control, InboxEntry entry, Effects outcome) {
    world.decided(control, entry, outcome);
  }

  @Override
  public void gaveUp(SimulatedControl control, String why) {
    if (control.equals(live.get(control.node))) {
      chronicle.remark(control.node, "gives up its partitions: " + why);
      world.figures().gaveUp();
      takeAwayFrom(control);
      time.after(200 + random.nextInt(500), this::assign);
    }
  }

  @Override
  public void lostCommand(CommandRecord command) {
    world.figures().lostCommand();
  }

  @Override
  public boolean isOwner(SimulatedControl control, int partition) {
    return control.equals(owners[partition]);
  }

  @Override
  public long stepMillis() {
    return mishaps.stepMillis();
  }
}
