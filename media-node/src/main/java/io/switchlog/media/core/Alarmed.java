package io.switchlog.media.core;

/// Somebody who has something to do at a moment: a leg, or a call's [Silence].
interface Alarmed {
  /// Does all that is due and sets the alarm anew.
  void onAlarm(long nowMicros);

  /// The call that is hurt where it goes wrong.
  MediaCall call();
}
