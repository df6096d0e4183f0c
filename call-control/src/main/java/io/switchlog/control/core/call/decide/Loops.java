package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Target;
import io.switchlog.control.core.routing.Routing;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Calls that the exchange would make to itself without end: a rule dials an address of one of our
/// own edges, and what a rule does with whoever is called there leads back. The table tells before
/// the first of them is made; each would hold ports, and make the next, until none are left (RFC
/// 3261 section 16.3, RFC 5393).
final class Loops {
  private Loops() {}

  /// More users of our own are not asked about: who leads to so many leads to ever more.
  private static final int MOST_USERS = 64;

  /// Whether dialing a target would come back to whom this call is for. A loop that does not is for
  /// the calls in it to refuse, whose other targets are rung.
  static boolean leadsBack(Turn turn, String target) {
    String called = calledUser(turn.call());
    Set<String> seen = new HashSet<>();
    Deque<String> targets = new ArrayDeque<>(List.of(target));
    while (!targets.isEmpty()) {
      String user = ownUser(turn, targets.remove());
      if (user == null || !seen.add(user)) {
        continue;
      }
      if (user.equals(called) || seen.size() > MOST_USERS) {
        return true;
      }
      targets.addAll(dialed(turn, user));
    }
    return false;
  }

  /// As the To says, which has the user of the Request-URI where the call is one of ours. Null
  /// where nobody called.
  private static @Nullable String calledUser(ActiveCall call) {
    Leg caller = call.caller();
    if (caller == null || call.isDialed(caller.id())) {
      return null;
    }
    String to =
        switch (caller) {
          case Leg.Calling leg -> leg.dialog().localParty();
          case Leg.Talking leg -> leg.dialog().localParty();
          case Leg.Dialing _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> "";
        };
    return NameAddress.parse(to).uri() instanceof SipUri uri ? user(uri) : null;
  }

  /// Whom the table would dial for a user: all of several.
  private static List<String> dialed(Turn turn, String user) {
    return switch (Routes.of(turn, user)) {
      case Routing.NoRoute _ -> List.of();
      case Routing.Routed(_, Action action, _) ->
          switch (action) {
            case Action.Dial(String uri, _) -> List.of(uri);
            case Action.Ring ring ->
                ring.stages().stream()
                    .map(RingStage::targets)
                    .flatMap(List::stream)
                    .map(RingTarget::uri)
                    .toList();
            case Action.User _,
                Action.Echo _,
                Action.Music _,
                Action.Park _,
                Action.Retrieve _,
                Action.Reject _ ->
                List.of();
          };
    };
  }

  /// The user of a target at one of our own edges, empty for none; null where it is elsewhere.
  private static @Nullable String ownUser(Turn turn, String target) {
    if (!(Uri.tryParse(target) instanceof SipUri uri) || !isOwn(turn, uri)) {
      return null;
    }
    return user(uri);
  }

  private static String user(SipUri uri) {
    String user = uri.decodedUser();
    return user == null ? "" : user;
  }

  private static boolean isOwn(Turn turn, SipUri uri) {
    Destination to = Target.at(uri);
    for (NodePresence node : turn.view().liveNodes().values()) {
      if (node.node().kind() == NodeKind.EDGE) {
        for (ListenerAddress listener : node.listeners()) {
          if (listener.port() == to.port()
              && listener.transport() == to.transport()
              && listener.host().equalsIgnoreCase(to.host())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
