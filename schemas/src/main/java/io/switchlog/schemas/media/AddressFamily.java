package io.switchlog.schemas.media;

/// The address family of an RTP session (`IP4` and `IP6` in a session description).
public enum AddressFamily {
  IP4,
  IP6
}
