package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Target;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.node.NodePresence;
import java.util.List;

/// The plan that rings a called party, with or without a media node between.
final class RingPlan {
  private static final LegId CALLED = new LegId(2);

  private RingPlan() {}

  static void begin(Turn turn, String uri, Action.MediaMode media, Bytes offer) {
    switch (media) {
      case BYPASS -> dial(turn, uri);
      case RELAY -> relay(turn, uri, offer);
    }
  }

  private static void relay(Turn turn, String uri, Bytes offer) {
    Endpoint caller = MediaPlans.blank(LegId.CALLER, AddressFamily.IP4, new Source.Relay(CALLED));
    if (!offer.isEmpty()) {
      RelayedSession session = RelayedSession.read(offer);
      if (session == null) {
        Endings.refuseMedia(turn);
        return;
      }
      Audio audio = session.audio();
      caller = MediaPlans.described(caller, audio, audio.payloads());
    }
    AddressFamily family = uri.indexOf('[') >= 0 ? AddressFamily.IP6 : AddressFamily.IP4;
    List<Endpoint> endpoints =
        List.of(caller, MediaPlans.blank(CALLED, family, new Source.Relay(LegId.CALLER)));
    NodeId node = MediaPlans.nodeFor(turn);
    List<Endpoint> promised = node == null ? null : MediaPlans.promised(turn, node, endpoints);
    if (promised == null) {
      MediaPlans.first(turn, node, endpoints);
    } else {
      MediaPlans.first(turn, node, promised);
      dial(turn, uri);
    }
  }

  static void dial(Turn turn, String uri) {
    if (!(turn.call().caller() instanceof Leg.Calling caller)) {
      return;
    }
    NodeId edge = turn.view().edgeInPlaceOf(caller.edge());
    NodeId sending = edge == null ? caller.edge() : edge;
    Target target = Target.of(uri, caller.dialog(), advertisedHost(turn, sending));
    if (target == null) {
      Endings.refuse(turn, EndCause.UNAVAILABLE, 500, "Invalid Target", Content.NONE);
      return;
    }
    Crossing crossing =
        Crossing.to(turn.call(), CALLED, caller.content(), !caller.content().body().isEmpty());
    if (crossing == null) {
      Endings.refuseMedia(turn);
      return;
    }
    turn.tell(
        new LegDialed(
            CALLED,
            sending,
            target.uri(),
            target.destination(),
            target.localParty(),
            target.remoteParty(),
            caller.maxForwards() - 1,
            crossing.content(),
            turn.now().plusSeconds(turn.call().routed().ringTimeoutSeconds())));
  }

  private static String advertisedHost(Turn turn, NodeId edge) {
    NodePresence presence = turn.view().presence(edge);
    return presence == null || presence.listeners().isEmpty()
        ? "anonymous.invalid"
        : presence.listeners().getFirst().host();
  }

  /// Nobody answered in time.
  static Decision rangOut(Turn turn) {
    Endings.release(turn, new Outcome(EndCause.NO_ANSWER, null, 480, OwnHeaders.phrase(480)));
    return turn.told();
  }
}
