package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.Abilities;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the call's media shall be, and what its media node says of it.
final class MediaControl {
  private MediaControl() {}

  /// The node for a call: spread by the call id over those that take work. Null where none does.
  static @Nullable NodeId nodeFor(Turn turn) {
    List<NodeId> nodes = turn.view().takingWork(NodeKind.MEDIA);
    return nodes.isEmpty()
        ? null
        : nodes.get(Math.floorMod(turn.id().value().hashCode(), nodes.size()));
  }

  /// A leg before anything is known of it.
  static Endpoint blank(LegId leg, AddressFamily family, Source source) {
    return new Endpoint(leg, family, null, List.of(), true, true, source, 20, 0);
  }

  /// The endpoint with what the leg's description says.
  static Endpoint described(Endpoint endpoint, Audio audio, List<Payload> payloads) {
    RemoteAddress remote = audio.remote() == null ? endpoint.remote() : audio.remote();
    AddressFamily family = remote == null ? endpoint.family() : family(remote.host());
    return new Endpoint(
        endpoint.leg(),
        family,
        family == endpoint.family() ? endpoint.local() : null,
        remote,
        payloads,
        /* receives= */ audio.sends(),
        /* sends= */ audio.receives(),
        endpoint.source(),
        endpoint.ptimeMillis(),
        endpoint.rtpTimeoutMillis());
  }

  static AddressFamily family(String host) {
    return host.indexOf(':') >= 0 ? AddressFamily.IP6 : AddressFamily.IP4;
  }

  /// Brings the plan in line with what two legs agreed on; the answer's payload types count (RFC
  /// 3264 section 6.1). Asks for nothing where the plan says so already.
  ///
  /// @param answered whether the call was answered: from then on silence is watched for
  static void agreed(
      Turn turn,
      LegId offerer,
      @Nullable Audio offer,
      LegId answerer,
      Audio answer,
      boolean answered) {
    List<Endpoint> endpoints = new ArrayList<>();
    Media media = turn.call().media();
    if (media == null) {
      return;
    }
    for (Endpoint endpoint : media.plan().endpoints()) {
      if (endpoint.leg().equals(answerer)) {
        endpoints.add(described(endpoint, answer, answer.payloads()));
      } else if (endpoint.leg().equals(offerer)) {
        endpoints.add(
            offer == null
                ? speaking(endpoint, answer.payloads())
                : described(endpoint, offer, answer.payloads()));
      } else {
        endpoints.add(endpoint);
      }
    }
    if (answered) {
      endpoints.replaceAll(endpoint -> watched(endpoint, turn.call().route()));
    }
    request(turn, media, endpoints);
  }

  private static Endpoint speaking(Endpoint endpoint, List<Payload> payloads) {
    return new Endpoint(
        endpoint.leg(),
        endpoint.family(),
        endpoint.local(),
        endpoint.remote(),
        payloads,
        endpoint.receives(),
        endpoint.sends(),
        endpoint.source(),
        endpoint.ptimeMillis(),
        endpoint.rtpTimeoutMillis());
  }

  /// The same for a leg that talks to the exchange itself.
  static void agreedWithUs(Turn turn, LegId leg, Audio audio) {
    Media media = turn.call().media();
    if (media == null) {
      return;
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : media.plan().endpoints()) {
      endpoints.add(
          endpoint.leg().equals(leg)
              ? watched(
                  described(endpoint, audio, OwnSession.acceptable(audio)), turn.call().route())
              : endpoint);
    }
    request(turn, media, endpoints);
  }

  private static void request(Turn turn, Media media, List<Endpoint> endpoints) {
    if (!endpoints.equals(media.plan().endpoints())) {
      MediaPlan plan = new MediaPlan(media.plan().version() + 1, endpoints);
      turn.tell(new MediaRequested(media.node(), plan, null, null));
    }
  }

  static Endpoint watched(Endpoint endpoint, @Nullable CallRouted route) {
    int timeoutMillis = route == null ? 0 : route.rtpTimeoutSeconds() * 1000;
    return new Endpoint(
        endpoint.leg(),
        endpoint.family(),
        endpoint.local(),
        endpoint.remote(),
        endpoint.payloads(),
        endpoint.receives(),
        endpoint.sends(),
        endpoint.source(),
        endpoint.ptimeMillis(),
        timeoutMillis);
  }

  /// The same plan at another node, or at the same one where it came back without its ports: there
  /// the call keeps those it was promised, which nobody else has been, and no leg need be told.
  static void move(Turn turn, Media media, NodeId node) {
    List<Endpoint> before = media.plan().endpoints();
    List<Endpoint> promised =
        node.equals(media.node()) ? before : promised(turn, node, unpromised(before));
    move(turn, media, node, promised == null ? unpromised(before) : promised);
  }

  private static void move(Turn turn, Media media, NodeId node, List<Endpoint> endpoints) {
    MediaPlan plan = new MediaPlan(media.plan().version() + 1, endpoints);
    turn.tell(new MediaRequested(node, plan, turn.now().plus(Turn.MEDIA), media.node()));
  }

  private static List<Endpoint> unpromised(List<Endpoint> endpoints) {
    return endpoints.stream().map(endpoint -> endpoint.at(null)).toList();
  }

