package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.wire.sip.AddressOfRecord;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.token.SessionToken;
import org.jspecify.annotations.Nullable;

/// What came in, read once and told apart by the aggregate that it is about, before it reaches the
/// core that owns that: all of one aggregate meets at one core, and its facts have one key.
@SuppressWarnings("ArrayRecordComponent") // never written to, never compared
public sealed interface Arrival {
  /// The message's bytes as they came.
  byte[] bytes();

  /// Where it came from.
  Source source();

  /// A message that names a call.
  ///
  /// @param token the token that it carries; null for a request outside any dialog
  record OfCall(
      byte[] bytes, Source source, SipMessage message, CallId call, @Nullable SessionToken token)
      implements Arrival {}

  /// A request outside any dialog about an address of record, not a call: REGISTER, SUBSCRIBE,
  /// MESSAGE or PUBLISH. A storm of them is no call's delay, and all of one address keep their
  /// order.
  ///
  /// @param user the user part of the address, decoded; empty: it names no user
  record OfAddress(
      byte[] bytes, Source source, SipRequest request, AddressOfRecord address, String user)
      implements Arrival {}

  /// A message that claims to belong to a dialog or request of ours but carries no token of ours.
  record Foreign(byte[] bytes, Source source, SipMessage message) implements Arrival {
    boolean isAck() {
      return message instanceof SipRequest request && request.isMethod(Methods.ACK);
    }
  }

  /// No acceptable SIP message.
  record Garbage(byte[] bytes, Source source, ParseResult.Malformed problem) implements Arrival {}

  /// A keepalive: nothing but line breaks, or STUN.
  record Keepalive(byte[] bytes, Source source) implements Arrival {}
}
