package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a call's media may be: what a node has leased, and which addresses it can serve.
final class MediaPlaces {
  private MediaPlaces() {}

  /// The family that a SIP URI's host is of, as far as its text tells.
  static AddressFamily familyOf(String uri) {
    return uri.indexOf('[') >= 0 ? AddressFamily.IP6 : AddressFamily.IP4;
  }

  static AddressFamily family(String host) {
    return host.indexOf(':') >= 0 ? AddressFamily.IP6 : AddressFamily.IP4;
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

  /// Whether the call's node, or the one it would get, may have an address of a family. One that
  /// leases ports has said so; of another it is not known.
  static boolean mayServe(Turn turn, AddressFamily family) {
    Media media = turn.call().media();
    NodeId node = media == null ? turn.nodeFor(NodeKind.MEDIA) : media.node();
    NodePresence presence = node == null ? null : turn.view().presence(node);
    PortLeases leases = presence == null ? null : presence.leases();
    return leases == null || host(leases, family) != null;
  }

  /// Whether the call has a media node that lives, or would get one.
  static boolean isThere(Turn turn) {
    return turn.call().media() == null
        ? turn.nodeFor(NodeKind.MEDIA) != null
        : !turn.call().isArmed(CallTimer.MEDIA_LOST);
  }

  private static @Nullable String host(PortLeases leases, AddressFamily family) {
    for (String host : leases.hosts()) {
      if (family(host) == family) {
        return host;
      }
    }
    return null;
  }

  /// Whether the call's media can go where a description wants it. Where one alone is rung for a
  /// caller who waits, nobody else could answer: the node is asked.
  static boolean canCarry(Turn turn, @Nullable Audio audio) {
    ActiveCall call = turn.call();
    RemoteAddress remote = audio == null ? null : audio.remote();
    boolean isAsked =
        call.plan() instanceof Plan.Ring ring && ring.isPlain() && !call.hasOwnSession();
    return remote == null
        || call.media() == null
        || isAsked
        || mayServe(turn, family(remote.host()));
  }
}
