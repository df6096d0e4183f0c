package io.switchlog.media.transport;

import io.switchlog.schemas.media.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sockets by NIO: a channel a port, a selector for all. A channel remembers the addresses that it
/// last received from and sent to, so a steady stream makes no address objects.
final class NioSockets implements RtpSockets {
  private static final int LARGEST_DATAGRAM = 65_536;

  /// Expedited forwarding (RFC 4594 section 4.1), in the place of the former type of service.
  private static final int TELEPHONY = 46 << 2;

  private record Socket(DatagramChannel channel, int port) {}

  private final Map<AddressFamily, InetAddress> bindAddresses;
  private final int firstPort;
  private final @Nullable Socket[] sockets;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
  private final Consumer<SelectionKey> onReady = this::onReady;
  private @Nullable Receiver receiver;
  private boolean closedSome;
  private long unsent;
  private long unreceived;

  /// @param bindAddresses the local address for each family that is served
  /// @param firstPort the lowest port that will be opened
  /// @param lastPort the highest
  NioSockets(Map<AddressFamily, InetAddress> bindAddresses, int firstPort, int lastPort)
      throws IOException {
    this.bindAddresses = Map.copyOf(bindAddresses);
    this.firstPort = firstPort;
    this.sockets = new Socket[lastPort - firstPort + 1];
    this.selector = Selector.open();
  }

  @Override
  public boolean open(int rtpPort, AddressFamily family) {
    InetAddress address = bindAddresses.get(family);
    if (address == null) {
      return false;
    }
    try {
      letGo();
      bind(rtpPort, family, address);
      bind(rtpPort + 1, family, address);
      return true;
    } catch (IOException taken) {
      close(rtpPort);
      return false;
    }
  }

  private void bind(int port, AddressFamily family, InetAddress address) throws IOException {
    ProtocolFamily protocol =
        switch (family) {
          case IP4 -> StandardProtocolFamily.INET;
          case IP6 -> StandardProtocolFamily.INET6;
        };
    DatagramChannel channel = DatagramChannel.open(protocol);
    Socket socket = new Socket(channel, port);
    sockets[port - firstPort] = socket;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.IP_TOS, TELEPHONY);
    channel.bind(new InetSocketAddress(address, port));
    channel.register(selector, SelectionKey.OP_READ, socket);
  }

  /// A closed channel keeps its port until the selector has looked at its key once more.
  private void letGo() throws IOException {
    if (closedSome) {
      closedSome = false;
      selector.selectNow();
      selector.selectedKeys().clear();
    }
  }

  @Override
  public void close(int rtpPort) {
    closeOne(rtpPort);
    closeOne(rtpPort + 1);
  }

  private void closeOne(int port) {
    Socket socket = sockets[port - firstPort];
    sockets[port - firstPort] = null;
    if (socket != null) {
      closedSome = true;
      try {
        socket.channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("port " + port + " does not close", e);
      }
    }
  }

  @Override
  public void send(int fromPort, ByteBuffer packet, InetSocketAddress to) {
    Socket socket = sockets[fromPort - firstPort];
    if (socket == null) {
      throw new IllegalStateException("port " + fromPort + " is not open");
    }
    int start = packet.position();
    try {
      if (socket.channel.send(packet, to) == 0) {
        unsent++;
      }
    } catch (IOException unreachable) {
      unsent++;
    }
    packet.position(start);
  }

  @Override
  public int poll(long waitMillis, Receiver to) throws IOException {
    receiver = to;
    closedSome = false;
    return waitMillis == 0 ? selector.selectNow(onReady) : selector.select(onReady, waitMillis);
  }

  private void onReady(SelectionKey key) {
    Receiver to = receiver;
    if (to == null || !key.isValid() || !(key.attachment() instanceof Socket socket)) {
      return;
    }
    buffer.clear();
    try {
      if (socket.channel.receive(buffer) instanceof InetSocketAddress source) {
        buffer.flip();
        to.onPacket(socket.port, source, buffer);
      }
    } catch (IOException e) {
      unreceived++;
    }
  }

  @Override
  public void wakeUp() {
    selector.wakeup();
  }

  @Override
  public long unsent() {
    return unsent;
  }

  /// Readable sockets that gave an error instead of a packet.
  long unreceived() {
    return unreceived;
  }

  @Override
  public void close() {
    for (int i = 0; i < sockets.length; i++) {
      closeOne(firstPort + i);
    }
    try {
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("the selector does not close", e);
    }
  }
}
