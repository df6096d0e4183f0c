package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.SessionInterval;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.media.LocalEndpoint;
import org.jspecify.annotations.Nullable;

/// Offers of a leg that talks to the exchange itself, and answers to offers of our own.
final class OwnAnswers {
  private OwnAnswers() {}

  static void reoffered(Turn turn, Leg.Talking leg, PeerMessage message) {
    Media media = turn.call().media();
    LocalEndpoint endpoint = media == null ? null : media.local(leg.id());
    RelayedSession offer =
        message.describesSession() ? RelayedSession.read(message.content().body()) : null;
    boolean delayed = message.content().body().isEmpty();
    if (media == null || endpoint == null || (!delayed && !isAcceptable(offer))) {
      Answers.tell(turn, leg.id(), message, 488, Content.NONE);
      return;
    }
    long session = turn.call().sessionId(leg.id());
    long version = leg.session().nextVersion();
    Bytes description =
        offer == null
            ? OwnSession.offer(endpoint, session, version)
            : OwnSession.answer(offer, media.payloads(leg.id()), endpoint, session, version);
    agreed(turn, leg, message, OwnHeaders.session(description), offer == null);
    if (offer != null) {
      MediaPlans.agreedWithUs(turn, leg.id(), offer.audio());
      Holds.tell(turn, leg.id(), offer.audio());
    }
  }

  /// An UPDATE that changes nothing of the session: it refreshes it (RFC 4028 section 7.4).
  static void refreshed(Turn turn, Leg.Talking leg, PeerMessage message) {
    agreed(turn, leg, message, Content.NONE, false);
  }

  private static void agreed(
      Turn turn, Leg.Talking leg, PeerMessage message, Content content, boolean offers) {
    SessionInterval interval = SessionTimers.answer(turn.call(), leg.timer(), message.request());
    turn.tell(
        new RequestAnswered(
            leg.id(),
            message.request(),
            200,
            OwnHeaders.phrase(200),
            message.target(),
            interval.in(content),
            offers));
    SessionTimers.answered(turn, leg.id(), message.request(), interval);
  }

  /// The answer to an offer of our own in the INVITE that opened a leg. RFC 3261 section 13.2.1
  /// wants it in the 2xx; a peer that gave it in a 18x and leaves it out means that one.
  ///
  /// @return null where there is none that we can carry
  static @Nullable RelayedSession answerTo(Leg.Dialing leg, Reply reply) {
    Bytes body = reply.describesSession() ? reply.content().body() : leg.untold();
    RelayedSession answer = body.isEmpty() ? null : RelayedSession.read(body);
    return answer != null
            && answer.isPlain()
            && !answer.isRejected()
            && !OwnSession.acceptable(answer.audio()).isEmpty()
        ? answer
        : null;
  }

  private static boolean isAcceptable(@Nullable RelayedSession offer) {
    return offer != null
        && offer.isPlain()
        && (offer.audio().payloads().isEmpty() || !OwnSession.acceptable(offer.audio()).isEmpty());
  }
}
