package io.switchlog.media.core;

import io.switchlog.schemas.media.Payload;
import io.switchlog.wire.rtp.RtpPacket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A tone on its way to one leg: a stream of our own, one packet every ptime by absolute deadlines,
/// so that a late tick shortens the next wait and nothing drifts. Deadlines are the same for all
/// tones of a ptime: one wake-up serves them all.
final class ToneStream {
  /// How many packets a late tick makes up for; what is older is skipped, in time stamp too.
  private static final int MOST_BEHIND = 5;

  private static final int LONGEST_PTIME_MILLIS = 60;

  /// The size of the largest packet.
  static final int MOST_BYTES =
      RtpPacket.FIXED_HEADER_BYTES + Tone.SAMPLE_RATE / 1000 * LONGEST_PTIME_MILLIS;

  private final int ssrc;
  private int payloadType;
  private G711 law = G711.PCMU;
  private Tone tone = Tone.MUSIC;
  private int ptimeMicros;
  private int samples;
  private int sequence;
  private int timestamp;
  private long place;
  private boolean running;
  private boolean startsTalk;
  private long nextMicros;
  private long skipped;

  /// @param entropy where the source, sequence and time stamp start (RFC 3550 section 5.1 wants
  ///   them hard to guess)
  ToneStream(long entropy) {
    ssrc = (int) entropy;
    sequence = (int) (entropy >>> 32) & 0x7FFF;
    timestamp = (int) (entropy >>> 16);
  }

  /// Plays on in this format; a running tone of the same packet duration keeps its beat. Another
  /// tone begins at its beginning.
  void play(long nowMicros, Tone wanted, Payload payload, int ptimeMillis) {
    if (!tone.equals(wanted)) {
      tone = wanted;
      place = 0;
    }
    payloadType = payload.type();
    law = payload.encoding().equalsIgnoreCase("PCMA") ? G711.PCMA : G711.PCMU;
    int micros = ptimeMillis * 1_000;
    if (running && micros == ptimeMicros) {
      return;
    }
    ptimeMicros = micros;
    samples = Tone.SAMPLE_RATE / 1_000 * ptimeMillis;
    long next = (nowMicros / micros + 1) * micros;
    if (nextMicros != 0) {
      // The time stamp tells the time that passed in silence.
      timestamp += (int) ((next - nextMicros) * Tone.SAMPLE_RATE / 1_000_000);
    }
    nextMicros = next;
    place = 0;
    running = true;
    startsTalk = true;
  }

  void stop() {
    running = false;
  }

  boolean running() {
    return running;
  }

  /// When the next packet is due.
  long nextMicros() {
    return running ? nextMicros : Alarms.NEVER;
  }

  /// Makes the packet that is due; null where none is. Ask again until null.
  ///
  /// @param page what the packet is written on
  @Nullable ByteBuffer takeDue(long nowMicros, ByteBuffer page) {
    if (!running || nextMicros > nowMicros) {
      return null;
    }
    long behind = (nowMicros - nextMicros) / ptimeMicros;
    if (behind > MOST_BEHIND) {
      advance(behind - MOST_BEHIND);
      skipped += behind - MOST_BEHIND;
    }
    var _ =
        RtpPacket.writeHeader(
            page.array(), page.arrayOffset(), startsTalk, payloadType, sequence, timestamp, ssrc);
    page.clear().position(RtpPacket.FIXED_HEADER_BYTES);
    tone.append(law, place, samples, page);
    page.flip();
    startsTalk = false;
    sequence++;
    advance(1);
    return page;
  }

  private void advance(long packets) {
    nextMicros += packets * ptimeMicros;
    timestamp += (int) (packets * samples);
    place += packets * samples;
  }

  int ssrc() {
    return ssrc;
  }

  /// The time stamp of the packet that [#takeDue] gave last.
  int lastTimestamp() {
    return timestamp - samples;
  }

  int payloadBytes() {
    return samples;
  }

  /// Packets that were never made because the loop was too late.
  long skipped() {
    return skipped;
  }
}
