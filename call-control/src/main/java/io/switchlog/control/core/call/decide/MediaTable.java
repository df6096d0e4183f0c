package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Source;

/// What its media node says of a call's media, what becomes of a call whose media node dies, and of
/// one that is silent.
final class MediaTable {
  private MediaTable() {}

  static Decision applied(Turn turn, MediaPlanApplied applied) {
    Media media = turn.call().media();
    if (media == null
        || applied.life() != turn.call().life()
        || !media.node().equals(applied.node())
        || !isAwaited(turn.call(), media, applied.version())) {
      return Decision.refused("an answer to a plan that is awaited", "plan " + applied.version());
    }
    if (turn.call().isEnding() || turn.call().isArmed(CallTimer.MEDIA_LOST)) {
      return Decision.refused("a call that waits for it", "plan " + applied.version());
    }
    turn.tell(new MediaReady(applied.node(), applied.version(), applied.endpoints()));
    if (media.plan().version() == applied.version()) {
      turn.ask(new PlanInput.MediaServed());
    }
    return turn.told();
  }

  /// Whether somebody has use for the news. That of a plan which was overtaken matters where
  /// several ring: whom it serves rings on, whatever becomes of the newest.
  private static boolean isAwaited(ActiveCall call, Media media, long version) {
    if (media.plan().version() == version) {
      return !media.isReady();
    }
    MediaPlan inForce = media.inForce();
    return media.asked(version) != null
        && (inForce == null || inForce.version() < version)
        && call.plan() instanceof Plan.Ring ring
        && !ring.isPlain();
  }

  static Decision refused(Turn turn, MediaPlanRefused refused) {
    Media media = turn.call().media();
    if (media == null
        || refused.life() != turn.call().life()
        || !media.node().equals(refused.node())
        || turn.call().isEnding()
        || turn.call().isArmed(CallTimer.MEDIA_LOST)) {
      return Decision.refused("an answer to the newest plan", "plan " + refused.version());
    }
    MediaPlan before = media.inForce();
    if (before != null && before.version() == refused.version()) {
      // It was in force: the node gave the call up, and its ports are closed.
      failed(turn, text(refused.reason()));
    } else if (media.plan().version() != refused.version()) {
      return Decision.refused("an answer to the newest plan", "plan " + refused.version());
    } else if (refused.reason() == MediaPlanRefused.Reason.PORTS_EXHAUSTED
        && !Media.promised(media.plan()).isEmpty()
        && before == null) {
      MediaPlans.askAnew(turn, media);
    } else if (canGoOnWithout(turn, media)) {
      if (refused.reason() != MediaPlanRefused.Reason.PORTS_EXHAUSTED
          || !MediaPlans.askedForNew(turn, media)) {
        turn.ask(new PlanInput.MediaRefused());
      }
    } else if (before != null && turn.call().established() && changes(media.plan(), before)) {
      if (connects(before, media.plan())) {
        goOn(turn, media, before);
      } else if (refused.reason() == MediaPlanRefused.Reason.UNSUPPORTED || isAskedAgain(media)) {
        failed(turn, text(refused.reason()));
      } else {
        MediaPlans.askAgain(turn, media);
      }
    } else {
      failed(turn, text(refused.reason()));
    }
    return turn.told();
  }

  /// The call has no media: whoever rings without goes on.
  private static void failed(Turn turn, String text) {
    if (ringsWithout(turn.call())) {
      turn.ask(new PlanInput.MediaGone(true));
    } else {
      Endings.mediaFailed(turn, text);
    }
  }

  /// Whether a media node carries the audio of some whom the plan rings, and not that of others.
  private static boolean ringsWithout(ActiveCall call) {
    return call.plan() instanceof Plan.Ring ring && ring.isMixed();
  }

  /// Whether there are parties whom the newest plan changes nothing for: they ring on, or are
  /// parked, without it.
  private static boolean canGoOnWithout(Turn turn, Media media) {
    if (turn.call().plan() instanceof Plan.Parked) {
      return media.inForce() != null && turn.call().caller() instanceof Leg.Talking;
    }
    if (turn.call().plan() instanceof Plan.Connected(Plan.Limits _, Plan.Replacing replacing)
        && replacing != null) {
      return media.inForce() != null;
    }
    return turn.call().plan() instanceof Plan.Ring
        && media.inForce() != null
        && changes(media.plan(), media.inForce());
  }

  private static boolean changes(MediaPlan plan, MediaPlan before) {
    return !plan.endpoints().equals(before.endpoints());
  }

  /// Whether all who are to hear somebody in the newest plan hear that one in the plan before.
  private static boolean connects(MediaPlan before, MediaPlan newest) {
    return newest.endpoints().stream()
        .filter(endpoint -> endpoint.source() instanceof Source.Relay)
        .allMatch(endpoint ->
            before.endpoints().stream()
                .anyMatch(one ->
                    one.leg().equals(endpoint.leg()) && one.source().equals(endpoint.source())));
  }

