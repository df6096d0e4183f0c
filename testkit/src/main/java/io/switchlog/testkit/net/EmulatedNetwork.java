package io.switchlog.testkit.net;

import io.switchlog.testkit.time.VirtualTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A network in virtual time that loses, repeats, delays and reorders packets, the same ones for
/// the same seed. Streams lose nothing and keep their order, but are as slow, end with the host at
/// their other side, and may break in the middle of a message. For one thread.
public final class EmulatedNetwork {
  private final VirtualTime time;
  private final Random random;
  private final Map<Address, Port> ports = new HashMap<>();
  private final Map<Link, Faults> links = new HashMap<>();
  private final Map<Link, Long> streams = new HashMap<>();

  /// How many streams between two have ended.
  private final Map<Link, Long> ended = new HashMap<>();

  private final Set<String> cutOff = new HashSet<>();
  private Faults faults = Faults.NONE;
  private double breakPercent;
  private Tap tap = (_, _, _, _) -> {};

  /// Takes what arrives at an address.
  @FunctionalInterface
  public interface Receiver {
    void receive(byte[] packet, Address from);

    /// The stream to an address has ended; what comes next comes over another one.
    default void closed(Address other) {}
  }

  /// Sees every packet sent.
  @FunctionalInterface
  public interface Tap {
    /// A packet leaves.
    ///
    /// @param arrives whether the network will deliver it
    void sent(Address from, Address to, byte[] packet, boolean arrives);
  }

  /// @param life tells a receiver from an earlier one at the same address
  private record Port(Receiver receiver, long life) {}

  private record Link(Address from, Address to) {}

  private long lives;

  public EmulatedNetwork(VirtualTime time, Random random) {
    this.time = time;
    this.random = random;
  }

  /// What happens to packets of links without faults of their own.
  public void faults(Faults everywhere) {
    faults = everywhere;
  }

  /// What happens to packets from one address to another.
  public void faults(Address from, Address to, Faults here) {
    links.put(new Link(from, to), here);
  }

  /// How many of the messages sent over streams are the last of theirs, and arrive in part only.
  ///
  /// @param percent 0 to 100
  public void streamsBreak(double percent) {
    breakPercent = percent;
  }

  /// Cuts a host off from all others, or joins it again.
  public void cutOff(String host, boolean isCutOff) {
    if (isCutOff) {
      cutOff.add(host);
    } else {
      cutOff.remove(host);
    }
  }

  /// Lets somebody see every packet.
  public void tap(Tap newTap) {
    tap = newTap;
  }

  /// Listens at an address, in place of whoever did before.
  public void bind(Address at, Receiver receiver) {
    ports.put(at, new Port(receiver, ++lives));
  }

  /// Nobody listens there any more; what is under way to it is lost.
  public void unbind(Address at) {
    ports.remove(at);
  }

  /// Sends a datagram.
  public void send(Address from, Address to, byte[] packet) {
    Faults here = links.getOrDefault(new Link(from, to), faults);
    boolean arrives = !isCut(from, to) && !hits(here.lossPercent());
    tap.sent(from, to, packet, arrives);
    if (arrives) {
      deliver(from, to, packet, delay(here));
      if (hits(here.duplicatePercent())) {
        deliver(from, to, packet, delay(here));
      }
    }
  }

  /// Sends over a stream, a new one where the last one ended: nothing is lost while it lives, and
  /// the order is kept. False where nobody listens there.
  public boolean sendReliably(Address from, Address to, byte[] packet) {
    @Nullable Port port = ports.get(to);
    boolean arrives = port != null && !isCut(from, to);
    boolean breaks = arrives && hits(breakPercent);
    tap.sent(from, to, packet, arrives && !breaks);
    if (port == null || !arrives) {
      return false;
    }
    byte[] arriving = breaks ? Arrays.copyOf(packet, random.nextInt(packet.length)) : packet;
    Link stream = between(from, to);
    long life = ended.getOrDefault(stream, 0L);
    Link link = new Link(from, to);
    long earliest = streams.getOrDefault(link, 0L);
    long arrival = Math.max(earliest, time.nowMillis() + delay(links.getOrDefault(link, faults)));
    streams.put(link, arrival);
    time.at(
        arrival,
        () -> {
          boolean lives = ended.getOrDefault(stream, 0L) == life;
          if (lives && port.equals(ports.get(to))) {
            port.receiver.receive(arriving, from);
          }
          if (lives && breaks) {
            end(from, to);
          }
        });
    return true;
  }

  /// Ends the stream between two, whoever of them opened it: what is under way is lost.
  public void end(Address one, Address other) {
    ended.merge(between(one, other), 1L, Long::sum);
    tellClosed(one, other);
    tellClosed(other, one);
  }

  private void tellClosed(Address whom, Address other) {
    Port port = ports.get(whom);
    if (port != null) {
      port.receiver.closed(other);
    }
  }

  private static Link between(Address one, Address other) {
    return one.toString().compareTo(other.toString()) < 0
        ? new Link(one, other)
        : new Link(other, one);
  }

  private void deliver(Address from, Address to, byte[] packet, long delayMillis) {
    time.after(
        delayMillis,
        () -> {
          Port port = ports.get(to);
          if (port != null && !isCut(from, to)) {
            port.receiver.receive(packet, from);
          }
        });
  }

  private boolean isCut(Address from, Address to) {
    return !from.host().equals(to.host())
        && (cutOff.contains(from.host()) || cutOff.contains(to.host()));
  }

  private boolean hits(double percent) {
    return percent > 0 && random.nextDouble() * 100 < percent;
  }

  private long delay(Faults here) {
    int most = hits(here.latePercent()) ? here.maxDelayMillis() * 10 : here.maxDelayMillis();
    return here.minDelayMillis() + (long) random.nextInt(most - here.minDelayMillis() + 1);
  }
}
