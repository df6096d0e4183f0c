package io.switchlog.media.transport;

import com.sun.management.ThreadMXBean;
import io.switchlog.media.core.MediaReports;
import io.switchlog.media.core.MediaSettings;
import io.switchlog.media.core.PortPool;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.RtpPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Packets relayed per second of CPU, and garbage per packet, of one media loop over real sockets:
///
///     generator ── 172 bytes, 50 a second on each leg ──> loop (measured) ──> sink
///
/// Arguments: calls (200), seconds to warm up (10), seconds to measure (20).
public final class RelayLoad {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String LOOP = "measured-loop";
  private static final int PACKET_BYTES = 172;

  private final Queue<LocalEndpoint> legs = new ConcurrentLinkedQueue<>();
  private final AtomicLong arrived = new AtomicLong();
  private volatile boolean done;

  private RelayLoad() {}

  public static void main(String[] args) throws Exception {
    int calls = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    int warmUp = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 20;
    new RelayLoad().run(calls, warmUp, seconds);
  }

  private void run(int calls, int warmUp, int seconds) throws Exception {
    try (DatagramChannel phones = DatagramChannel.open();
        MediaLoop loop = loop(calls)) {
      phones.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
      phones.bind(new InetSocketAddress(LOOPBACK, 0));
      int port = ((InetSocketAddress) phones.getLocalAddress()).getPort();
      loop.start();
      for (int call = 0; call < calls; call++) {
        loop.submit(bridge(call, port));
      }
      while (legs.size() < 2 * calls) {
        LockSupport.parkNanos(1_000_000);
      }
      Thread sink = Thread.ofPlatform().start(() -> drain(phones));
      Thread generator = Thread.ofPlatform().start(() -> generate(phones));
      sleep(warmUp);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = measured();
      long packets = arrived.get();
      long cpu = threads.getThreadCpuTime(id);
      long user = threads.getThreadUserTime(id);
      long garbage = threads.getThreadAllocatedBytes(id);
      sleep(seconds);
      packets = arrived.get() - packets;
      cpu = threads.getThreadCpuTime(id) - cpu;
      user = threads.getThreadUserTime(id) - user;
      garbage = threads.getThreadAllocatedBytes(id) - garbage;
      done = true;
      generator.join();
      phones.send(ByteBuffer.allocate(1), phones.getLocalAddress());
      sink.join();
      System.out.printf(
          "calls %d, packets/s %.0f of %d, us CPU/packet %.2f (user %.2f), packets/CPU s %.0f,"
              + " garbage/packet %.2f B, loop CPU %.0f %%%n",
          calls,
          (double) packets / seconds,
          calls * 100,
          cpu / 1e3 / packets,
          user / 1e3 / packets,
          packets / (cpu / 1e9),
          (double) garbage / packets,
          cpu / 1e7 / seconds);
    }
  }

  private static void sleep(int seconds) throws InterruptedException {
    Thread.sleep(seconds * 1_000L);
  }

  private static long measured() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(LOOP)) {
        return thread.threadId();
      }
    }
    throw new IllegalStateException("no thread " + LOOP);
  }

  private MediaLoop loop(int calls) throws IOException {
    MediaReports reports =
        new MediaReports() {
          @Override
          public void publish(CallId call, AggregateInput fact) {
            legs.addAll(((MediaPlanApplied) fact).endpoints());
          }

          @Override
          public void publish(QualityMeasured quality) {
            // counted at the sink
          }
        };
    MediaSettings settings =
        new MediaSettings(
            NodeId.media(0),
            Map.of(AddressFamily.IP4, "127.0.0.1"),
            new PortPool(22_000, 22_000 + 4 * calls),
            10_000_000,
            1);
    return new MediaLoop(LOOP, settings, Map.of(AddressFamily.IP4, LOOPBACK), reports);
  }

  private static Envelope<CommandHead, io.switchlog.schemas.command.MediaCommand> bridge(
      int call, int port) {
    MediaPlan plan = new MediaPlan(1, List.of(endpoint(1, 2, port), endpoint(2, 1, port)));
    return new Envelope<>(
        new CommandHead("load/" + call, Instant.now().plusSeconds(60)),
        new ApplyMediaPlan(new CallId("load-" + call), 0, plan));
  }

  private static Endpoint endpoint(int leg, int hears, int port) {
    return new Endpoint(
        new LegId(leg),
        AddressFamily.IP4,
        new RemoteAddress("127.0.0.1", port, port),
        List.of(new Payload(0, "PCMU", 8_000)),
        true,
        true,
        new Source.Relay(new LegId(hears)),
        20,
        0);
  }

  /// Fifty packets a second to every leg, spread over the 20 ms.
  private void generate(DatagramChannel phones) {
    List<InetSocketAddress> targets = new ArrayList<>();
    legs.forEach(leg -> targets.add(new InetSocketAddress(LOOPBACK, leg.rtpPort())));
    ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
    byte[] bytes = new byte[PACKET_BYTES];
    long started = System.nanoTime();
    long sent = 0;
    long perPacketNanos = 20_000_000L / targets.size();
    try {
      while (!done) {
        long due = (System.nanoTime() - started) / perPacketNanos;
        for (; sent < due; sent++) {
          int leg = (int) (sent % targets.size());
          int sequence = (int) (sent / targets.size());
          RtpPacket.writeHeader(bytes, 0, false, 0, sequence & 0xFFFF, sequence * 160, leg);
          packet.clear().put(bytes).flip();
          phones.send(packet, targets.get(leg));
        }
        LockSupport.parkNanos(1_000_000);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void drain(DatagramChannel phones) {
    ByteBuffer packet = ByteBuffer.allocateDirect(2_048);
    try {
      while (!done) {
        packet.clear();
        phones.receive(packet);
        arrived.lazySet(arrived.get() + 1);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
