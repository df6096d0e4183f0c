package io.switchlog.media.core;

import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.QualityMeasured;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Makes a leg's quality reports: the difference of two readings of its counters, and at the end
/// their difference to nothing.
final class LegQuality {
  /// What a phone's jitter buffer is taken to do: hold packets for four times the jitter, for one
  /// packet at least and this long at most. What comes later still is as good as lost.
  private static final double LONGEST_BUFFER_MILLIS = 200;

  private static final double BUFFER_IN_JITTERS = 4;

  /// The counters at some moment.
  private record Reading(
      long atMicros, long received, long bytes, long expected, long sent, long dropped) {}

  /// The payload type that most packets had: a majority vote (Boyer and Moore) in two words.
  private static final class Majority {
    int type;
    long weight;

    void vote(int candidate) {
      if (weight == 0) {
        type = candidate;
        weight = 1;
      } else {
        weight += candidate == type ? 1 : -1;
      }
    }
  }

  private final MediaCall call;
  private final ReceiveStatistics came;
  private final RemoteReports remote;
  private final long startMicros;
  private final Majority ofLife = new Majority();
  private final Majority ofInterval = new Majority();

  /// The reading at the end of the last interval, null before there was one.
  private @Nullable Reading last;

  LegQuality(long nowMicros, MediaCall call, ReceiveStatistics came, RemoteReports remote) {
    this.call = call;
    this.came = came;
    this.remote = remote;
    this.startMicros = nowMicros;
  }

  void onPacket(int payloadType) {
    ofLife.vote(payloadType);
    ofInterval.vote(payloadType);
  }

  /// The report of the interval that ends now, null where nothing came or went.
  ///
  /// @param silentMillis how long nothing has come, null where nothing is expected
  @Nullable QualityMeasured takeInterval(
      long nowMicros, Endpoint endpoint, long sent, long dropped, @Nullable Long silentMillis) {
    Reading to = read(nowMicros, sent, dropped);
    QualityMeasured report =
        report(last == null ? start() : last, to, endpoint, ofInterval, false, silentMillis);
    last = to;
    ofInterval.weight = 0;
    return report;
  }

  /// The report of the whole life, null where nothing ever came or went.
  @Nullable QualityMeasured closing(
      long nowMicros, Endpoint endpoint, long sent, long dropped, @Nullable Long silentMillis) {
    return report(start(), read(nowMicros, sent, dropped), endpoint, ofLife, true, silentMillis);
  }

  private Reading start() {
    return new Reading(startMicros, 0, 0, 0, 0, 0);
  }

  private Reading read(long nowMicros, long sent, long dropped) {
    return new Reading(
        nowMicros, came.received(), came.payloadBytes(), came.expected(), sent, dropped);
  }

  private @Nullable QualityMeasured report(
      Reading from,
      Reading to,
      Endpoint endpoint,
      Majority majority,
      boolean closing,
      @Nullable Long silentMillis) {
    long received = to.received - from.received;
    long sent = to.sent - from.sent;
    if (received == 0 && sent == 0) {
      return null;
    }
    long expected = to.expected - from.expected;
    long lost = Math.max(0, expected - received);
    String codec = received == 0 ? null : Codecs.encoding(majority.type, endpoint.payloads());
    Double jitter = received > 0 && came.jitterKnown() ? came.jitterMillis() : null;
    Double roundTrip = remote.roundTripSince(from.atMicros) ? remote.roundTripMillis() : null;
    boolean heard = remote.heardSince(from.atMicros);
    return new QualityMeasured(
        call.id(),
        call.life(),
        endpoint.leg(),
        instant(from.atMicros),
        instant(to.atMicros),
        closing,
        received,
        to.bytes - from.bytes,
        expected,
        lost,
        sent,
        to.dropped - from.dropped,
        codec,
        jitter,
        heard ? remote.lossPercent() : null,
        heard ? remote.jitterMillis(came.clockRate()) : null,
        roundTrip,
        silentMillis,
        mos(codec, expected == 0 ? 0 : 100.0 * lost / expected, jitter, roundTrip, endpoint));
  }

  private static @Nullable Double mos(
      @Nullable String codec,
      double lossPercent,
      @Nullable Double jitterMillis,
      @Nullable Double roundTripMillis,
      Endpoint endpoint) {
    EModel.Codec rated = Codecs.rated(codec);
    if (rated == null) {
      return null;
    }
    double jitter = jitterMillis == null ? 0 : jitterMillis;
    double packet = endpoint.ptimeMillis() > 0 ? endpoint.ptimeMillis() : 20;
    double buffer = Math.clamp(BUFFER_IN_JITTERS * jitter, packet, LONGEST_BUFFER_MILLIS);
    double network = roundTripMillis == null ? 0 : roundTripMillis / 2;
    double lossAndLate = lossPercent + (100 - lossPercent) * lateShare(jitter);
    return EModel.mos(EModel.rating(rated, lossAndLate, 1, packet + buffer + network));
  }

  /// The share of packets that even the longest buffer does not wait for, if delays fall off
  /// exponentially with the jitter as their mean.
  private static double lateShare(double jitterMillis) {
    if (BUFFER_IN_JITTERS * jitterMillis <= LONGEST_BUFFER_MILLIS) {
      return 0;
    }
    return Math.exp(-LONGEST_BUFFER_MILLIS / jitterMillis) - Math.exp(-BUFFER_IN_JITTERS);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
  }
}