  /// Whether the newest plan was refused before, under another version.
  private static boolean isAskedAgain(Media media) {
    MediaPlan first = media.asked(media.plan().version() - 1);
    return first != null && first.endpoints().equals(media.plan().endpoints());
  }

  /// The sound of an established call goes on as it was, whatever was to change: what is in force
  /// is asked for once more, so that the newest plan is one that the node follows. Where even that
  /// is refused, the call ends.
  ///
  /// The offer that the plan followed from is answered by then, and nothing takes an answer back. A
  /// leg that was to be held is held by its peer's phone, with the node passing packets that nobody
  /// listens to. One that wanted its packets elsewhere does not hear; either side may make another
  /// offer at any point (RFC 3264 section 8), or hang up. To end a call that two people have for
  /// what one of them wanted to change would be worse: RFC 3261 section 14.1 has a session go on
  /// "as if no re-INVITE had been issued" where its change fails.
  private static void goOn(Turn turn, Media media, MediaPlan before) {
    MediaPlans.request(turn, media, before.endpoints());
  }

  /// Words of our own: those of the node are in its fact, and another build's may differ.
  private static String text(MediaPlanRefused.Reason reason) {
    return "media refused: "
        + switch (reason) {
          case PORTS_EXHAUSTED -> "no port is free";
          case UNSUPPORTED -> "the node cannot do it";
          case LATE -> "the plan came too late";
          case INTERNAL -> "an error of the node's own";
        };
  }

  /// Whether somebody holds, though the plan in force may not say so: see [#goOn].
  private static boolean isHeld(ActiveCall call) {
    return call.legs().stream().anyMatch(leg -> leg instanceof Leg.Talking it && it.held());
  }

  static Decision silent(Turn turn, RtpTimedOut silent) {
    Media media = turn.call().media();
    if (media == null || silent.life() != turn.call().life()) {
      return turn.stateless().forgotten(silent, ApplyMediaPlan.WHATEVER);
    }
    if (!media.node().equals(silent.node())) {
      // The call went elsewhere, and may come back with a later plan.
      return turn.stateless().forgotten(silent, media.plan().version());
    }
    int patienceMillis = media.plan().silenceMillis();
    if (!turn.call().established()
        || turn.call().isEnding()
        || patienceMillis == 0
        || silent.silentMillis() < patienceMillis
        || isHeld(turn.call())) {
      return Decision.refused(
          "an established call that may not be silent",
          "silence of " + silent.silentMillis() + " ms");
    }
    String text = "no RTP from any leg for " + silent.silentMillis() + " ms";
    Endings.end(turn, new Outcome(EndCause.MEDIA_FAILED, silent.leg(), 200, text));
    return turn.told();
  }

  /// The node did not answer in time.
  static Decision unanswered(Turn turn) {
    Media media = turn.call().media();
    if (media != null && canGoOnWithout(turn, media)) {
      return turn.ask(new PlanInput.MediaRefused()).told();
    }
    failed(turn, "no answer from the media node within " + Turn.MEDIA.toSeconds() + " s");
    return turn.told();
  }

  /// A node is gone, with all of its ports.
  ///
  /// @param node where it is live in the view it came back without them
  static void nodeLost(Turn turn, NodeId node) {
    ActiveCall call = turn.call();
    Media media = call.media();
    if (media == null || !media.node().equals(node) || call.isEnding()) {
      return;
    }
    NodeId other = turn.nodeFor(NodeKind.MEDIA);
    if (other != null) {
      MediaPlans.move(turn, media, other);
    } else if (call.hasNobodyElse() && !ringsWithout(call)) {
      // Nobody knows its ports.
      Endings.end(turn, Endings.mediaLost());
    } else if (!call.isArmed(CallTimer.MEDIA_LOST)) {
      turn.tell(new MediaLost(node, turn.now().plus(Turn.MEDIA_LOST)));
      if (ringsWithout(call)) {
        turn.ask(new PlanInput.MediaGone(false));
      }
    }
  }

  /// A node begins to live, with nothing in its memory; maybe the call's.
  static void nodeJoined(Turn turn, NodeId node) {
    Media media = turn.call().media();
    NodeId taker = turn.nodeFor(NodeKind.MEDIA);
    if (media != null && taker != null && turn.call().isArmed(CallTimer.MEDIA_LOST)) {
      MediaPlans.move(turn, media, taker);
    } else {
      nodeLost(turn, node);
    }
  }

  /// The call has waited for a media node as long as it may. One that is there all the same was
  /// heard again in the life that was thought to be over, which calls are not told of.
  static Decision stayedAway(Turn turn) {
    Media media = turn.call().media();
    NodeId node = turn.nodeFor(NodeKind.MEDIA);
    if (media != null && node != null) {
      MediaPlans.move(turn, media, node);
    } else if (ringsWithout(turn.call())) {
      turn.ask(new PlanInput.MediaGone(true));
    } else {
      Endings.end(turn, Endings.mediaLost());
    }
    return turn.told();
  }
}
