package io.switchlog.edge.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.ParseResult;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a socket does where the system takes no datagrams.
final class UdpSocketTest {
  private static final int MESSAGE_BYTES = 1_000;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LongAdder dropped = new LongAdder();

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /// In the place of a system that has no room until it is told that it has.
  private static final class Stuffed extends ChannelOutboundHandlerAdapter {
    private volatile boolean stuffed = true;

    @Override
    public void flush(ChannelHandlerContext context) {
      if (!stuffed) {
        context.flush();
      }
    }
  }

  private static final Receiver NOBODY =
      new Receiver() {
        @Override
        public void received(byte[] message, Source source) {
          throw new IllegalStateException("nobody sends anything");
        }

        @Override
        public void broken(Source source, ParseResult.Malformed problem) {
          throw new IllegalStateException("nobody sends anything");
        }

        @Override
        public void idle() {
          // Nothing was read.
        }
      };

  @Test
  void whatTheSystemDoesNotTakeIsBoundedAndLeavesWhenItDoes() throws Exception {
    EventLoop loop = group.next();
    Stuffed system = new Stuffed();
    DatagramChannel channel = new NioDatagramChannel();
    channel.pipeline().addLast(system);
    loop.register(channel).sync();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync();
    UdpSocket socket =
        new UdpSocket(
            channel, new Binding("udp", Transport.UDP, "127.0.0.1", 0), false, NOBODY, dropped);
    int messages = 3 * UdpSocket.MOST_WAITING_BYTES / MESSAGE_BYTES;
    try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      peer.setSoTimeout(10_000);
      loop.submit(
              () -> {
                for (int i = 0; i < messages; i++) {
                  socket.write(
                      new byte[MESSAGE_BYTES], peer.getLocalAddress(), peer.getLocalPort(), null);
                }
                socket.flush();
              })
          .sync();
      long waiting =
          loop.submit(() -> channel.unsafe().outboundBuffer().totalPendingWriteBytes()).get();
      assertThat(waiting)
          .isBetween(
              UdpSocket.MOST_WAITING_BYTES * 9L / 10, UdpSocket.MOST_WAITING_BYTES + 10_000L);
      assertThat(dropped.sum()).isBetween(messages / 2L, messages - 1L);

      system.stuffed = false;
      loop.submit(
              () -> {
                socket.write(
                    new byte[MESSAGE_BYTES], peer.getLocalAddress(), peer.getLocalPort(), null);
                channel.flush();
              })
          .sync();
      DatagramPacket packet = new DatagramPacket(new byte[2 * MESSAGE_BYTES], 2 * MESSAGE_BYTES);
      peer.receive(packet);
      assertThat(packet.getLength()).isEqualTo(MESSAGE_BYTES);
      long before = dropped.sum();
      loop.submit(
              () -> {
                socket.write(
                    new byte[MESSAGE_BYTES], peer.getLocalAddress(), peer.getLocalPort(), null);
                socket.flush();
              })
          .sync();
      assertThat(dropped.sum()).as("there is room again").isEqualTo(before);
    }
  }
}
