package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.ReofferRefused;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The part of the fold that is about the call's media: where it is, and that legs are told.
final class MediaEvolution {
  private MediaEvolution() {}

  static ActiveCall requested(ActiveCall call, MediaRequested requested) {
    Media before = call.media();
    MediaPlan plan = requested.plan();
    ActiveCall after;
    // A call that ends keeps its node until it is over.
    if (plan.isRelease() && !call.isEnding()) {
      return released(call, plan.version());
    }
    if (before == null) {
      // Where a node had a part in it before, legs may have been told of its addresses.
      boolean moved = call.releasedVersion() > 0;
      after = call.withMedia(Media.at(requested.node(), plan, Media.promised(plan), moved));
    } else if (requested.movedFrom() == null) {
      after = call.withMedia(before.asking(plan, known(before.local(), plan)));
    } else {
      List<LocalEndpoint> local = Media.isPromised(plan) ? Media.promised(plan) : before.local();
      after =
          withoutReofferTimers(call)
              .withMedia(Media.at(requested.node(), plan, local, true))
              .disarm(CallTimer.MEDIA_LOST);
    }
    return requested.answerBy() == null
        ? after
        : after.arm(CallTimer.MEDIA_ANSWER, requested.answerBy());
  }

  /// No media node has a part in the call any more, and nothing is waited for of one.
  private static ActiveCall released(ActiveCall call, long version) {
    return withoutReofferTimers(call)
        .withoutMedia(version)
        .disarm(CallTimer.MEDIA_ANSWER)
        .disarm(CallTimer.MEDIA_LOST);
  }

  /// Where the legs of a plan can send: as it was known, and as it is promised to new ones.
  private static List<LocalEndpoint> known(List<LocalEndpoint> before, MediaPlan plan) {
    List<LocalEndpoint> known = new ArrayList<>(before);
    known.removeIf(local ->
        plan.endpoints().stream().noneMatch(endpoint -> endpoint.leg().equals(local.leg())));
    for (LocalEndpoint promised : Media.promised(plan)) {
      if (known.stream().noneMatch(local -> local.leg().equals(promised.leg()))) {
        known.add(promised);
      }
    }
    return known;
  }

  static ActiveCall ready(ActiveCall call, MediaReady ready) {
    Media media = media(call, "MediaReady");
    MediaPlan carried = media.asked(ready.version());
    if (carried == null) {
      throw new ImpossibleHistory("MediaReady for a plan asked for", "plan " + ready.version());
    }
    boolean elsewhere =
        !ready.endpoints().containsAll(Media.promised(carried))
            || media.local().stream().anyMatch(known -> isContradicted(known, ready.endpoints()));
    if (carried.version() != media.plan().version()) {
      // Those that came since are where they were promised, or not known yet.
      return call.withMedia(
          media.carrying(carried, merged(media.local(), ready.endpoints()), elsewhere));
    }
    return call.withMedia(media.carrying(carried, ready.endpoints(), elsewhere))
        .disarm(CallTimer.MEDIA_ANSWER);
  }

  private static boolean isContradicted(LocalEndpoint known, List<LocalEndpoint> said) {
    return said.stream().anyMatch(now -> now.leg().equals(known.leg()) && !now.equals(known));
  }

  /// What was known, but for what the node says.
  private static List<LocalEndpoint> merged(List<LocalEndpoint> known, List<LocalEndpoint> said) {
    List<LocalEndpoint> merged = new ArrayList<>(said);
    for (LocalEndpoint endpoint : known) {
      if (said.stream().noneMatch(now -> now.leg().equals(endpoint.leg()))) {
        merged.add(endpoint);
      }
    }
    return merged;
  }

  static ActiveCall lost(ActiveCall call, MediaLost lost) {
    Media media = media(call, "MediaLost");
    return withoutReofferTimers(call)
        .withMedia(media.lost())
        .disarm(CallTimer.MEDIA_ANSWER)
        .arm(CallTimer.MEDIA_LOST, lost.waitUntil());
  }

  private static Media media(ActiveCall call, String event) {
    Media media = call.media();
    if (media == null) {
      throw new ImpossibleHistory("MediaRequested before " + event, "none");
    }
    return media;
  }

  static ActiveCall reoffered(ActiveCall call, Leg.Talking leg, LegReoffered event) {
    ActiveCall after =
        call.with(
                leg.withDialog(leg.dialog().afterSending(event.cseq()))
                    .withSession(
                        leg.session()
                            .reoffering(new OurSession.Reoffer(event.cseq(), event.content()))))
            .disarm(new CallTimer.Reoffer(leg.id()));
    return SessionEvolution.offered(after, leg);
  }

  static ActiveCall accepted(ActiveCall call, Leg.Talking leg, ReofferAccepted event, Instant at) {
    String target = event.refreshedTarget();
    return call.with(
        leg.withDialog(target == null ? leg.dialog() : leg.dialog().withRemoteTarget(target))
            .withAnsweredInvite(event.cseq(), null, at)
            .withSession(leg.session().reoffered()));
  }

  static ActiveCall deferred(ActiveCall call, Leg.Talking leg, ReofferDeferred event) {
    return call.with(leg.withSession(leg.session().deferring()))
        .arm(new CallTimer.Reoffer(leg.id()), event.retryAt());
  }

  static ActiveCall refused(ActiveCall call, Leg.Talking leg, ReofferRefused event) {
    ActiveCall after = call.with(leg.withSession(leg.session().withoutOffer()));
    return event.refreshAt() == null
        ? after
        : after.arm(new CallTimer.Session(leg.id()), event.refreshAt());
  }

  /// Without the offers of our own that are to be made again: something came before them.
  static ActiveCall withoutReofferTimers(ActiveCall call) {
    ActiveCall after = call;
    for (Leg leg : call.legs()) {
      after = after.disarm(new CallTimer.Reoffer(leg.id()));
    }
    return after;
  }
}
