package io.switchlog.media.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.RtpPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the core itself costs for a packet, without a socket. With `-prof gc` the garbage per
/// packet has to read zero.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RelayBenchmark {
  private final InetSocketAddress phone =
      new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 5_000);
  private final ByteBuffer packet = ByteBuffer.allocate(2_048);
  private final Sink sink = new Sink();
  private final MediaCore core =
      new MediaCore(
          new MediaSettings(
              NodeId.media(0),
              Map.of(AddressFamily.IP4, "192.0.2.1"),
              new PortPool(40_000, 49_999),
              10_000_000,
              1),
          sink);
  private int sequence;
  private long nowMicros = 1_700_000_000_000_000L;

  /// Takes everything.
  private static final class Sink implements MediaOutlet {
    private long bytes;

    @Override
    public boolean open(int rtpPort, AddressFamily family) {
      return true;
    }

    @Override
    public void close(int rtpPort) {
      // nothing is open
    }

    @Override
    public void send(int fromPort, ByteBuffer packet, InetSocketAddress to) {
      bytes += packet.remaining() + to.getPort();
    }

    @Override
    public void bug(CallId call, RuntimeException bug) {
      throw bug;
    }

    @Override
    public void publish(CallId call, AggregateInput fact) {
      // nobody listens
    }

    @Override
    public void publish(QualityMeasured quality) {
      // nobody listens
    }
  }

  /// A bridged call on the first two pairs, an echo on the third, a tone on the fourth.
  @Setup
  public void plan() {
    apply(
        "bridge",
        endpoint(1, new Source.Relay(new LegId(2))),
        endpoint(2, new Source.Relay(new LegId(1))));
    apply("echo", endpoint(1, new Source.Echo()));
    apply("tone", endpoint(1, new Source.Tone()));
  }

  private void apply(String call, Endpoint... endpoints) {
    if (core.apply(nowMicros, new CallId(call), 0, new MediaPlan(1, List.of(endpoints))) == null) {
      throw new IllegalStateException("the plan was passed over");
    }
  }

  private static Endpoint endpoint(int leg, Source source) {
    return new Endpoint(
        new LegId(leg),
        AddressFamily.IP4,
        new RemoteAddress("198.51.100.1", 5_000, 5_001),
        List.of(new Payload(0, "PCMU", 8_000)),
        true,
        true,
        source,
        20,
        0);
  }

  @Benchmark
  public long relay() {
    receive(40_000);
    return sink.bytes;
  }

  @Benchmark
  public long echo() {
    receive(40_004);
    return sink.bytes;
  }

  @Benchmark
  public long tone() {
    if (sequence % 1_000 == 0) {
      // The virtual days pass fast: a call that nobody speaks in would be taken for forgotten.
      receive(40_006);
    } else {
      sequence++;
      nowMicros += 20_000;
    }
    core.onTick(nowMicros);
    return sink.bytes;
  }

  private void receive(int port) {
    sequence++;
    nowMicros += 20_000;
    packet.clear();
    RtpPacket.writeHeader(packet.array(), 0, false, 0, sequence & 0xFFFF, sequence * 160, port);
    packet.limit(172);
    core.onPacket(nowMicros, port, phone, packet);
  }
}
