package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RefreshDeferred;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.ReofferRefused;
import io.switchlog.schemas.event.SessionTiming;
import io.switchlog.schemas.media.LocalEndpoint;
import org.jspecify.annotations.Nullable;

/// Offers of our own: a call's media moved to another node, and its legs are told where.
///
///     MediaRequested -> MediaReady -> LegReoffered -> ReofferAccepted
///                                      ^    └──491──> ReofferDeferred
///                                      └───── timer ───────┘
///
/// Nothing remembers which legs are still to be told: one is where the description in force names
/// another address than the node does. So an offer of a peer's that crosses meanwhile tells it too.
final class Reoffers {
  /// How often an offer is made before the call is given up.
  private static final int TRIES = 3;

  private Reoffers() {}

  /// Makes every offer that is due and may be made now.
  static void offerWhatMoved(Turn turn) {
    Media media = turn.call().media();
    if (media == null || !media.moved() || !media.isServed() || turn.call().isEnding()) {
      return;
    }
    for (Leg leg : turn.call().legs()) {
      if (leg instanceof Leg.Talking talking && Glare.isFree(turn.call(), talking)) {
        LocalEndpoint endpoint = media.local(talking.id());
        RelayedSession agreed = RelayedSession.read(talking.session().agreed());
        if (endpoint != null && agreed != null && !agreed.isAt(endpoint)) {
          offer(turn, talking, agreed, endpoint);
        }
      }
    }
  }

  /// RFC 3264 section 8.3.1: the description as it was, direction and all, at the new address.
  private static void offer(
      Turn turn, Leg.Talking leg, RelayedSession meant, LocalEndpoint endpoint) {
    var description =
        meant.relayedTo(endpoint, turn.call().sessionId(leg.id()), leg.session().nextVersion());
    turn.tell(
        new LegReoffered(
            leg.id(),
            leg.dialog().nextCseq(),
            SessionTimers.inRequest(leg, OwnHeaders.session(description))));
  }

  /// The time to wait after a 491 is over: what was offered is offered again, and where the two
  /// have agreed on something else since, that.
  static Decision again(Turn turn, Leg.Talking leg) {
    Media media = turn.call().media();
    LocalEndpoint endpoint = media == null ? null : media.local(leg.id());
    Bytes deferred = leg.session().deferred();
    RelayedSession meant =
        RelayedSession.read(deferred.isEmpty() ? leg.session().agreed() : deferred);
    if (endpoint != null && meant != null) {
      offer(turn, leg, meant, endpoint);
    }
    return turn.told();
  }

  static Decision responded(Turn turn, Leg.Talking leg, OurSession.Reoffer open, Reply reply) {
    if (reply.status() < 200) {
      return Decision.refused("a final response", Integer.toString(reply.status()));
    }
    if (!reply.isSuccess()) {
      return failed(turn, leg, open, reply.status(), reply.timing());
    }
    boolean refreshing = leg.session().isRefreshing();
    turn.tell(new ReofferAccepted(leg.id(), open.cseq(), reply.target(), reply.uuid()));
    SessionTimers.refreshed(turn, leg.id(), reply);
    RelayedSession answer =
        reply.describesSession() ? RelayedSession.read(reply.content().body()) : null;
    if (answer == null && !refreshing) {
      // RFC 3261 section 13.2.1: an offer in an INVITE is answered in its 2xx.
      String text = "expected the answer to our offer in the 2xx of leg " + leg.id();
      turn.ask(new PlanInput.Broke(Endings.protocolError(leg.id(), 488, text + ", found none")));
    } else if (answer != null && turn.call().media() != null) {
      MediaPlans.reanswered(turn, leg.id(), answer.audio());
      if (letListen(open)) {
        Holds.tell(turn, leg.id(), answer.audio());
      }
      if (!refreshing) {
        turn.ask(new PlanInput.Agreed(leg.id(), answer));
      }
    }
    return turn.told();
  }

  /// RFC 3261 section 12.2.1.2: the peer does not know the dialog, or is not there.
  private static void gone(Turn turn, Leg.Talking leg, int status) {
    String text = "leg " + leg.id() + " answered INVITE with " + status;
    turn.ask(new PlanInput.Broke(new Outcome(EndCause.UNAVAILABLE, leg.id(), 200, text)));
  }

  /// A refresh that came to nothing, of a session whose timer was turned off meanwhile.
  private static Decision untimed(Turn turn, Leg.Talking leg, long cseq, int status) {
    turn.tell(new RefreshDeferred(leg.id(), cseq, false, 0, turn.now()));
    if (Glare.endsDialog(status)) {
      gone(turn, leg, status);
    }
    return turn.told();
  }

  /// Whether our offer let the leg listen: only then it is the one that holds if it does not.
  private static boolean letListen(OurSession.Reoffer open) {
    RelayedSession offer = RelayedSession.read(open.content().body());
    return offer != null && offer.audio().sends();
  }

  /// RFC 3261 section 14.1: the session stays as it was. That is no use where the peer sends to an
  /// address which is the call's no more.
  private static void refused(Turn turn, Leg.Talking leg, OurSession.Reoffer open, int status) {
    Media media = turn.call().media();
    LocalEndpoint endpoint = media == null ? null : media.local(leg.id());
    RelayedSession agreed = RelayedSession.read(leg.session().agreed());
    turn.tell(
        new ReofferRefused(leg.id(), open.cseq(), status, SessionTimers.afterRefusal(turn, leg)));
    if (endpoint == null || agreed == null || !agreed.isAt(endpoint)) {
      String text = "media node lost; leg " + leg.id() + " refused the new address with " + status;
      turn.ask(new PlanInput.Declined(leg.id(), status, Endings.mediaLost(text)));
    }
  }

  /// A final failure, or none at all.
  ///
  /// @param said what the failure says of session timers; null for nothing
  static Decision failed(
      Turn turn,
      Leg.Talking leg,
      OurSession.Reoffer open,
      int status,
      @Nullable SessionTiming said) {
    if (leg.session().isRefreshing()) {
      return leg.timer() == null
          ? untimed(turn, leg, open.cseq(), status)
          : SessionTimers.failed(turn, leg, open.cseq(), status, said);
    }
    if (status == 491 && leg.session().deferrals() + 1 < TRIES) {
      turn.tell(
          new ReofferDeferred(
              leg.id(),
              open.cseq(),
              turn.now().plusMillis(Glare.backOffMillis(turn, leg.id(), open.cseq()))));
    } else if (Glare.endsDialog(status)) {
      gone(turn, leg, status);
    } else {
      refused(turn, leg, open, status);
    }
    return turn.told();
  }
}
