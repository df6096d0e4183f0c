package io.switchlog.media.core;

import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.NtpTime;
import io.switchlog.wire.rtp.PacketKind;
import io.switchlog.wire.rtp.RtcpPacket;
import io.switchlog.wire.rtp.RtpPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One leg's RTP session. The way of a packet:
///
///     RTP  ─> is it RTP? ─> is it taken now? ─> right source? ─> count ─┬─> each leg that hears this one
///                                                                       └─> back, if it hears itself
///     RTCP ─> is it RTCP? ────────────────────> right host? ──> read ───> each leg that hears this one
///
/// Whatever falls out on the way is dropped and counted.
final class RtpSession implements Alarmed {
  private static final RtpSession[] NOBODY = {};
  private static final int ECHO = 1;
  private static final int TONE = 2;
  private static final int REPORTS = 3;
  private static final int RTCP_HEADER_BYTES = 8;

  private final MediaCall call;
  private final Station station;
  private final int rtpPort;
  private final Alarms.Alarm<Alarmed> alarm = new Alarms.Alarm<>(this);
  private final Latch latch = new Latch();
  private final ReceiveStatistics came = new ReceiveStatistics();
  private final SentStream sent = new SentStream();
  private final RemoteReports remote = new RemoteReports();
  private final LegQuality quality;
  private final OwnReports ownReports;

  private Endpoint endpoint;
  private RtpSession[] hearers = NOBODY;
  private @Nullable ToneStream tone;
  private @Nullable EarlyPackets early;
  private @Nullable InetSocketAddress signalledRtcp;
  private @Nullable InetSocketAddress rtcpSource;
  private boolean muxed;
  private boolean echoes;
  private final int echoMask;

  private int clockedType = -1;
  private int clockRate;
  private long packetsSent;
  private long packetsDropped;

  /// When RTP came last, or began to be expected.
  private long spokeMicros;

  /// When a packet of either kind came last.
  private long heardMicros;

  private long nextReportMicros;

  /// A leg without effect until [#become].
  RtpSession(long nowMicros, MediaCall call, Station station, Endpoint endpoint, int rtpPort) {
    this.call = call;
    this.station = station;
    this.endpoint = endpoint;
    this.rtpPort = rtpPort;
    this.quality = new LegQuality(nowMicros, call, came, remote);
    this.ownReports = new OwnReports(entropy(endpoint, REPORTS));
    this.echoMask = (int) entropy(endpoint, ECHO) | 1;
    this.nextReportMicros = nowMicros + station.settings().reportIntervalMicros();
    this.spokeMicros = nowMicros;
    this.heardMicros = nowMicros;
  }

  /// Takes the form that a plan gives it.
  void become(long nowMicros, Endpoint wanted, RtpSession[] heardBy) {
    if (endpoint.receives() && !wanted.receives()) {
      came.endStretch();
    } else if (!endpoint.receives() && wanted.receives()) {
      spokeMicros = nowMicros;
    }
    endpoint = wanted;
    hearers = heardBy;
    clockedType = -1;
    signal(wanted.remote());
    sendEarly(nowMicros);
    switch (wanted.source()) {
      case Source.Tone() -> playTone(nowMicros, Tone.MUSIC);
      case Source.Ringback() -> playTone(nowMicros, Tone.RINGBACK);
      case Source.Parked(String slot) -> playTone(nowMicros, new SlotTone(slot));
      case Source.Echo() -> {
        echoes = true;
        stopTone();
        report(nowMicros);
      }
      case Source.Relay _, Source.Silence() -> {
        echoes = false;
        stopTone();
        ownReports.stop();
      }
    }
    schedule();
  }

  /// The plan says where the leg wants its packets; null while it is not known.
  private void signal(@Nullable RemoteAddress wanted) {
    PlanCheck.Addresses addresses = PlanCheck.addresses(wanted);
    latch.signal(addresses.rtp());
    if (!Objects.equals(addresses.rtcp(), signalledRtcp)) {
      signalledRtcp = addresses.rtcp();
      rtcpSource = null;
    }
    muxed = wanted != null && wanted.rtcpPort() == wanted.rtpPort();
  }

