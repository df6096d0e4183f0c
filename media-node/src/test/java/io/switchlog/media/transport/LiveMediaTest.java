package io.switchlog.media.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.media.core.MediaReports;
import io.switchlog.media.core.MediaSettings;
import io.switchlog.media.core.PortPool;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.RtcpWriter;
import io.switchlog.wire.rtp.RtpPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The media loop over real sockets of this host.
class LiveMediaTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final CallId CALL = new CallId("live");
  private static final CallId BLOCKING = new CallId("blocking");

  private static final int PAIRS = 3;
  private static final int PATIENCE_MILLIS = 30_000;

  private final int firstPort = FreePorts.block(2 * PAIRS);
  private final BlockingQueue<AggregateInput> facts = new LinkedBlockingQueue<>();
  private final BlockingQueue<QualityMeasured> qualities = new LinkedBlockingQueue<>();
  private final List<DatagramSocket> phones = new ArrayList<>();

  /// Told of each fact, on the loop's own thread.
  private volatile Consumer<CallId> onFact = _ -> {};

  private final MediaLoop loop = startLoop(firstPort, firstPort + 2 * PAIRS - 1);

  /// Holds up the loop's thread where it has published a fact of [#BLOCKING].
  private final CountDownLatch gate = new CountDownLatch(1);

  private MediaLoop startLoop(int portMin, int portMax) {
    MediaReports reports =
        new MediaReports() {
          @Override
          public void publish(CallId call, AggregateInput fact) {
            facts.add(fact);
            onFact.accept(call);
            try {
              if (call.equals(BLOCKING)) {
                gate.await();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void publish(QualityMeasured quality) {
            qualities.add(quality);
          }
        };
    MediaSettings settings =
        new MediaSettings(
            NodeId.media(0),
            Map.of(AddressFamily.IP4, "127.0.0.1"),
            new PortPool(portMin, portMax),
            60_000_000,
            1);
    try {
      return new MediaLoop("loop", settings, Map.of(AddressFamily.IP4, LOOPBACK), reports);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.close();
    phones.forEach(DatagramSocket::close);
  }

  @Test
  void aBridgedCallIsRelayedToTheBitBothWaysRtpAndRtcp() throws Exception {
    DatagramSocket one = phone();
    DatagramSocket two = phone();
    DatagramSocket oneRtcp = phone();
    DatagramSocket twoRtcp = phone();
    int[] ports =
        apply(
            1,
            endpoint(1, remote(one, oneRtcp), new Source.Relay(new LegId(2))),
            endpoint(2, remote(two, twoRtcp), new Source.Relay(new LegId(1))));
    for (int i = 0; i < 200; i++) {
      byte[] there = rtp(0x1111, i, i % 128, 20 + i);
      byte[] back = rtp(0x2222, 500 - i, 0, 160);
      send(one, ports[0], there);
      assertThat(receive(two, ports[1])).isEqualTo(Bytes.of(there));
      send(two, ports[1], back);
      assertThat(receive(one, ports[0])).isEqualTo(Bytes.of(back));
    }
    byte[] report = new byte[8];
    new RtcpWriter().begin(report, 0).receiverReport(0x1111);
    send(oneRtcp, ports[0] + 1, report);
    assertThat(receive(twoRtcp, ports[1] + 1)).isEqualTo(Bytes.of(report));

    order(2);
    assertThat(nextFact()).isEqualTo(new MediaPlanApplied(NodeId.media(0), 0, 2, List.of()));
    QualityMeasured closing = nextQuality();
    assertThat(closing.packetsReceived()).isEqualTo(200);
    assertThat(closing.packetsSent()).isEqualTo(200);
    assertThat(closing.packetsLost()).isZero();
    assertThat(closing.last()).isTrue();
  }

  /// A loop that got no processor for a while finds both waiting.
  @Test
  void packetsThatCameBeforeAReleaseAreTakenBeforeIt() throws Exception {
    DatagramSocket phone = phone();
    int[] ports = apply(1, endpoint(1, remote(phone, phone), new Source.Echo()));
    order(BLOCKING, 1, silent(1));
    assertThat(nextFact()).isInstanceOf(MediaPlanApplied.class);
    for (int i = 0; i < 20; i++) {
      send(phone, ports[0], rtp(7, i, 0, 160));
    }
    order(2);
    gate.countDown();
    QualityMeasured closing = nextQuality();
    assertThat(closing.packetsReceived()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(view(receive(phone, ports[0])).sequence()).isEqualTo(i);
    }
  }

  @Test
  void aThiefOnTheSameHostButAnotherPortGetsAndGivesNothing() throws Exception {
    DatagramSocket phone = phone();
    DatagramSocket thief = phone();
    int[] ports = apply(1, endpoint(1, remote(phone, phone), new Source.Echo()));
    send(phone, ports[0], rtp(7, 1, 0, 160));
    receive(phone, ports[0]);
    send(thief, ports[0], rtp(66, 1, 0, 160));
    send(phone, ports[0], rtp(7, 2, 0, 160));
    assertThat(view(receive(phone, ports[0])).sequence()).isEqualTo(2);
    order(2);
    QualityMeasured closing = nextQuality();
    assertThat(closing.packetsDropped()).isEqualTo(1);
    assertThat(closing.packetsReceived()).isEqualTo(2);
  }

  @Test
  void aToneComesByItselfInOrder() throws Exception {
    DatagramSocket phone = phone();
    int[] ports = apply(1, endpoint(1, remote(phone, phone), new Source.Tone()));
    RtpPacket before = view(receive(phone, ports[0]));
    for (int i = 0; i < 25; i++) {
      RtpPacket next = view(receive(phone, ports[0]));
      assertThat(next.sequence()).isEqualTo((before.sequence() + 1) & 0xFFFF);
      // More than one packet's time where the loop got no processor for so long.
      assertThat(next.timestamp() - before.timestamp())
          .isPositive()
          .matches(span -> span % 160 == 0);
      before = next;
    }
  }

  @Test
  void portsThatWereReleasedCanBeOpenedAgainAtOnceAndNoMoreThanThereAre() throws Exception {
    for (int version = 1; version < 40; version += 2) {
      apply(version, silent(1), silent(2), silent(3));
      order(version + 1);
      assertThat(nextFact()).isInstanceOf(MediaPlanApplied.class);
    }
    order(41, silent(1), silent(2), silent(3), silent(4));
    assertThat(nextFact()).isInstanceOf(MediaPlanRefused.class);
    assertThat(loop.legs()).isZero();
  }

  @Test
  void aPortThatAnotherProgramHoldsIsPassedBy() throws Exception {
    phones.add(new DatagramSocket(new InetSocketAddress(LOOPBACK, firstPort + 1)));
    assertThat(apply(1, silent(1))).containsExactly(firstPort + 2);
  }

  @Test
  void closingTheLoopReportsAndLetsGoOfAllPorts() throws Exception {
    DatagramSocket phone = phone();
    int[] ports = apply(1, endpoint(1, remote(phone, phone), new Source.Echo()));
    send(phone, ports[0], rtp(7, 1, 0, 160));
    receive(phone, ports[0]);
    loop.close();
    assertThat(qualities.poll()).isNotNull();
    phones.add(new DatagramSocket(new InetSocketAddress(LOOPBACK, ports[0])));
    phones.add(new DatagramSocket(new InetSocketAddress(LOOPBACK, ports[0] + 1)));
  }

  /// The packet comes when the burst has begun, and is out again long before it ends.
  @Test
  void aBurstOfCommandsDoesNotStarveWhoTalks() throws Exception {
    DatagramSocket phone = phone();
    int[] ports = apply(1, endpoint(1, remote(phone, phone), new Source.Echo()));
    int commands = 1_000;
    AtomicInteger done = new AtomicInteger();
    BlockingQueue<Integer> heardAfter = new LinkedBlockingQueue<>();
    phone.setSoTimeout(1);
    onFact =
        _ -> {
          int number = done.incrementAndGet();
          try {
            if (number == 2) {
              send(phone, ports[0], rtp(7, 1, 0, 160));
            } else if (heardAfter.isEmpty() && number % 100 == 0) {
              phone.receive(new DatagramPacket(new byte[2_000], 2_000));
              heardAfter.add(number);
            }
          } catch (SocketTimeoutException notYet) {
            // asked again later
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    order(BLOCKING, 1);
    nextFact();
    for (int i = 0; i < commands; i++) {
      order(new CallId("burst-" + i), 1);
    }
    gate.countDown();
    Integer heard =
        Objects.requireNonNull(
            heardAfter.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), "nothing was heard");
    assertThat(heard).isLessThan(commands / 2);
  }

  @Test
  void aLoopThatDiesIsNotWellAndHoldsNobodyUp() throws Exception {
    assertThat(loop.isWell()).isTrue();
    CountDownLatch dying = new CountDownLatch(1);
    onFact =
        _ -> {
          dying.countDown();
          throw new LinkageError("the loop dies of it");
        };
    order(1, silent(1));
    assertThat(dying.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    while (loop.isWell()) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 10_000; i++) {
      order(new CallId("late-" + i), 1);
    }
    assertThat(facts).hasSize(1);
  }

  private AggregateInput nextFact() throws InterruptedException {
    return Objects.requireNonNull(
        facts.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), "no fact was published");
  }

  private QualityMeasured nextQuality() throws InterruptedException {
    return Objects.requireNonNull(
        qualities.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), "no quality was reported");
  }

  private int[] apply(long version, Endpoint... endpoints) throws InterruptedException {
    order(version, endpoints);
    AggregateInput fact = nextFact();
    assertThat(fact).isInstanceOf(MediaPlanApplied.class);
    return ((MediaPlanApplied) fact)
        .endpoints().stream().mapToInt(endpoint -> endpoint.rtpPort()).toArray();
  }

  private void order(long version, Endpoint... endpoints) throws InterruptedException {
    order(CALL, version, endpoints);
  }

  private void order(CallId call, long version, Endpoint... endpoints) throws InterruptedException {
    loop.submit(
        new Envelope<>(
            new CommandHead(call + "/" + version, Instant.now().plusSeconds(60)),
            new ApplyMediaPlan(call, 0, new MediaPlan(version, List.of(endpoints)))));
  }

  private static Endpoint silent(int leg) {
    return new Endpoint(
        new LegId(leg),
        AddressFamily.IP4,
        null,
        List.of(),
        true,
        true,
        new Source.Silence(),
        20,
        0);
  }

  private static Endpoint endpoint(int leg, RemoteAddress remote, Source source) {
    return new Endpoint(
        new LegId(leg),
        AddressFamily.IP4,
        remote,
        List.of(new Payload(0, "PCMU", 8_000)),
        true,
        true,
        source,
        20,
        0);
  }

  private DatagramSocket phone() throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    phones.add(socket);
    return socket;
  }

  private static RemoteAddress remote(DatagramSocket rtp, DatagramSocket rtcp) {
    return new RemoteAddress("127.0.0.1", rtp.getLocalPort(), rtcp.getLocalPort());
  }

  private static byte[] rtp(int ssrc, int sequence, int type, int payloadBytes) {
    byte[] packet = new byte[RtpPacket.FIXED_HEADER_BYTES + payloadBytes];
    // A marked packet of type 64 to 95 would be RTCP (RFC 5761).
    int at = RtpPacket.writeHeader(packet, 0, false, type, sequence, sequence * 160, ssrc);
    for (int i = at; i < packet.length; i++) {
      packet[i] = (byte) (31 * i + sequence);
    }
    return packet;
  }

  private static void send(DatagramSocket from, int port, byte[] packet) throws IOException {
    from.send(new DatagramPacket(packet, packet.length, LOOPBACK, port));
  }

  private static Bytes receive(DatagramSocket at, int fromPort) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    at.receive(packet);
    assertThat(packet.getPort()).isEqualTo(fromPort);
    return Bytes.of(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private static RtpPacket view(Bytes bytes) {
    RtpPacket packet = new RtpPacket();
    assertThat(packet.wrap(ByteBuffer.wrap(bytes.array()))).isTrue();
    return packet;
  }
}
