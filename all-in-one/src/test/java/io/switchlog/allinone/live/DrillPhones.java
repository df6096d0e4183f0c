package io.switchlog.allinone.live;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.PhoneSettings;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.ScriptedPhone;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.rtp.RtpPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hundreds of scripted phones on real UDP sockets and one thread. A phone that talks sends two
/// packets of silence a second: enough for nobody to think it dead, and too little to be work.
final class DrillPhones implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long SOUND_MILLIS = 500;
  private static final byte SILENCE = (byte) 0xff;

  private final Selector selector;
  private final VirtualTime time = new VirtualTime(System.currentTimeMillis());
  private final ByteBuffer incoming = ByteBuffer.allocate(65_535);
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Exception failure;

  DrillPhones() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().daemon().name("drill-phones").start(this::run);
  }

  /// A phone with an address of its own.
  ///
  /// @param script how calls to it go, and from it
  Phone phone(String user, Script script) {
    try {
      return new Phone(user, script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Has something done by the phones' thread, the one that may touch their calls.
  void order(Runnable deed) {
    orders.add(deed);
    selector.wakeup();
  }

  /// As [#order], so many milliseconds from now.
  void orderAfter(long millis, Runnable deed) {
    order(() -> time.after(millis, deed));
  }

  /// Fails where the phones' thread did.
  void check() {
    if (failure != null) {
      throw new AssertionError("the phones' thread ended", failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the phones' thread

  private void run() {
    try {
      while (!closed) {
        long wait = Math.clamp(time.nextMillis() - System.currentTimeMillis(), 1, 200);
        selector.select(orders.isEmpty() ? wait : 1);
        time.runUntil(System.currentTimeMillis());
        for (SelectionKey key : selector.selectedKeys()) {
          ((Ear) key.attachment()).hear();
        }
        selector.selectedKeys().clear();
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
          order.run();
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private interface Ear {
    void hear() throws IOException;
  }

  /// One phone.
  final class Phone {
    private final DatagramChannel sip;
    private final DatagramChannel rtp;
    private final ScriptedPhone phone;
    private final Script script;
    private final byte[] packet = new byte[RtpPacket.FIXED_HEADER_BYTES + 160];
    private int packets;
    private volatile List<PhoneCall> calls = List.of();
    private volatile int packetsHeard;

    private Phone(String user, Script script) throws IOException {
      this.script = script;
      sip = bound();
      rtp = boundEven();
      PhoneSettings settings =
          new PhoneSettings(
              user,
              new Address(HOST, sipPort()),
              false,
              new Address(HOST, portOf(rtp)),
              ThreadLocalRandom.current().nextLong());
      phone = new ScriptedPhone(settings, time, this::send);
      phone.answerCallsWith(script);
      order(() -> {
        register(sip, this::takeMessages);
        register(rtp, this::takeSound);
        time.after(ThreadLocalRandom.current().nextLong(SOUND_MILLIS), this::speak);
      });
    }

    int sipPort() {
      return portOf(sip);
    }

    /// Calls a user of the exchange.
    void call(String user, int edgePort) {
      Address edge = new Address(HOST, edgePort);
      order(() -> {
        phone.call("sip:" + user + "@" + edge, edge, script);
        calls = phone.calls();
      });
    }

    /// Has something done with the call by the phones' thread; nothing where there is none.
    void does(Consumer<PhoneCall> deed) {
      order(() -> calls.forEach(deed));
    }

    /// Every call that this phone ever had.
    List<PhoneCall> calls() {
      return calls;
    }

    int packetsHeard() {
      return packetsHeard;
    }

    private void register(DatagramChannel channel, Ear ear) {
      try {
        channel.register(selector, SelectionKey.OP_READ, ear);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void takeMessages() throws IOException {
      for (var from = sip.receive(incoming.clear());
          from != null;
          from = sip.receive(incoming.clear())) {
        byte[] message = new byte[incoming.flip().remaining()];
        incoming.get(message);
        InetSocketAddress source = (InetSocketAddress) from;
        if (message.length > 4) {
          phone.receive(message, new Address(HOST, source.getPort()));
        }
      }
      calls = phone.calls();
    }

    private void takeSound() throws IOException {
      int heard = packetsHeard;
      while (rtp.receive(incoming.clear()) != null) {
        heard++;
      }
      packetsHeard = heard;
    }

    private void speak() {
      time.after(SOUND_MILLIS, this::speak);
      for (PhoneCall call : calls) {
        Address to = call.log().state() == State.TALKING ? call.remoteMedia() : null;
        if (to != null) {
          int sample = packets * (int) SOUND_MILLIS * 8;
          Arrays.fill(packet, SILENCE);
          RtpPacket.writeHeader(packet, 0, packets == 0, 0, packets & 0xffff, sample, sipPort());
          packets++;
          transmit(rtp, packet, to);
        }
      }
    }

    private void send(byte[] message, Address to) {
      transmit(sip, message, to);
    }
  }

  /// A datagram that cannot leave is a datagram lost.
  private static void transmit(DatagramChannel channel, byte[] bytes, Address to) {
    try {
      channel.send(
          ByteBuffer.wrap(bytes),
          new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port()));
    } catch (IOException unreachable) {
      // whoever waits for it sends it again
    }
  }

  private static DatagramChannel bound() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), 0));
    channel.configureBlocking(false);
    return channel;
  }

  /// RTP wants an even port (RFC 3550 section 11).
  private static DatagramChannel boundEven() throws IOException {
    DatagramChannel channel = bound();
    while (portOf(channel) % 2 != 0) {
      channel.close();
      channel = bound();
    }
    return channel;
  }

  private static int portOf(DatagramChannel channel) {
    try {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