  private void playTone(long nowMicros, Tone wanted) {
    echoes = false;
    Payload format = PlanCheck.tone(endpoint.payloads());
    if (format == null || !endpoint.sends()) {
      stopTone();
    } else {
      if (tone == null) {
        tone = new ToneStream(entropy(endpoint, TONE));
      }
      tone.play(nowMicros, wanted, format, endpoint.ptimeMillis());
    }
    report(nowMicros);
  }

  /// Who sends media of its own tells of it (RFC 3550 section 6.4).
  private void report(long nowMicros) {
    if (!ownReports.running()) {
      ownReports.start(nowMicros, entropy(endpoint, REPORTS));
    }
  }

  private void stopTone() {
    if (tone != null) {
      tone.stop();
    }
  }

  /// A packet came in on the RTP port.
  void onRtp(long nowMicros, InetSocketAddress source, ByteBuffer packet) {
    if (isRtcp(packet)) {
      onRtcp(nowMicros, source, packet, false);
      return;
    }
    RtpPacket rtp = station.rtp();
    if (!rtp.wrap(packet) || !endpoint.receives() || !latch.accepts(nowMicros, source)) {
      packetsDropped++;
      return;
    }
    count(nowMicros, rtp);
    for (RtpSession hearer : hearers) {
      hearer.send(nowMicros, rtp, packet);
    }
    if (echoes) {
      // A source of our own: a peer that hears its own SSRC takes it for a loop (RFC 3550 8.2).
      rtp.setSsrc(rtp.ssrc() ^ echoMask);
      send(nowMicros, rtp, packet);
    }
  }

  private void count(long nowMicros, RtpPacket rtp) {
    int type = rtp.payloadType();
    if (type != clockedType) {
      clockedType = type;
      clockRate = Codecs.jitterClockRate(type, endpoint.payloads());
    }
    came.onPacket(nowMicros, rtp, clockRate);
    quality.onPacket(type);
    spokeMicros = nowMicros;
    heardMicros = nowMicros;
  }

  private void send(long nowMicros, RtpPacket rtp, ByteBuffer packet) {
    InetSocketAddress target = latch.target();
    if (!endpoint.sends()) {
      return;
    }
    if (target != null) {
      send(nowMicros, rtp.ssrc(), rtp.timestamp(), rtp.payloadBytes(), packet, target);
    } else if (endpoint.remote() == null) {
      EarlyPackets packets = early == null ? new EarlyPackets() : early;
      packets.keep(nowMicros, rtp.ssrc(), rtp.timestamp(), rtp.payloadBytes(), packet);
      early = packets;
    }
  }

  private void send(
      long nowMicros,
      int ssrc,
      int timestamp,
      int payloadBytes,
      ByteBuffer packet,
      InetSocketAddress target) {
    sent.onPacket(nowMicros, ssrc, timestamp, payloadBytes);
    packetsSent++;
    station.outlet().send(rtpPort, packet, target);
  }

  /// What came before it was known where to, now that it is.
  private void sendEarly(long nowMicros) {
    EarlyPackets packets = early;
    InetSocketAddress target = latch.target();
    if (packets == null || target == null) {
      return;
    }
    early = null;
    for (EarlyPackets.Kept kept = packets.take(nowMicros);
        kept != null && endpoint.sends();
        kept = packets.take(nowMicros)) {
      send(nowMicros, kept.ssrc(), kept.timestamp(), kept.payloadBytes(), kept.packet(), target);
    }
  }

  /// A packet came in on the RTCP port, or one that is RTCP on the RTP port.
  void onRtcp(long nowMicros, InetSocketAddress source, ByteBuffer packet, boolean ownPort) {
    if (!isRtcp(packet) || !latch.sharesHost(source)) {
      packetsDropped++;
      return;
    }
    if (ownPort) {
      rtcpSource = source;
    }
    heardMicros = nowMicros;
    // What is not well-formed may be encrypted (RFC 3711): passed on, but not read.
    RtcpPacket rtcp = station.rtcp();
    if (rtcp.wrap(packet)) {
      while (rtcp.next()) {
        read(nowMicros, rtcp);
      }
    }
    for (RtpSession hearer : hearers) {
      hearer.sendRtcp(packet);
    }
  }

  private static boolean isRtcp(ByteBuffer packet) {
    return packet.remaining() >= RTCP_HEADER_BYTES
        && PacketKind.of(
                packet.array(), packet.arrayOffset() + packet.position(), packet.remaining())
            == PacketKind.RTCP;
  }

