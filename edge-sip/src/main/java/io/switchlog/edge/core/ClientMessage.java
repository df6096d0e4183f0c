package io.switchlog.edge.core;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.wire.sip.SipResponse;

/// What crosses a client transaction, as its machine hands it back: nothing is asked for again, and
/// what we wrote is not read.
sealed interface ClientMessage {
  /// A request of ours.
  ///
  /// @param bytes as they leave
  /// @param request what they were made of
  /// @param listener that it leaves by
  @SuppressWarnings("ArrayRecordComponent") // never written to, never compared
  record Sent(byte[] bytes, RequestPattern request, Listener listener) implements ClientMessage {}

  /// A response, and what it came over.
  record Heard(SipResponse response, Flow over) implements ClientMessage {}
}
