package io.switchlog.wire.sip.transaction;

/// What a transaction has to know of its transport: whether it loses messages.
public enum Transport {
  /// UDP.
  UNRELIABLE,
  /// TCP, TLS, WebSocket: nothing is resent and nothing late has to be absorbed.
  RELIABLE
}
