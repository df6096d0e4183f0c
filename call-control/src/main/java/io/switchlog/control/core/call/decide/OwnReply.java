package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.SessionInterval;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import java.util.List;

/// The caller's INVITE answered by the exchange itself, with an address of a media node's.
final class OwnReply {
  private OwnReply() {}

  /// Asks for the media of a caller who waits.
  ///
  /// @param source what it hears when it is answered
  static void prepare(Turn turn, Leg.Calling waiting, Source source, Plan.Limits limits) {
    Bytes offer = waiting.content().body();
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
        turn, turn.nodeFor(NodeKind.MEDIA), List.of(MediaPlans.watched(caller, limits)));
  }

  /// Answers, when the media is there.
  static void answer(Turn turn, Leg.Calling caller, Plan.Limits limits) {
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
            : OwnSession.answer(session, List.of(), endpoint, call.sessionId(LegId.CALLER), 1);
    tell(
        turn,
        caller,
        new InviteAnswered(
            LegId.CALLER,
            200,
            OwnHeaders.phrase(200),
            OwnHeaders.session(description),
            session == null,
            null));
    turn.tell(new CallAnswered(turn.now().plusSeconds(limits.durationSeconds())));
  }

  /// Our 2xx to the INVITE that opened a leg, with what it says of the session's timer.
  static void tell(Turn turn, Leg.Calling leg, InviteAnswered answer) {
    SessionInterval interval = SessionTimers.answer(turn.call(), null, leg.invite());
    turn.tell(
        new InviteAnswered(
            answer.leg(),
            answer.status(),
            answer.reason(),
            interval.in(answer.content()),
            answer.offers(),
            answer.offered()));
    SessionTimers.answered(turn, leg.id(), leg.invite(), interval);
  }
}
