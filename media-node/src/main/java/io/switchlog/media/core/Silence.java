package io.switchlog.media.core;

import io.switchlog.schemas.inbox.RtpTimedOut;

/// Judges the silence of a whole call: one that all parties have left says nothing on any leg. A
/// single silent leg is not judged, its quality reports show it.
///
///     plan ─> limit: how long the plan's legs may all be silent ──no packet on any leg──> fact
///               │                                                                          │ ^
///               └ none (held, ringing, switched off): a long time, then the node asks      └─┘
///                 in the same words whether the call is still known                     at intervals
///
/// Call control ends a call that may not be so silent, lets one be that may, and answers with a
/// release where it knows of none: so what it has forgotten is found, and its ports come back.
final class Silence implements Alarmed {
  /// How often a silence that lasts is told of.
  static final long REPEAT_MICROS = 60_000_000;

  /// How long a call without a limit is silent before the node asks whether it is still known.
  static final long UNLIMITED_MICROS = 600_000_000;

  private final MediaCall call;
  private final Station station;
  private final Alarms.Alarm<Alarmed> alarm = new Alarms.Alarm<>(this);
  private long limitMicros = UNLIMITED_MICROS;
  private long expectedMicros;
  private long toldMicros;

  Silence(MediaCall call, Station station) {
    this.call = call;
    this.station = station;
  }

  /// From here on, sound is waited for anew.
  ///
  /// @param limitMillis how long it may stay away, 0 for ever
  void expect(long nowMicros, int limitMillis) {
    limitMicros = limitMillis > 0 ? limitMillis * 1_000L : UNLIMITED_MICROS;
    expectedMicros = nowMicros;
    toldMicros = Long.MIN_VALUE;
    station.alarms().set(alarm, nowMicros + limitMicros);
  }

  /// The call is over.
  void stop() {
    station.alarms().set(alarm, Alarms.NEVER);
  }

  @Override
  public void onAlarm(long nowMicros) {
    long heardMicros = Math.max(expectedMicros, call.heardMicros());
    if (nowMicros - heardMicros < limitMicros) {
      station.alarms().set(alarm, heardMicros + limitMicros);
      return;
    }
    // No silence that began since now is over its limit sooner.
    station.alarms().set(alarm, nowMicros + limitMicros);
    boolean told = toldMicros > heardMicros;
    if (!told || nowMicros - toldMicros >= Math.max(REPEAT_MICROS, limitMicros)) {
      toldMicros = nowMicros;
      station
          .outlet()
          .publish(
              call.id(),
              new RtpTimedOut(
                  station.settings().node(),
                  call.life(),
                  call.quietest().endpoint().leg(),
                  (nowMicros - heardMicros) / 1_000));
    }
  }

  @Override
  public MediaCall call() {
    return call;
  }
}