  private void read(long nowMicros, RtcpPacket rtcp) {
    int type = rtcp.packetType();
    if (type == RtcpPacket.SENDER_REPORT) {
      int middle = NtpTime.middle(rtcp.ntpTimestamp());
      ownReports.onSenderReport(nowMicros, middle);
      for (RtpSession hearer : hearers) {
        hearer.remote.sent(nowMicros, middle);
      }
    }
    if (type == RtcpPacket.SENDER_REPORT || type == RtcpPacket.RECEIVER_REPORT) {
      for (int i = 0; i < rtcp.count(); i++) {
        if (sent.sentAny() && rtcp.reportSsrc(i) == sent.ssrc()) {
          remote.received(nowMicros, rtcp, i);
        }
      }
    }
  }

  /// RTCP goes whatever the direction (RFC 3264 section 5.1): to where it comes from, else to where
  /// the plan says.
  private void sendRtcp(ByteBuffer packet) {
    InetSocketAddress target = signalledRtcp;
    if (muxed) {
      target = latch.target();
    } else if (rtcpSource != null && latch.sharesHost(rtcpSource)) {
      target = rtcpSource;
    }
    if (target != null) {
      station.outlet().send(muxed ? rtpPort : rtpPort + 1, packet, target);
    }
  }

  @Override
  public void onAlarm(long nowMicros) {
    sendTone(nowMicros);
    if (ownReports.nextMicros() <= nowMicros) {
      sendOwnReport(nowMicros);
    }
    if (nextReportMicros <= nowMicros) {
      nextReportMicros = nowMicros + station.settings().reportIntervalMicros();
      publish(
          quality.takeInterval(
              nowMicros, endpoint, packetsSent, packetsDropped, silentMillis(nowMicros)));
    }
    schedule();
  }

  private void sendTone(long nowMicros) {
    ToneStream stream = tone;
    if (stream == null) {
      return;
    }
    for (ByteBuffer packet = stream.takeDue(nowMicros, station.page());
        packet != null;
        packet = stream.takeDue(nowMicros, station.page())) {
      InetSocketAddress target = latch.target();
      if (target != null) {
        sent.onPacket(nowMicros, stream.ssrc(), stream.lastTimestamp(), stream.payloadBytes());
        packetsSent++;
        station.outlet().send(rtpPort, packet, target);
      }
    }
  }

  private void sendOwnReport(long nowMicros) {
    int rate = tone != null && tone.running() ? Tone.SAMPLE_RATE : came.clockRate();
    ByteBuffer report = ownReports.takeDue(nowMicros, station.page(), sent, rate, came, remote);
    if (sent.sentAny()) {
      sendRtcp(report);
    }
  }

  private @Nullable Long silentMillis(long nowMicros) {
    return endpoint.receives() ? (nowMicros - spokeMicros) / 1_000 : null;
  }

  private void schedule() {
    long next = Math.min(nextReportMicros, ownReports.nextMicros());
    station.alarms().set(alarm, tone == null ? next : Math.min(next, tone.nextMicros()));
  }

  /// The leg is no more: its closing report, and nothing afterwards. The port is the caller's.
  void end(long nowMicros) {
    withdraw();
    publish(
        quality.closing(nowMicros, endpoint, packetsSent, packetsDropped, silentMillis(nowMicros)));
  }

  /// The leg came to nothing: as if it had never been.
  void withdraw() {
    station.alarms().set(alarm, Alarms.NEVER);
  }

  private void publish(@Nullable QualityMeasured report) {
    if (report != null) {
      station.outlet().publish(report);
    }
  }

  private long entropy(Endpoint of, int purpose) {
    return station.settings().entropyOf(call.id().value(), of.leg().value(), purpose);
  }

  @Override
  public MediaCall call() {
    return call;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  int rtpPort() {
    return rtpPort;
  }

  /// When a packet came last; where none did, when the leg came to be.
  long heardMicros() {
    return heardMicros;
  }

  /// Whether its port is one that a plan wants the leg to have.
  boolean suits(Endpoint wanted) {
    LocalAddress promised = wanted.local();
    return wanted.family() == endpoint.family()
        && (promised == null || promised.rtpPort() == rtpPort);
  }

  LocalEndpoint localEndpoint() {
    String host = station.settings().advertised().get(endpoint.family());
    return new LocalEndpoint(endpoint.leg(), host == null ? "" : host, rtpPort);
  }
}
