package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
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
    RelayedSession session = RelayedSession.read(content.body());
    Media media = call.media();
    if (media == null) {
      return new Crossing(content, session == null ? null : session.audio());
    }
    LocalEndpoint endpoint = media.local(to);
    if (session == null || endpoint == null) {
      return null;
    }
    Bytes body = session.relayedTo(endpoint, call.sessionId(to), nextVersion(call, to));
    return new Crossing(new Content(content.headers(), body), session.audio());
  }

  /// The `o=` version of the next description for a leg (RFC 3264 section 8).
  static long nextVersion(ActiveCall call, LegId leg) {
    return call.leg(leg) instanceof Leg.Talking talking ? talking.session().nextVersion() : 1;
  }
}
