package io.switchlog.testkit.net;

import java.util.HashSet;
import java.util.Set;

/// A network address translator between one host and an [EmulatedNetwork], as most homes have one:
/// a mapping is the same for all destinations, and lets in only what comes from where the host has
/// sent something (RFC 4787 sections 4.1 and 5). For one thread.
public final class Nat {
  private static final int FIRST_PORT = 20_000;

  private final EmulatedNetwork network;
  private final String outside;
  private final EmulatedNetwork.Receiver inside;
  private final Set<Address> spokenTo = new HashSet<>();
  private int port = FIRST_PORT;

  /// @param outside the address that others see
  /// @param inside whoever is behind it
  public Nat(EmulatedNetwork network, String outside, EmulatedNetwork.Receiver inside) {
    this.network = network;
    this.outside = outside;
    this.inside = inside;
    map();
  }

  /// What others see whoever is inside at.
  public Address mapped() {
    return new Address(outside, port);
  }

  /// Sends a datagram from inside.
  public void send(Address to, byte[] packet) {
    spokenTo.add(to);
    network.send(mapped(), to, packet);
  }

  /// Sends over a stream from inside, as [EmulatedNetwork#sendReliably].
  public boolean sendReliably(Address to, byte[] packet) {
    spokenTo.add(to);
    return network.sendReliably(mapped(), to, packet);
  }

  /// Forgets the mapping, as where nothing went for long, or power was away: what comes to the old
  /// port is lost, streams get no answer any more, and what is sent next leaves from another port.
  public void rebind() {
    network.unbind(mapped());
    spokenTo.clear();
    port++;
    map();
  }

  private void map() {
    network.bind(
        mapped(),
        new EmulatedNetwork.Receiver() {
          @Override
          public void receive(byte[] packet, Address from) {
            if (spokenTo.contains(from)) {
              inside.receive(packet, from);
            }
          }

          @Override
          public void closed(Address other) {
            inside.closed(other);
          }
        });
  }
}
