package io.switchlog.media.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.MediaPlanApplied;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A media core in virtual time, with everything that it said and sent.
final class Rig implements MediaOutlet {
  static final CallId CALL = new CallId("call");
  static final long LIFE = 5;
  static final Payload PCMU = new Payload(0, "PCMU", 8_000);
  static final Payload PCMA = new Payload(8, "PCMA", 8_000);
  static final Payload DIGITS = new Payload(101, "telephone-event", 8_000);

  record Sent(int fromPort, Bytes bytes, InetSocketAddress to) {}

  final List<Sent> sent = new ArrayList<>();
  final List<AggregateInput> facts = new ArrayList<>();

  /// Those of the facts that nobody waits for.
  final List<AggregateInput> notes = new ArrayList<>();

  final List<QualityMeasured> qualities = new ArrayList<>();
  final Set<Integer> open = new HashSet<>();
  final Set<Integer> takenByOthers = new HashSet<>();

  /// Ports that come upon a bug when they are opened.
  final Set<Integer> broken = new HashSet<>();

  /// Ports that come upon a bug when something is sent from them.
  final Set<Integer> mute = new HashSet<>();

  final List<RuntimeException> bugs = new ArrayList<>();
  final PortPool pool;
  final MediaCore core;
  int tries;
  long nowMicros = 1_700_000_000_000_000L;

  Rig() {
    this(40_000, 40_099);
  }

  Rig(int portMin, int portMax) {
    this(new PortPool(portMin, portMax));
  }

  Rig(PortPool ports) {
    pool = ports;
    core =
        new MediaCore(
            new MediaSettings(
                NodeId.media(0), Map.of(AddressFamily.IP4, "192.0.2.1"), pool, 10_000_000, 0x5eed),
            this);
  }

  @Override
  public boolean open(int rtpPort, AddressFamily family) {
    tries++;
    if (broken.contains(rtpPort)) {
      throw new IllegalStateException("port " + rtpPort);
    }
    return !takenByOthers.contains(rtpPort) && open.add(rtpPort);
  }

  @Override
  public void close(int rtpPort) {
    if (!open.remove(rtpPort)) {
      throw new AssertionError("port " + rtpPort + " was not open");
    }
  }

  @Override
  public void send(int fromPort, ByteBuffer packet, InetSocketAddress to) {
    if (mute.contains(fromPort)) {
      throw new IllegalStateException("port " + fromPort);
    }
    byte[] bytes = new byte[packet.remaining()];
    packet.duplicate().get(bytes);
    sent.add(new Sent(fromPort, Bytes.of(bytes), to));
  }

  @Override
  public void bug(CallId call, RuntimeException bug) {
    if (broken.isEmpty() && mute.isEmpty()) {
      throw new AssertionError("a bug in " + call, bug);
    }
    bugs.add(bug);
  }

  @Override
  public void publish(CallId call, AggregateInput fact) {
    facts.add(fact);
  }

  @Override
  public void note(CallId call, AggregateInput fact) {
    notes.add(fact);
    publish(call, fact);
  }

  @Override
  public void publish(QualityMeasured quality) {
    qualities.add(quality);
  }

  @Nullable AggregateInput apply(long version, Endpoint... endpoints) {
    return applyInLife(LIFE, version, endpoints);
  }

  @Nullable AggregateInput applyInLife(long life, long version, Endpoint... endpoints) {
    return core.apply(nowMicros, CALL, life, new MediaPlan(version, List.of(endpoints)));
  }

  /// The RTP ports of the legs of a plan that must be applied.
  int[] ports(long version, Endpoint... endpoints) {
    if (apply(version, endpoints) instanceof MediaPlanApplied applied) {
      return applied.endpoints().stream().mapToInt(e -> e.rtpPort()).toArray();
    }
    throw new AssertionError("the plan was not applied");
  }

  /// Two phones that hear each other.
  int[] bridge(long version) {
    return ports(version, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1));
  }

  static Endpoint relay(int leg, String host, int from) {
    return endpoint(leg, new RemoteAddress(host, 5_000, 5_001), new Source.Relay(new LegId(from)));
  }

  static Endpoint endpoint(int leg, @Nullable RemoteAddress remote, Source source) {
    return endpoint(leg, remote, source, true, true, 0);
  }

  static Endpoint endpoint(
      int leg,
      @Nullable RemoteAddress remote,
      Source source,
      boolean receives,
      boolean sends,
      int rtpTimeoutMillis) {
    return new Endpoint(
        new LegId(leg),
        AddressFamily.IP4,
        remote,
        List.of(PCMU, DIGITS),
        receives,
        sends,
        source,
        20,
        rtpTimeoutMillis);
  }

  void receive(int port, String source, byte[] packet) {
    core.onPacket(nowMicros, port, address(source), ByteBuffer.wrap(packet.clone()));
  }

  /// Time passes, and the core is woken whenever it asks to be.
  void pass(long micros) {
    long end = nowMicros + micros;
    while (core.nextWakeUpMicros() <= end) {
      nowMicros = Math.max(nowMicros, core.nextWakeUpMicros());
      core.onTick(nowMicros);
    }
    nowMicros = end;
  }

  static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.ofLiteral(hostAndPort.substring(0, colon)),
        Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  /// A PCMU packet whose payload tells its number.
  static byte[] rtp(int ssrc, int number) {
    byte[] packet = new byte[172];
    int at = RtpPacket.writeHeader(packet, 0, false, 0, number & 0xFFFF, number * 160, ssrc);
    for (int i = at; i < packet.length; i++) {
      packet[i] = (byte) (number * 7 + i);
    }
    return packet;
  }
}
