package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.session.ContinuedSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.media.LocalEndpoint;
import org.jspecify.annotations.Nullable;

/// What of a message reaches the other leg, its session description pointed at our media node.
///
/// @param content what crosses
/// @param audio what the description says of the sender's audio; null where it has none
record Crossing(Content content, @Nullable Audio audio) {

  /// The content as leg `to` gets it. Null where it has a session description that we cannot carry:
  /// malformed, or without audio.
  static @Nullable Crossing to(
      ActiveCall call, LegId to, Content content, boolean describesSession) {
    if (!describesSession) {
      return new Crossing(content, null);
    }
    Media media = call.media();
    if (media == null) {
      Bytes agreed =
          call.leg(to) instanceof Leg.Talking talking ? talking.session().agreed() : Bytes.EMPTY;
      return past(call, to, content, agreed, nextVersion(call, to));
    }
    RelayedSession session = RelayedSession.read(content.body());
    LocalEndpoint endpoint = media.local(to);
    if (session == null || endpoint == null) {
      return null;
    }
    Bytes body = session.relayedTo(endpoint, call.sessionId(to), nextVersion(call, to));
    return new Crossing(new Content(content.headers(), body), session.audio());
  }

  /// The content as leg `to` gets it where no media node is between: as it came, but for whose
  /// session that is where the leg has a description of ours. Null where that cannot be said.
  ///
  /// @param told what the leg was told before; empty for nothing
  /// @param version of the next one of ours
  static @Nullable Crossing past(
      ActiveCall call, LegId to, Content content, Bytes told, long version) {
    RelayedSession session = RelayedSession.read(content.body());
    Audio audio = session == null ? null : session.audio();
    if (content.body().isEmpty() || !ContinuedSession.isOurs(told, call.sessionId(to))) {
      return new Crossing(content, audio);
    }
    Bytes body = ContinuedSession.of(content.body(), told, version);
    return body == null ? null : new Crossing(new Content(content.headers(), body), audio);
  }

  /// The `o=` version of the next description for a leg (RFC 3264 section 8).
  static long nextVersion(ActiveCall call, LegId leg) {
    return call.leg(leg) instanceof Leg.Talking talking ? talking.session().nextVersion() : 1;
  }
}
