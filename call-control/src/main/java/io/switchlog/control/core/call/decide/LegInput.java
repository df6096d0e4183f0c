package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import org.jspecify.annotations.Nullable;

/// What can reach a leg. Every state of a leg has an answer to each.
sealed interface LegInput {

  /// The INVITE that opened the call came again.
  record InvitedAgain(InviteReceived invite) implements LegInput {}

  /// A request inside the leg's dialog: BYE, re-INVITE, UPDATE, INFO, OPTIONS, or one that we do
  /// not know.
  record Asked(PeerMessage message, RequestReceived input) implements LegInput {}

  /// The INVITE that opened the call is cancelled.
  ///
  /// @param edge the edge that the CANCEL came by; null where an edge answered it
  /// @param refusedBy the edge that refused the INVITE itself; null where the caller has given up
  record CalledOff(PeerMessage cancel, @Nullable NodeId edge, @Nullable NodeId refusedBy)
      implements LegInput {}

  /// A re-INVITE of the leg's peer is cancelled.
  ///
  /// @param isAnswered whether an edge answered the CANCEL
  record Withdrawn(Exchange exchange, PeerMessage cancel, boolean isAnswered) implements LegInput {}

  /// An ACK to a 2xx.
  record Acknowledged(PeerMessage ack, NodeId edge) implements LegInput {}

  /// A 2xx of ours was sent for 64*T1 and no ACK came.
  ///
  /// @param edge that resent it; null where that is not known
  record NotAcknowledged(String transaction, @Nullable NodeId edge) implements LegInput {}

  /// Progress of ours was resent for 64*T1 and no PRACK came.
  ///
  /// @param edge that resent it; null where that is not known
  record ProgressUnheard(String transaction, long rseq, @Nullable NodeId edge)
      implements LegInput {}

  /// A response to a request of ours.
  record Replied(Reply reply, NodeId edge) implements LegInput {}

  /// A request of ours has no final response, and will have none.
  ///
  /// @param status what RFC 3261 section 8.1.3.1 reads that as: 408 for a timeout, 503 for a
  ///   failure of the transport
  /// @param edge whose request it was; null where that is not known
  record Unanswered(String method, long cseq, int status, String detail, @Nullable NodeId edge)
      implements LegInput {}

  /// The time to wait after an offer of our own met one of the leg's is over.
  record MayOffer() implements LegInput {}

  /// The leg's session is to be refreshed, or its time is over.
  record SessionDue() implements LegInput {}

  /// The called party has rung for as long as it may.
  record RangOut() implements LegInput {}

  /// The caller who waits was told nothing for a while.
  record ProgressDue() implements LegInput {}

  /// The leg's edge is lost, and another can take its place.
  record EdgeLost(NodeId heir) implements LegInput {}

  /// An edge begins to live, with nothing in its memory; maybe the leg's.
  record EdgeJoined(NodeId edge) implements LegInput {}

  /// What a state says to an input that it has no use for and that nobody waits for an answer to.
  default Decision unfit() {
    return switch (this) {
      case InvitedAgain _ -> Decision.refused("an INVITE once", "it came again");
      case Asked asked -> Decision.refused("a leg that can be asked", asked.message().method());
      case CalledOff _, Withdrawn _ ->
          Decision.refused("an INVITE that has no final response", "a CANCEL too late");
      case Acknowledged _ ->
          Decision.refused("the ACK to a 2xx of ours that waits for it", "another ACK");
      case ProgressUnheard _ -> Decision.refused("progress that waits for its PRACK", "none");
      case NotAcknowledged _ -> Decision.refused("a 2xx that waits for its ACK", "none");
      case Replied(Reply reply, NodeId _) ->
          Decision.refused(
              "a request that has no final response",
              reply.status() + " to " + reply.method() + " " + reply.cseq());
      case Unanswered unanswered ->
          Decision.refused(
              "a request that has no final response",
              unanswered.method() + " " + unanswered.cseq());
      case MayOffer _, SessionDue _ -> Decision.refused("a leg that talks", "none");
      case ProgressDue _ -> Decision.refused("a caller who waits", "none");
      case RangOut _ -> Decision.refused("a leg that is dialed", "none");
      case EdgeLost _, EdgeJoined _ -> Decision.refused("something of ours at an edge", "nothing");
    };
  }
}
