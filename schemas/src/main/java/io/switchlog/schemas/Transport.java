package io.switchlog.schemas;

/// A SIP transport (RFC 3261 section 18).
public enum Transport {
  UDP,
  TCP;

  /// Whether the transport delivers on its own, so that requests are not retransmitted.
  public boolean isReliable() {
    return this != UDP;
  }
}
