package io.switchlog.testkit.phone;

import io.switchlog.testkit.sound.Pcma;
import io.switchlog.testkit.sound.Pcmu;
import io.switchlog.testkit.sound.Signal;
import io.switchlog.wire.rtp.RtpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/// The phone's sound: a packet of 20 ms G.711 out at its time, and what is heard recorded. The
/// recording is read by other threads.
final class RtpStream {
  static final long PACKET_NANOS = 20_000_000;
  static final int PCMU = 0;
  static final int PCMA = 8;
  private static final int SAMPLES = 160;

  private final DatagramChannel channel;
  private final ByteBuffer incoming = ByteBuffer.allocate(2_048);
  private final RtpPacket packet = new RtpPacket();
  private final int ssrc;
  private Signal signal;
  private int sequence;
  private long sampleIndex;
  private long nextNanos = Long.MAX_VALUE;
  private final ByteArrayOutputStream heardCodes = new ByteArrayOutputStream();
  private short[] heard = new short[16_000];
  private int heardSamples;
  private long packetsSent;
  private long packetsHeard;

  RtpStream(DatagramChannel channel, Signal signal, int ssrc) {
    this.channel = channel;
    this.signal = signal;
    this.ssrc = ssrc;
  }

  synchronized void say(Signal next) {
    signal = next;
  }

  /// Nanoseconds until the next packet is due, from a moment of [System#nanoTime].
  long nanosToNext(long now) {
    return nextNanos == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, nextNanos - now);
  }

  void silent() {
    nextNanos = Long.MAX_VALUE;
  }

  /// Sends what is due by now.
  ///
  /// @param payloadType [#PCMU] or [#PCMA]
  synchronized void sendDue(long now, InetSocketAddress to, int payloadType) throws IOException {
    if (nextNanos == Long.MAX_VALUE) {
      nextNanos = now;
    }
    while (nextNanos <= now) {
      byte[] bytes = new byte[RtpPacket.FIXED_HEADER_BYTES + SAMPLES];
      int at =
          RtpPacket.writeHeader(
              bytes,
              0,
              sampleIndex == 0,
              payloadType,
              sequence++ & 0xffff,
              (int) sampleIndex,
              ssrc);
      for (int i = 0; i < SAMPLES; i++) {
        short sample = signal.at(sampleIndex++);
        bytes[at + i] = payloadType == PCMA ? Pcma.encode(sample) : Pcmu.encode(sample);
      }
      channel.send(ByteBuffer.wrap(bytes), to);
      packetsSent++;
      nextNanos += PACKET_NANOS;
    }
  }

  /// Takes all packets that wait in the socket.
  synchronized void receive() throws IOException {
    while (channel.receive(incoming.clear()) != null) {
      incoming.flip();
      if (packet.wrap(incoming) && (packet.payloadType() == PCMU || packet.payloadType() == PCMA)) {
        packetsHeard++;
        record(packet.payloadType() == PCMA);
      }
    }
  }

  private void record(boolean aLaw) {
    int more = packet.payloadBytes();
    if (heardSamples + more > heard.length) {
      heard = Arrays.copyOf(heard, Math.max(heard.length * 2, heardSamples + more));
    }
    heardCodes.write(packet.array(), packet.payloadOffset(), more);
    for (int i = 0; i < more; i++) {
      byte code = packet.array()[packet.payloadOffset() + i];
      heard[heardSamples++] = aLaw ? Pcma.decode(code) : Pcmu.decode(code);
    }
  }

  synchronized short[] heard() {
    return Arrays.copyOf(heard, heardSamples);
  }

  synchronized byte[] heardCodes() {
    return heardCodes.toByteArray();
  }

  synchronized long packetsSent() {
    return packetsSent;
  }

  synchronized long packetsHeard() {
    return packetsHeard;
  }
}
