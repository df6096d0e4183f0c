package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.sound.Signal;
import io.switchlog.testkit.time.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A [ScriptedPhone] on real UDP sockets, with real RTP while a call lasts. All methods may be
/// called from any thread.
public final class UdpPhone implements AutoCloseable {
  private static final int LARGEST_DATAGRAM = 65_535;
  private static final int PORT_ATTEMPTS = 200;

  private final DatagramChannel sip;
  private final DatagramChannel rtp;
  private final Selector selector;
  private final Address address;
  private final VirtualTime time = new VirtualTime(System.currentTimeMillis());
  private final ScriptedPhone phone;
  private final RtpStream sound;
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private final ByteBuffer incoming = ByteBuffer.allocate(LARGEST_DATAGRAM);
  private final Object changed = new Object();
  private Script script = Script.PLAIN;
  private int knownCalls;
  private final AtomicLong unsent = new AtomicLong();
  private volatile @Nullable PhoneCall latest;
  private volatile boolean closed;
  private volatile @Nullable Exception failure;

  private UdpPhone(String user, String host, int port) throws IOException {
    this.sip = bound(host, port);
    this.rtp = boundEven(host);
    this.selector = Selector.open();
    sip.register(selector, SelectionKey.OP_READ);
    rtp.register(selector, SelectionKey.OP_READ);
    this.address = new Address(host, portOf(sip));
    long seed = ThreadLocalRandom.current().nextLong();
    PhoneSettings settings =
        new PhoneSettings(user, address, false, new Address(host, portOf(rtp)), seed);
    this.phone = new ScriptedPhone(settings, time, this::send);
    this.sound = new RtpStream(rtp, Signal.speech(120), (int) seed);
    this.thread = Thread.ofPlatform().daemon().name("phone-" + user).start(this::run);
  }

  /// A phone at an address.
  ///
  /// @param host a numeric address, which others are told as it is
  /// @param port 0 for any that is free
  /// @throws UncheckedIOException where the port is taken
  public static UdpPhone listen(String host, int port) {
    return listen("phone", host, port);
  }

