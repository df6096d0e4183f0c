package io.switchlog.allinone.simulation;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.EmulatedNetwork;
import io.switchlog.testkit.net.Nat;
import io.switchlog.testkit.phone.PhoneSettings;
import io.switchlog.testkit.phone.ScriptedPhone;
import org.jspecify.annotations.Nullable;

/// A phone and how it is connected: at an address that all can reach, or behind a translator.
final class PhoneLine implements EmulatedNetwork.Receiver {
  /// What every phone behind a translator thinks it is at.
  private static final Address INSIDE = new Address("192.168.0.1", 5060);

  private final World world;
  private final boolean reliable;
  private final Address at;
  private final ScriptedPhone phone;
  private final @Nullable Nat nat;
  private int broken;
  private boolean rebound;
  private int requestsAfterRebinding;

  /// @param host what others see it at
  /// @param reliable whether it speaks TCP
  /// @param translated whether it is behind a translator
  PhoneLine(World world, String user, String host, boolean reliable, boolean translated) {
    this.world = world;
    this.reliable = reliable;
    this.at = translated ? INSIDE : new Address(host, INSIDE.port());
    this.phone =
        new ScriptedPhone(
            new PhoneSettings(
                user, at, reliable, new Address(host, 4_000), world.random().nextLong()),
            world.time(),
            this::send);
    EmulatedNetwork.Receiver receiver = reliable ? new Framed(this) : this;
    if (translated) {
      nat = new Nat(world.network(), host, receiver);
    } else {
      nat = null;
      world.network().bind(at, receiver);
    }
  }

  ScriptedPhone phone() {
    return phone;
  }

  /// How many streams to it broke.
  int broken() {
    return broken;
  }

  boolean wasRebound() {
    return rebound;
  }

  /// How many requests reached it after its translator had forgotten it.
  int requestsAfterRebinding() {
    return requestsAfterRebinding;
  }

  /// Its translator forgets what it had.
  void rebind() {
    if (nat != null) {
      nat.rebind();
      rebound = true;
    }
  }

  private void send(byte[] message, Address to) {
    if (nat != null && reliable) {
      nat.sendReliably(to, message);
    } else if (nat != null) {
      nat.send(to, message);
    } else if (reliable) {
      world.network().sendReliably(at, to, message);
    } else {
      world.network().send(at, to, message);
    }
  }

  @Override
  public void receive(byte[] message, Address from) {
    boolean request = message.length > 0 && message[0] != 'S';
    requestsAfterRebinding += rebound && request ? 1 : 0;
    phone.receive(message, from);
  }

  @Override
  public void closed(Address other) {
    broken++;
  }
}