  /// The endpoints at addresses that the node has leased; null where its lease has no more, or none
  /// of the family that an endpoint needs: then the node is asked.
  static @Nullable List<Endpoint> promised(Turn turn, NodeId node, List<Endpoint> endpoints) {
    NodePresence presence = turn.view().presence(node);
    PortLeases leases = presence == null ? null : presence.leases();
    if (leases == null) {
      return null;
    }
    List<Integer> ports = turn.view().ports().next(node, leases, endpoints.size());
    List<Endpoint> promised = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      String host = host(leases, endpoint.family());
      if (host != null) {
        promised.add(endpoint.at(new LocalAddress(host, ports.get(i))));
      }
    }
    return promised.size() == endpoints.size() ? promised : null;
  }

  private static @Nullable String host(PortLeases leases, AddressFamily family) {
    for (String host : leases.hosts()) {
      if (family(host) == family) {
        return host;
      }
    }
    return null;
  }

  /// Where a leg that got an offer of our own wants its media now.
  static void reanswered(Turn turn, LegId leg, Audio audio) {
    Media media = turn.call().media();
    if (media == null) {
      return;
    }
    List<Endpoint> endpoints = new ArrayList<>(media.plan().endpoints());
    endpoints.replaceAll(endpoint ->
        endpoint.leg().equals(leg) ? described(endpoint, audio, endpoint.payloads()) : endpoint);
    request(turn, media, endpoints);
  }

  /// Which life of its id a call is: all that is said to and by media nodes names it.
  static long life(Call call) {
    return call.life();
  }

  static Decision applied(Turn turn, MediaPlanApplied applied) {
    Media media = turn.call().media();
    if (media == null
        || applied.life() != life(turn.call())
        || !media.node().equals(applied.node())
        || media.plan().version() != applied.version()
        || media.isReady()) {
      return Turn.refused("an answer to the newest plan", "plan " + applied.version());
    }
    if (turn.call().outcome() != null || turn.call().timers().containsKey(Call.MEDIA_LOST)) {
      return Turn.refused("a call that waits for it", "plan " + applied.version());
    }
    turn.tell(new MediaReady(applied.node(), applied.version(), applied.endpoints()));
    if (turn.call().caller() instanceof Leg.Calling caller && turn.call().legs().size() == 1) {
      Setup.proceed(turn, caller);
    }
    return turn.done();
  }

  static Decision refused(Turn turn, MediaPlanRefused refused) {
    Media media = turn.call().media();
    if (media == null
        || refused.life() != life(turn.call())
        || !media.node().equals(refused.node())
        || turn.call().outcome() != null
        || turn.call().timers().containsKey(Call.MEDIA_LOST)) {
      return Turn.refused("an answer to the newest plan", "plan " + refused.version());
    }
    MediaPlan before = media.inForce();
    if (before != null && before.version() == refused.version()) {
      // It was in force: the node gave the call up, and its ports are closed.
      failed(turn, text(refused.reason()));
    } else if (media.plan().version() != refused.version()) {
      return Turn.refused("an answer to the newest plan", "plan " + refused.version());
    } else if (refused.reason() == MediaPlanRefused.Reason.PORTS_EXHAUSTED
        && !Media.promised(media.plan()).isEmpty()
        && before == null) {
      askAnew(turn, media);
    } else if (before != null && turn.call().established() && changes(media.plan(), before)) {
      goOn(turn, media, before);
    } else {
      failed(turn, text(refused.reason()));
    }
    return turn.done();
  }

  /// The node cannot keep what it promised, which legs may have been told of: it is asked where
  /// they are heard instead, and they are told by an offer of our own.
  private static void askAnew(Turn turn, Media media) {
    move(turn, media, media.node(), unpromised(media.plan().endpoints()));
  }

  private static boolean changes(MediaPlan plan, MediaPlan before) {
    return !plan.endpoints().equals(before.endpoints());
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
    MediaPlan again = new MediaPlan(media.plan().version() + 1, before.endpoints());
    turn.tell(new MediaRequested(media.node(), again, null, null));
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

  /// No media: a caller who waits may try again (RFC 3261 section 21.5.4).
  ///
  /// @param text in fixed words, for it stands in the journal
  static void failed(Turn turn, String text) {
    Teardown.release(
        turn, new Outcome(EndCause.MEDIA_FAILED, null, 503, text), Abilities.retryAfter(5));
  }

  /// Whether somebody holds, though the plan in force may not say so: see [#goOn].
  private static boolean isHeld(ActiveCall call) {
    return call.legs().stream().anyMatch(leg -> leg instanceof Leg.Talking it && it.held());
  }

  static Decision silent(Turn turn, RtpTimedOut silent) {
    Media media = turn.call().media();
    if (media == null || silent.life() != life(turn.call())) {
      return turn.stateless().forgotten(silent, ApplyMediaPlan.WHATEVER);
    }
    if (!media.node().equals(silent.node())) {
      // The call went elsewhere, and may come back with a later plan.
      return turn.stateless().forgotten(silent, media.plan().version());
    }
    int patienceMillis = media.plan().silenceMillis();
    if (!turn.call().established()
        || turn.call().outcome() != null
        || patienceMillis == 0
        || silent.silentMillis() < patienceMillis
        || isHeld(turn.call())) {
      return Turn.refused(
          "an established call that may not be silent",
          "silence of " + silent.silentMillis() + " ms");
    }
    String text = "no RTP from any leg for " + silent.silentMillis() + " ms";
    Teardown.release(turn, new Outcome(EndCause.MEDIA_FAILED, silent.leg(), 200, text));
    return turn.done();
  }
}
