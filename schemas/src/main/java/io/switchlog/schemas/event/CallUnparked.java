package io.switchlog.schemas.event;

import io.switchlog.schemas.ParkSlot;

/// The call gives its slot back, or does not want it any more. Disarms the timers `slot` and
/// `recall`.
public record CallUnparked(ParkSlot slot, Why why) implements CallEvent {
  public enum Why {
    /// Somebody talks to it.
    RETRIEVED,
    /// Nobody came for it in time: somebody is to be rung. Where the rule names nobody the call is
    /// parked once more.
    RECALLED,
    /// The slot did not answer in time.
    UNANSWERED,
    /// The call ends.
    ENDED
  }
}
