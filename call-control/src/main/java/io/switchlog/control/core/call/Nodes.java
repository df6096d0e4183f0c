package io.switchlog.control.core.call;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;

/// What becomes of a call whose node dies, or comes back with nothing in its memory.
final class Nodes {
  private Nodes() {}

  static Decision lost(Turn turn, NodeLost lost) {
    switch (lost.node().kind()) {
      case MEDIA -> mediaLost(turn, lost.node());
      case EDGE -> edgeLost(turn, lost.node());
      case CONTROL -> {
        // Calls live in the log, not on a node of call control.
      }
    }
    return turn.done();
  }

  /// @param node one whose ports are gone; where it is live in the view it came back without them
  private static void mediaLost(Turn turn, NodeId node) {
    ActiveCall call = turn.call();
    Media media = call.media();
    if (media == null || !media.node().equals(node) || call.outcome() != null) {
      return;
    }
    NodeId other = MediaControl.nodeFor(turn);
    boolean isWaiting = call.timers().containsKey(Call.MEDIA_LOST);
    boolean nobodyKnowsItsPorts = call.caller() instanceof Leg.Calling && call.legs().size() == 1;
    if (other != null) {
      MediaControl.move(turn, media, other);
    } else if (nobodyKnowsItsPorts) {
      Teardown.release(turn, mediaLost());
    } else if (!isWaiting) {
      turn.tell(new MediaLost(node, turn.now().plus(Turn.MEDIA_LOST)));
    }
  }

  static Outcome mediaLost() {
    return mediaLost("media node lost");
  }

  static Outcome mediaLost(String text) {
    return new Outcome(EndCause.NODE_LOST, null, 503, text);
  }

  /// The call has waited for a media node as long as it may. One that is there all the same was
  /// heard again in the life that was thought to be over, which calls are not told of.
  static void mediaStayedAway(Turn turn) {
    Media media = turn.call().media();
    NodeId node = MediaControl.nodeFor(turn);
    if (media == null || node == null) {
      Teardown.release(turn, mediaLost());
    } else {
      MediaControl.move(turn, media, node);
    }
  }

  private static void edgeLost(Turn turn, NodeId node) {
    NodeId heir = turn.view().edgeInPlaceOf(node);
    if (heir == null || heir.equals(node)) {
      return;
    }
    for (Leg leg : turn.call().legs()) {
      if (leg.edge().equals(node) && canMove(leg)) {
        turn.tell(new LegMoved(leg.id(), heir, null));
      }
    }
  }

  /// Whether another edge can do for a leg what its own did; for those whose INVITE is pending see
  /// [PendingInvite].
  private static boolean canMove(Leg leg) {
    return switch (leg) {
      case Leg.Calling _, Leg.Talking _, Leg.Dialing _ -> true;
      case Leg.Leaving leaving -> leaving.how() == LegReleased.How.BYE;
      case Leg.Gone _ -> false;
    };
  }

  static Decision joined(Turn turn, NodeJoined joined) {
    NodeId node = joined.presence().node();
    switch (node.kind()) {
      case EDGE -> edgeJoined(turn, node);
      case MEDIA -> mediaJoined(turn, node);
      case CONTROL -> {
        // Calls live in the log, not on a node of call control.
      }
    }
    return turn.done();
  }

  private static void mediaJoined(Turn turn, NodeId node) {
    ActiveCall call = turn.call();
    Media media = call.media();
    NodeId taker = MediaControl.nodeFor(turn);
    if (media != null && taker != null && call.timers().containsKey(Call.MEDIA_LOST)) {
      MediaControl.move(turn, media, taker);
    } else {
      mediaLost(turn, node);
    }
  }

  private static void edgeJoined(Turn turn, NodeId node) {
    for (Leg leg : turn.call().legs()) {
      boolean restarted = leg.edge().equals(node) && isOwedSomething(turn.call(), leg);
      // Its edge died while no other one lived.
      boolean stranded = !turn.view().isLive(leg.edge()) && canMove(leg);
      boolean cancelled = leg instanceof Leg.Leaving leaving && leaving.elsewhere().contains(node);
      if (restarted || stranded || cancelled) {
        turn.tell(new LegMoved(leg.id(), node, null));
      }
    }
  }

  private static boolean isOwedSomething(ActiveCall call, Leg leg) {
    return switch (leg) {
      case Leg.Dialing _, Leg.Leaving _ -> true;
      case Leg.Talking talking ->
          talking.unacknowledged() != null
              || talking.session().open() != null
              || call.exchanges().stream()
                  .anyMatch(exchange -> exchange.target().equals(talking.id()));
      case Leg.Calling _, Leg.Gone _ -> false;
    };
  }
}
