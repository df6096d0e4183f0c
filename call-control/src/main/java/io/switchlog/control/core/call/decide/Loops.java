package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.routing.Routing;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Calls that the exchange would make to itself without end: a rule dials an address of one of our
/// own edges, and what a rule does with whoever is called there leads back. The table tells before
/// the first of them is made; each would hold ports, and make the next, until none are left (RFC
/// 3261 section 16.3, RFC 5393).
final class Loops {
  private Loops() {}

  /// Whether dialing a target would come to it again.
  static boolean leadsBack(Turn turn, String target) {
    Set<String> called = new HashSet<>();
    String next = target;
    while (Uri.tryParse(next) instanceof SipUri uri && isOwn(turn, uri)) {
      String user = uri.decodedUser();
      if (!called.add(user == null ? "" : user)) {
        return true;
      }
      next = dialed(Routes.of(turn, user == null ? "" : user));
    }
    return false;
  }

  /// Whom the table would dial; the first of several, which are rung whatever the others do.
  private static String dialed(Routing routing) {
    return switch (routing) {
      case Routing.NoRoute _ -> "";
      case Routing.Routed(_, Action action, _) ->
          switch (action) {
            case Action.Dial(String uri, _) -> uri;
            case Action.Ring ring ->
                ring.stages().stream()
                    .map(RingStage::targets)
                    .flatMap(List::stream)
                    .map(RingTarget::uri)
                    .findFirst()
                    .orElse("");
            case Action.Echo _, Action.Music _, Action.Park _, Action.Retrieve _, Action.Reject _ ->
                "";
          };
    };
  }

  private static boolean isOwn(Turn turn, SipUri uri) {
    for (NodePresence node : turn.view().liveNodes().values()) {
      if (node.node().kind() == NodeKind.EDGE) {
        for (ListenerAddress listener : node.listeners()) {
          if (listener.port() == uri.portOrDefault()
              && listener.host().equalsIgnoreCase(uri.address())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
