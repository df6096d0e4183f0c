package io.switchlog.edge.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One UDP listener's socket on one event loop. Uses the channel beneath Vert.x's DatagramSocket,
/// because that resolves the host and flushes for every packet: here many datagrams are written and
/// leave together, in one system call where the native transport is there.
final class UdpSocket extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
  private static final int SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
  private static final int LARGEST_DATAGRAM = 65_535;
  private static final int READS_PER_TURN = 64;

  /// What the system does not take waits here: no more than this, in bytes. What is more is lost,
  /// as on any network, and repeated by whoever sends it.
  static final int MOST_WAITING_BYTES = 8 * 1024 * 1024;

  private final DatagramChannel channel;
  private final Binding binding;
  private final Receiver receiver;
  private final LongAdder dropped;
  private final boolean ipv6;
  private boolean unflushed;
  private boolean deafIsTold;

  /// @param channel open or about to be
  /// @param dropped counts what found no room
  UdpSocket(
      DatagramChannel channel,
      Binding binding,
      boolean ipv6,
      Receiver receiver,
      LongAdder dropped) {
    this.channel = channel;
    this.binding = binding;
    this.ipv6 = ipv6;
    this.receiver = receiver;
    this.dropped = dropped;
  }

  /// Opens the socket on the context's loop.
  ///
  /// @param shared whether other loops bind the same port
  /// @param dropped counts what found no room
  static Future<UdpSocket> open(
      VertxInternal vertx,
      ContextInternal context,
      Binding binding,
      InetAddress address,
      boolean shared,
      Receiver receiver,
      LongAdder dropped) {
    boolean ipv6 = address instanceof Inet6Address;
    DatagramChannel channel = channel(vertx, ipv6);
    DatagramSocketOptions options =
        new DatagramSocketOptions()
            .setReceiveBufferSize(SOCKET_BUFFER_BYTES)
            .setSendBufferSize(SOCKET_BUFFER_BYTES)
            .setReusePort(shared)
            .setIpV6(ipv6);
    vertx.transport().configure(channel, options);
    AdaptiveRecvByteBufAllocator buffers =
        new AdaptiveRecvByteBufAllocator(LARGEST_DATAGRAM, LARGEST_DATAGRAM, LARGEST_DATAGRAM);
    channel.config().setRecvByteBufAllocator(buffers.maxMessagesPerRead(READS_PER_TURN));
    UdpSocket socket = new UdpSocket(channel, binding, ipv6, receiver, dropped);
    channel.pipeline().addLast(socket);
    Promise<UdpSocket> opened = context.promise();
    var _ =
        context
            .nettyEventLoop()
            .register(channel)
            .addListener(registered -> {
              if (!registered.isSuccess()) {
                opened.fail(BindFailure.of(binding, registered.cause()));
                return;
              }
              var _ =
                  channel
                      .bind(new InetSocketAddress(address, binding.port()))
                      .addListener(bound -> {
                        if (bound.isSuccess()) {
                          opened.complete(socket);
                        } else {
                          var _ = channel.close();
                          opened.fail(BindFailure.of(binding, bound.cause()));
                        }
                      });
            });
    return opened.future();
  }

  /// Vert.x asks for the family by a class that Netty would rather see gone.
  @SuppressWarnings("deprecation")
  private static DatagramChannel channel(VertxInternal vertx, boolean ipv6) {
    return vertx
        .transport()
        .datagramChannel(
            ipv6
                ? io.netty.channel.socket.InternetProtocolFamily.IPv6
                : io.netty.channel.socket.InternetProtocolFamily.IPv4);
  }

  int port() {
    return channel.localAddress().getPort();
  }

  boolean speaks(InetAddress address) {
    return ipv6 == (address instanceof Inet6Address);
  }

  /// Writes a datagram, which leaves at the next [#flush], unless too many wait for the system.
  ///
  /// @param failed told what went wrong; null: nobody wants to know
  void write(byte[] message, InetAddress address, int port, @Nullable Consumer<Throwable> failed) {
    if (!hasRoom()) {
      dropped.increment();
      return;
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(message);
    DatagramPacket packet = new DatagramPacket(bytes, new InetSocketAddress(address, port));
    unflushed = true;
    if (failed == null) {
      var _ = channel.write(packet, channel.voidPromise());
    } else {
      var _ =
          channel
              .write(packet)
              .addListener(written -> {
                if (!written.isSuccess()) {
                  failed.accept(written.cause());
                }
              });
    }
  }

  private boolean hasRoom() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting != null && waiting.totalPendingWriteBytes() > MOST_WAITING_BYTES) {
      flush();
    }
    return waiting == null || waiting.totalPendingWriteBytes() <= MOST_WAITING_BYTES;
  }

  void flush() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
  }

  void close() {
    var _ = channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    InetSocketAddress sender = packet.sender();
    if (!speaks(sender.getAddress())) {
      // [::] hears IPv4 as well, where nothing of what we say of ourselves can be reached from.
      if (!deafIsTold) {
        deafIsTold = true;
        LOG.warn(
            "listener {} on [::] heard IPv4, of {}: that is dropped; add a listener on 0.0.0.0 at"
                + " another port, or listeners on addresses, for who speaks it",
            binding.name(),
            sender);
      }
      return;
    }
    receiver.received(
        ByteBufUtil.getBytes(packet.content()),
        new Source(
            binding.name(),
            Transport.UDP,
            Addresses.text(sender.getAddress()),
            sender.getPort(),
            ""));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    receiver.idle();
  }

  /// What the system says about a datagram sent before, such as an ICMP error: it names no
  /// transaction, so that the timers find out.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("socket of listener {}", binding.name(), cause);
  }
}
