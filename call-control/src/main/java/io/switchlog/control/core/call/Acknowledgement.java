package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import org.jspecify.annotations.Nullable;

/// ACKs to our 2xx: they confirm a dialog, and answer a delayed offer.
final class Acknowledgement {
  private Acknowledgement() {}

  static Decision received(Turn turn, AckReceived input) {
    PeerMessage ack = Reading.unanswerable(input.message());
    if (ack == null
        || !(turn.call().leg(input.leg()) instanceof Leg.Talking leg)
        || leg.unacknowledged() == null
        || leg.unacknowledged().invite().cseq() != ack.request().cseq()) {
      return Turn.refused("the ACK to a 2xx of ours that waits for it", "another ACK");
    }
    Unacknowledged answer = leg.unacknowledged();
    if (!answer.offers()) {
      turn.tell(confirmed(leg, answer, input.edge(), null, Content.NONE));
    } else if (Exchanges.isAlone(turn.call(), leg.id())) {
      answeredUs(turn, leg, answer, input.edge(), ack);
    } else {
      answeredPeer(turn, leg, answer, input.edge(), ack);
    }
    return turn.done();
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
      Teardown.release(turn, unanswered(leg.id()));
    } else {
      MediaControl.agreedWithUs(turn, leg.id(), session.audio());
      Exchanges.holds(turn, leg.id(), session.audio());
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
      Teardown.release(turn, unanswered(leg.id()));
      return;
    }
    turn.tell(confirmed(leg, answer, edge, waiting, crossing.content()));
    Audio mine = crossing.audio();
    if (mine != null) {
      MediaControl.agreed(turn, waiting, answer.offered(), leg.id(), mine, true);
    }
    if (answer.offered() != null) {
      Exchanges.holds(turn, waiting, answer.offered());
    }
  }

  private static Outcome unanswered(LegId leg) {
    return Teardown.protocolError(
        leg,
        488,
        "expected the answer to a delayed offer in the ACK of leg " + leg + ", found none");
  }

  /// RFC 3261 section 13.3.1.4: the dialog is confirmed without the ACK, but the session is to be
  /// ended.
  static Decision missing(Turn turn, AckMissing input) {
    if (!(turn.call().leg(input.leg()) instanceof Leg.Talking leg)
        || leg.unacknowledged() == null
        || !leg.unacknowledged().invite().transaction().key().equals(input.transaction())) {
      return Turn.refused("a 2xx that waits for its ACK", "leg " + input.leg());
    }
    Teardown.release(turn, Teardown.protocolError(leg.id(), 200, "no ACK from leg " + leg.id()));
    return turn.done();
  }
}
