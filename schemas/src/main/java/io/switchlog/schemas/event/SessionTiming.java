package io.switchlog.schemas.event;

import org.jspecify.annotations.Nullable;

/// What an INVITE or UPDATE says of its session's timer (RFC 4028).
///
/// @param supported whether its sender knows session timers
/// @param seconds its Session-Expires, 0 for none
/// @param refresher who is to refresh; null where that is left open
/// @param leastSeconds its Min-SE, 0 for none
/// @param allowsUpdate whether its sender takes an UPDATE
public record SessionTiming(
    boolean supported,
    int seconds,
    @Nullable Refresher refresher,
    int leastSeconds,
    boolean allowsUpdate) {

  /// Who refreshes a session, as one transaction names the two sides.
  public enum Refresher {
    /// Who sent the request.
    UAC,
    /// Who answered it.
    UAS
  }
}