  /// A phone with a user name, at an address.
  public static UdpPhone listen(String user, String host, int port) {
    try {
      return new UdpPhone(user, host, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
  }

  /// Where it listens.
  public Address address() {
    return address;
  }

  /// `sip:user@host:port`.
  public String uri() {
    return phone.identities().self().uri().toString();
  }

  /// How calls from and to this phone go, from now on.
  public UdpPhone follow(Script next) {
    order(() -> {
      script = next;
      phone.answerCallsWith(next);
    });
    return this;
  }

  /// Calls to this phone are answered so long after they came.
  public UdpPhone answerAfter(Duration wait) {
    return follow(Script.PLAIN.answerAfter(wait.toMillis()));
  }

  /// What it says, instead of the voice that it is made with.
  public UdpPhone say(Signal signal) {
    sound.say(signal);
    return this;
  }

  /// Calls a URI.
  ///
  /// @param proxy where the INVITE is sent, `host:port`
  public void call(String uri, String proxy) {
    latest = null;
    order(() -> {
      latest = phone.call(uri, Address.parse(proxy), script);
      knownCalls = phone.calls().size();
    });
  }

  /// Ends the latest call.
  public void hangUp() {
    order(() -> {
      PhoneCall call = latest;
      if (call != null) {
        call.hangUp();
      }
    });
  }

  /// Waits until the latest call has come to a state, or past it. False where it did not in time.
  public boolean await(State state, Duration atMost) {
    return await(log -> log.state().compareTo(state) >= 0, atMost);
  }

  /// Waits for something to be true of the latest call. False where it was not in time.
  public boolean await(Predicate<PhoneLog> condition, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    synchronized (changed) {
      while (true) {
        PhoneCall call = latest;
        if (call != null && condition.test(call.log())) {
          return true;
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0 || closed) {
          return false;
        }
        try {
          changed.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
  }

  /// The log of the latest call; null where there was none.
  public @Nullable PhoneLog log() {
    PhoneCall call = latest;
    return call == null ? null : call.log();
  }

  /// The Call-ID of the latest call; null where there was none.
  public @Nullable String callId() {
    PhoneCall call = latest;
    return call == null ? null : call.callId();
  }

  /// All that it heard, of all its calls, 8,000 samples a second.
  public short[] heard() {
    return sound.heard();
  }

  /// The same as it came: the payloads of the packets, one behind the other.
  public byte[] heardCodes() {
    return sound.heardCodes();
  }

  public long rtpPacketsSent() {
    return sound.packetsSent();
  }

  public long rtpPacketsHeard() {
    return sound.packetsHeard();
  }

  /// Messages that the system did not take.
  public long messagesUnsent() {
    return unsent.get();
  }

  /// What made the phone's thread end before [#close], null where nothing did.
  public @Nullable Exception failure() {
    return failure;
  }

  /// Lets go of the sockets. A call that lasts is not ended.
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
      sip.close();
      rtp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the phone's thread

  private void run() {
    try {
      while (!closed) {
        turn();
        synchronized (changed) {
          changed.notifyAll();
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
      closed = true;
    }
    synchronized (changed) {
      changed.notifyAll();
    }
  }

  private void turn() throws IOException {
    selector.select(Math.max(1, millisToNext()));
    selector.selectedKeys().clear();
    time.runUntil(System.currentTimeMillis());
    for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
      order.run();
    }
    receiveMessages();
    sound.receive();
    speak();
  }

  private long millisToNext() {
    if (!orders.isEmpty()) {
      return 1;
    }
    long toAlarm = Math.clamp(time.nextMillis() - System.currentTimeMillis(), 0, 1_000);
    return Math.min(toAlarm, sound.nanosToNext(System.nanoTime()) / 1_000_000);
  }

  private void receiveMessages() throws IOException {
    for (var from = sip.receive(incoming.clear());
        from != null;
        from = sip.receive(incoming.clear())) {
      byte[] packet = new byte[incoming.flip().remaining()];
      incoming.get(packet);
      InetSocketAddress source = (InetSocketAddress) from;
      if (packet.length > 4) {
        phone.receive(packet, new Address(source.getAddress().getHostAddress(), source.getPort()));
      }
      if (phone.calls().size() > knownCalls) {
        latest = phone.calls().getLast();
      }
      knownCalls = phone.calls().size();
    }
  }

  private void speak() throws IOException {
    PhoneCall call = latest;
    Address to = call != null && call.log().state() == State.TALKING ? call.remoteMedia() : null;
    if (call == null || to == null) {
      sound.silent();
    } else {
      sound.sendDue(
          System.nanoTime(),
          new InetSocketAddress(InetAddress.getByName(to.host()), to.port()),
          call.remoteTakesPcmu() ? RtpStream.PCMU : RtpStream.PCMA);
    }
  }

  private void send(byte[] message, Address to) {
    try {
      sip.send(
          ByteBuffer.wrap(message),
          new InetSocketAddress(InetAddress.getByName(to.host()), to.port()));
    } catch (IOException unreachable) {
      // A datagram that cannot leave is a datagram lost: the transaction sends it again.
      unsent.incrementAndGet();
    }
  }

  private void order(Runnable order) {
    orders.add(order);
    selector.wakeup();
  }

  private static DatagramChannel bound(String host, int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException taken) {
      channel.close();
      throw taken;
    }
    channel.configureBlocking(false);
    return channel;
  }

  /// RTP wants an even port (RFC 3550 section 11).
  private static DatagramChannel boundEven(String host) throws IOException {
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      DatagramChannel channel = bound(host, 0);
      if (portOf(channel) % 2 == 0) {
        return channel;
      }
      channel.close();
    }
    throw new IOException("no even port in " + PORT_ATTEMPTS + " attempts");
  }

  private static int portOf(DatagramChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }
}
