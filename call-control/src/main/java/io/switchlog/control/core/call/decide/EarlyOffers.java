package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.EarlyAgreement;
import io.switchlog.control.core.call.state.EarlyDialogs;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import java.util.List;

/// An offer in an early dialog, after the first one there has its answer: in an UPDATE (RFC 3311
/// section 5.1), or in a caller's PRACK (RFC 3262 section 5).
///
///     INVITE, offer ──183 reliable, answer──> PRACK ──> agreed ──UPDATE, offer──> 200, answer of ours
///                                                          └── hold, resume, another address
///
/// The exchange answers by itself, with what is agreed: nobody but the media node need know where a
/// party's audio is and which way it goes. Where no media node is between, only the other party
/// could answer, which is not connected yet.
final class EarlyOffers {
  private EarlyOffers() {}

  /// An UPDATE with an offer, of a caller who waits.
  static void updated(Turn turn, Leg.Calling leg, PeerMessage message) {
    EarlyAgreement agreement = leg.agreement();
    if (agreement != null && !leg.dialog().isInOrder(message.request().cseq())) {
      // RFC 3261 section 12.2.2.
      Answers.tell(turn, leg.id(), message, 500, Content.NONE);
    } else if (agreement != null) {
      taken(turn, leg.id(), agreement, message);
    } else if (turn.call().offering() != null) {
      // RFC 3311 section 5.2: it meets ours, which waits for the PRACK.
      Answers.tell(turn, leg.id(), message, 491, Content.NONE);
    } else {
      // The same: the offer in the INVITE is not answered.
      Answers.tell(turn, leg.id(), message, 500, Answers.afterBackOff(turn));
    }
  }

  /// One of a party that is rung.
  static void updated(Turn turn, Leg.Dialing leg, PeerMessage message) {
    EarlyDialogs.Progress progress = leg.dialogs().acknowledged(message.remoteTag());
    EarlyAgreement agreement = progress == null ? null : progress.agreement();
    if (progress != null
        && agreement != null
        && message.request().cseq() <= progress.remoteCseq()) {
      // RFC 3261 section 12.2.2.
      Answers.tell(turn, leg.id(), message, 500, Content.NONE);
    } else if (agreement != null) {
      taken(turn, leg.id(), agreement, message);
    } else if (leg.dialogs().offer() != null) {
      // RFC 3311 section 5.2: its own offer is not answered.
      Answers.tell(turn, leg.id(), message, 500, Answers.afterBackOff(turn));
    } else {
      // The same: it meets ours.
      Answers.tell(turn, leg.id(), message, 491, Content.NONE);
    }
  }

  /// One that comes in its time.
  static void taken(Turn turn, LegId leg, EarlyAgreement agreement, PeerMessage message) {
    Media media = turn.call().media();
    if (message.requiresUnknown()) {
      // RFC 3261 section 8.2.2.3.
      Answers.tell(turn, leg, message, 420, Content.NONE);
    } else if (media == null || isBypassed(turn.call(), leg)) {
      Answers.tell(
          turn,
          leg,
          message,
          488,
          OwnHeaders.warning(399, "the other party can be asked once it has answered"));
    } else if (turn.call().isArmed(CallTimer.MEDIA_LOST)) {
      // Nobody knows where its audio will be (RFC 3261 section 21.5.1).
      Answers.tell(turn, leg, message, 500, Answers.afterBackOff(turn));
    } else {
      answer(turn, media, leg, agreement.session(), message);
    }
  }

  private static boolean isBypassed(ActiveCall call, LegId leg) {
    return call.plan() instanceof Plan.Ring plan && plan.isBypassed(leg);
  }

  private static void answer(
      Turn turn, Media media, LegId leg, OurSession ours, PeerMessage message) {
    RelayedSession offer = RelayedSession.read(message.content().body());
    RelayedSession said = RelayedSession.read(ours.agreed());
    LocalEndpoint endpoint = media.local(leg);
    RelayedSession.Answer answer =
        offer == null || said == null || endpoint == null || !isReachable(offer, endpoint)
            ? null
            : said.answering(
                offer,
                inUse(turn.call(), media, leg),
                endpoint,
                turn.call().sessionId(leg),
                ours.nextVersion());
    if (offer == null || answer == null) {
      // RFC 3311 section 5.2: the session stays as it was.
      Answers.tell(
          turn, leg, message, 488, OwnHeaders.warning(305, "nothing of it is what is agreed on"));
      return;
    }
    turn.tell(
        new RequestAnswered(
            leg,
            message.request(),
            200,
            OwnHeaders.phrase(200),
            message.target(),
            OwnHeaders.session(answer.description()),
            false));
    MediaPlans.early(turn, leg, offer.audio(), answer.payloads());
  }

  /// Whether the offer's address is of the family that the leg's is.
  private static boolean isReachable(RelayedSession offer, LocalEndpoint endpoint) {
    RemoteAddress remote = offer.audio().remote();
    return remote == null
        || MediaPlaces.family(remote.host()) == MediaPlaces.family(endpoint.host());
  }

  /// What the leg's audio is in, as far as that is known.
  private static List<Payload> inUse(ActiveCall call, Media media, LegId leg) {
    List<Payload> planned = media.payloads(leg);
    if (planned.isEmpty() && call.leg(leg) instanceof Leg.Dialing dialing) {
      RelayedSession untold = RelayedSession.read(dialing.untold());
      return untold == null ? List.of() : untold.audio().payloads();
    }
    return planned;
  }

  /// Tells of parties that were answered and had gone on hold before.
  static void tellHolds(Turn turn, LegId leg) {
    Media media = turn.call().media();
    if (media != null) {
      for (Endpoint endpoint : media.plan().endpoints()) {
        if (endpoint.leg().equals(leg)) {
          Holds.tell(turn, leg, EarlySession.audio(endpoint));
        }
      }
    }
  }
}
