package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerRequest;
import org.jspecify.annotations.Nullable;

/// ACKs to our 2xx: they confirm a dialog, and answer a delayed offer.
final class Acknowledgement {
  private Acknowledgement() {}

  static Decision received(Turn turn, Leg.Talking leg, LegInput.Acknowledged input) {
    PeerMessage ack = input.ack();
    Unacknowledged answer = leg.unacknowledged();
    if (answer == null || answer.invite().cseq() != ack.request().cseq()) {
      return input.unfit();
    }
    if (!answer.offers()) {
      turn.tell(confirmed(leg, answer, input.edge(), null, Content.NONE));
    } else if (isOurs(turn.call(), leg, answer)) {
      answeredUs(turn, leg, answer, input.edge(), ack);
    } else {
      answeredPeer(turn, leg, answer, input.edge(), ack);
    }
    return turn.told();
  }

  /// Whether the offer in our 2xx was our own: of another party's it is known what it wants, where
  /// its audio goes by a media node.
  private static boolean isOurs(ActiveCall call, Leg.Talking leg, Unacknowledged answer) {
    return call.isAlone(leg.id()) || (call.media() != null && answer.offered() == null);
  }

  private static LegConfirmed confirmed(
      Leg.Talking leg,
      Unacknowledged answer,
      NodeId edge,
      @Nullable LegId acknowledges,
      Content content) {
    NodeId resending = answer.invite().transaction().edge();
    return new LegConfirmed(
        leg.id(),
        edge,
        answer.invite().cseq(),
        answer.invite().transaction().key(),
        resending.equals(edge) ? null : resending,
        acknowledges,
        content);
  }

  private static void answeredUs(
      Turn turn, Leg.Talking leg, Unacknowledged answer, NodeId edge, PeerMessage ack) {
    turn.tell(confirmed(leg, answer, edge, null, Content.NONE));
    RelayedSession session =
        ack.describesSession() ? RelayedSession.read(ack.content().body()) : null;
    if (session == null || OwnSession.acceptable(session.audio()).isEmpty()) {
      turn.ask(new PlanInput.Broke(unanswered(leg.id())));
    } else {
      MediaPlans.agreedWithUs(turn, leg.id(), session.audio());
      Holds.tell(turn, leg.id(), session.audio());
    }
  }

  /// The answer to the offer in the other leg's 2xx: it leaves in the ACK that this leg waits for.
  private static void answeredPeer(
      Turn turn, Leg.Talking leg, Unacknowledged answer, NodeId edge, PeerMessage ack) {
    Leg peer = turn.call().peerOf(leg.id());
    LegId waiting = peer instanceof Leg.Talking talking && talking.owesAck() ? talking.id() : null;
    Crossing crossing =
        waiting == null || !ack.describesSession()
            ? null
            : Crossing.to(turn.call(), waiting, ack.content(), true);
    if (waiting == null || crossing == null) {
      Content refusal =
          waiting == null
              ? Content.NONE
              : RefusedOffer.in(turn.call(), waiting, answer.content().body());
      turn.tell(confirmed(leg, answer, edge, waiting, refusal));
      turn.ask(new PlanInput.Broke(unanswered(leg.id())));
      return;
    }
    turn.tell(confirmed(leg, answer, edge, waiting, crossing.content()));
    Audio mine = crossing.audio();
    if (mine != null) {
      MediaPlans.agreed(turn, waiting, answer.offered(), leg.id(), mine, true);
    }
    if (answer.offered() != null) {
      Holds.tell(turn, waiting, answer.offered());
    }
  }

  /// Whether the edge that tells has lost the INVITE to another one since: it stood still, and was
  /// thought dead.
  static boolean isStale(@Nullable NodeId teller, PeerRequest invite) {
    return teller != null && !teller.equals(invite.transaction().edge());
  }

  private static Outcome unanswered(LegId leg) {
    return Endings.protocolError(
        leg,
        488,
        "expected the answer to a delayed offer in the ACK of leg " + leg + ", found none");
  }

  /// RFC 3261 section 13.3.1.4: the dialog is confirmed without the ACK, but the session is to be
  /// ended.
  static Decision missing(Turn turn, Leg.Talking leg, LegInput.NotAcknowledged missing) {
    Unacknowledged answer = leg.unacknowledged();
    if (answer == null
        || !answer.invite().transaction().key().equals(missing.transaction())
        || isStale(missing.edge(), answer.invite())) {
      return missing.unfit();
    }
    turn.ask(
        new PlanInput.Broke(Endings.protocolError(leg.id(), 200, "no ACK from leg " + leg.id())));
    return turn.told();
  }
}
