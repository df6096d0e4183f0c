package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import java.util.List;

/// The plan in which the exchange itself answers: echo, music. Its legs are bridged to nobody.
final class BuiltInPlan {
  private BuiltInPlan() {}

  static void begin(Turn turn, Source source, Bytes offer) {
    Endpoint caller = MediaPlans.blank(LegId.CALLER, AddressFamily.IP4, source);
    if (!offer.isEmpty()) {
      RelayedSession session = RelayedSession.read(offer);
      List<Payload> payloads =
          session == null || !session.isPlain()
              ? List.of()
              : OwnSession.acceptable(session.audio());
      if (session == null || payloads.isEmpty()) {
        Endings.refuseMedia(turn);
        return;
      }
      caller =
          MediaPlans.described(caller, session.audio(), payloads)
              .withPtimeMillis(OwnSession.ptimeMillis(session));
    }
    // Answered when the node hears the caller, and no earlier: that one may speak with its ACK.
    MediaPlans.first(
        turn, MediaPlans.nodeFor(turn), List.of(MediaPlans.watched(caller, turn.call().routed())));
  }

  static void answer(Turn turn, Leg.Calling caller) {
    ActiveCall call = turn.call();
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(LegId.CALLER);
    if (endpoint == null) {
      Endings.mediaFailed(turn, "the media node named no port for leg 1");
      return;
    }
    Bytes offer = caller.content().body();
    RelayedSession session = offer.isEmpty() ? null : RelayedSession.read(offer);
    Bytes description =
        session == null
            ? OwnSession.offer(endpoint, call.sessionId(LegId.CALLER), 1)
            : OwnSession.answer(session, endpoint, call.sessionId(LegId.CALLER), 1);
    turn.tell(
        new LegAnswered(
            LegId.CALLER,
            null,
            session != null,
            200,
            OwnHeaders.phrase(200),
            OwnHeaders.session(description),
            session == null ? null : session.audio(),
            turn.now().plusSeconds(call.routed().maxDurationSeconds())));
  }
}
