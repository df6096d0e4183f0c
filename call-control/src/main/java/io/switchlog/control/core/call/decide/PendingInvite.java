package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.inbox.ResponseReceived;
import java.util.List;

/// An INVITE of ours that waits for its final response while edges die. Its server transaction is
/// told by branch *and* the sent-by of the Via (RFC 3261 section 17.2.3), so what another edge
/// sends, though the same in all else, is a copy to the peer and not a repeat. A leg knows where
/// its newest copy is (`edge`) and where others may be pending (`elsewhere`).
///
/// | what happens | what follows |
/// |---|---|
/// | its edge is lost, another lives | that one sends a copy at once: the peer may never have had the first. The first stays pending `elsewhere` |
/// | its edge is lost, none lives | nothing, until any edge joins: that one sends it |
/// | its edge comes back | sent again from there with the same Via: the peer's transaction absorbs it and repeats its latest response (section 17.2.1) |
/// | an edge of `elsewhere` comes back | nothing: what the peer has to say to that copy comes there as a stray |
/// | 482 to one copy of several | the peer has another (section 8.2.2.2): no failure of the leg. That copy is forgotten, and the leg waits for the others at the edge that it had before |
/// | ...and once more, because the ACK was lost with its edge | acknowledged, and nothing else: where the leg rang at another edge, or is cancelled there, its copy there is not the one that was merged |
/// | 482 to the only copy | the leg's failure, like any other |
/// | a provisional to any copy | that one lives: the leg is served by its edge, and the others stay pending for peers that ring twice |
/// | 2xx to any copy | that one wins: ACK and all that follows leave from its edge |
/// | another failure of any copy | the leg's failure: a peer that has another copy would have said 482 |
/// | the leg is to be cancelled | a CANCEL from each edge that has a copy; it has to match the INVITE's Via (section 9.1), so no heir can send it for a dead edge |
/// | ...and one of these edges comes back | the CANCEL is sent again from there |
/// | nothing more is heard | the ring timeout, or that of the teardown |
final class PendingInvite {
  private PendingInvite() {}

  /// Whether the peer took one copy of the INVITE for a repeat of another.
  static boolean isMerged(Leg leg, NodeId edge, Reply reply) {
    return reply.status() == 482
        && reply.method().equals("INVITE")
        && leg.isInvited(reply.cseq())
        && !others(leg).isEmpty()
        && (leg.edge().equals(edge) || others(leg).contains(edge));
  }

  /// Whether the peer says once more that it took a copy for a repeat, of which the leg knows
  /// nothing any more: it rang at another edge, and may have to be cancelled there.
  static boolean isForgotten(Leg leg, NodeId edge, Reply reply) {
    boolean rangElsewhere =
        switch (leg) {
          case Leg.Dialing dialing -> dialing.provisionals() > 0;
          case Leg.Leaving leaving -> leaving.invite() != null;
          case Leg.Calling _, Leg.Talking _, Leg.HandedOver _, Leg.Gone _ -> false;
        };
    return rangElsewhere
        && reply.status() == 482
        && reply.method().equals("INVITE")
        && leg.isInvited(reply.cseq())
        && !leg.edge().equals(edge)
        && !others(leg).contains(edge);
  }

  private static List<NodeId> others(Leg leg) {
    return switch (leg) {
      case Leg.Dialing dialing -> dialing.elsewhere();
      case Leg.Leaving leaving -> leaving.elsewhere();
      case Leg.Calling _, Leg.Talking _, Leg.HandedOver _, Leg.Gone _ -> List.of();
    };
  }

  static Decision merged(Turn turn, Leg leg, ResponseReceived input, Reply reply) {
    if (StrayFailure.is(input, reply)) {
      turn.tell(StrayFailure.acknowledged(input, reply));
    }
    NodeId merged = input.edge();
    if (!leg.edge().equals(merged)) {
      turn.tell(new LegMoved(leg.id(), leg.edge(), merged));
      return turn.told();
    }
    NodeId waiting = others(leg).getLast();
    turn.tell(new LegMoved(leg.id(), waiting, merged));
    if (turn.view().isLive(waiting) && leg instanceof Leg.Dialing) {
      // It came back while the copy was on its way, and does not know the INVITE yet.
      turn.tell(new LegMoved(leg.id(), waiting, null));
    }
    return turn.told();
  }

  /// A copy rings.
  static void rang(Turn turn, Leg.Dialing leg, NodeId edge) {
    if (leg.elsewhere().contains(edge)) {
      turn.tell(new LegMoved(leg.id(), edge, null));
    }
  }

  /// A copy was answered: its edge gets the answer again if the ACK is lost, so it has to send
  /// that.
  static void answered(Turn turn, Leg leg, NodeId edge) {
    if (!leg.edge().equals(edge)) {
      turn.tell(new LegMoved(leg.id(), edge, leg.edge()));
    }
  }
}
