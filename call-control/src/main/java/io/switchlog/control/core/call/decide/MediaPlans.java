package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.MediaRequested;
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

/// What the call's media shall be: plans, each a whole, with a version of its own.
final class MediaPlans {
  private MediaPlans() {}

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
                ? endpoint.withPayloads(answer.payloads())
                : described(endpoint, offer, answer.payloads()));
      } else {
        endpoints.add(endpoint);
      }
    }
    if (answered) {
      endpoints.replaceAll(endpoint -> watched(endpoint, turn.call().routed()));
    }
    request(turn, media, endpoints);
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
                  described(endpoint, audio, OwnSession.acceptable(audio)), turn.call().routed())
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

  /// The endpoint of a leg whose silence ends the call after the route's time.
  static Endpoint watched(Endpoint endpoint, CallRouted route) {
    return endpoint.withRtpTimeoutMillis(route.rtpTimeoutSeconds() * 1_000);
  }

  /// The first plan of a call, for which it waits.
  ///
  /// @param node null where none takes calls: then the call is over
  static void first(Turn turn, @Nullable NodeId node, List<Endpoint> endpoints) {
    if (node == null) {
      Endings.mediaFailed(turn, "no media node takes calls");
      return;
    }
    turn.tell(
        new MediaRequested(node, new MediaPlan(1, endpoints), turn.now().plus(Turn.MEDIA), null));
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

  /// The node cannot keep what it promised: it is asked where the legs are heard instead.
  static void askAnew(Turn turn, Media media) {
    move(turn, media, media.node(), unpromised(media.plan().endpoints()));
  }
}
