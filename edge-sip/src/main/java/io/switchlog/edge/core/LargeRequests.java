package io.switchlog.edge.core;

import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.wire.sip.Methods;

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
  boolean isStreamed(Hop to, RequestPattern request, byte[] message) {
    return message.length > mostBytes
        && to.transport() == Transport.UDP
        && request.method().equals(Methods.INVITE)
        && OwnLines.opensDialog(request)
        && !withoutStreams.contains(place(to))
        && listeners.towards(Transport.TCP, to.host()) != null;
  }

  /// No connection could be made.
  void failed(long nowMillis, Hop to) {
    withoutStreams.put(nowMillis, place(to), true);
  }

  private static String place(Hop to) {
    return to.host() + ' ' + to.port();
  }
}
