package io.switchlog.edge.core;

import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;

/// An INVITE that opens a dialog and is too large for a datagram goes over TCP instead, and over
/// UDP all the same where no connection can be made (RFC 3261 section 18.1.1). Requests inside a
/// dialog stay with what the dialog was opened over: many a peer could be reached only that way.
///
/// A peer that takes no connections is remembered, so that not each of its calls has to wait.
final class LargeRequests {
  /// How long a peer that took no connection is not tried again.
  static final long AVOIDED_MILLIS = 600_000;

  private final Listeners listeners;
  private final int mostBytes;
  private final Memory<Boolean> withoutStreams;

  /// @param mostBytes the largest such request that leaves as a datagram
  LargeRequests(Listeners listeners, WakeUps wakeUps, int mostBytes) {
    this.listeners = listeners;
    this.mostBytes = mostBytes;
    this.withoutStreams = new Memory<>(wakeUps, AVOIDED_MILLIS);
  }

  int size() {
    return withoutStreams.size();
  }

  /// Whether a request goes over a stream where it would be a datagram.
  ///
  /// @param message the request as it would leave
  boolean isStreamed(Hop to, byte[] message) {
    return message.length > mostBytes
        && to.transport() == Transport.UDP
        && opensDialog(message)
        && !withoutStreams.contains(place(to))
        && listeners.towards(Transport.TCP, to.host()) != null;
  }

  /// No connection could be made.
  void failed(long nowMillis, Hop to) {
    withoutStreams.put(nowMillis, place(to), true);
  }

  private static boolean opensDialog(byte[] message) {
    return SipParser.parse(message) instanceof ParseResult.Parsed(SipMessage parsed)
        && parsed instanceof SipRequest request
        && request.isMethod(Methods.INVITE)
        && request.validate() == null
        && request.to().tag() == null;
  }

  private static String place(Hop to) {
    return to.host() + ' ' + to.port();
  }
}
