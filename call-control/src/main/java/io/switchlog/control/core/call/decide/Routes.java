package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Failure;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.routing.Router;
import io.switchlog.control.core.routing.Routing;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import org.jspecify.annotations.Nullable;

/// Where a call goes: what the routing table says, told and begun.
final class Routes {
  private Routes() {}

  /// What the table says of a user who is called.
  static Routing of(Turn turn, String calledUser) {
    return Router.route(calledUser, turn.view().routing());
  }

  /// To whom the table says.
  static void take(Turn turn, Routing routing) {
    switch (routing) {
      case Routing.Routed(String rule, Action action, CrossingPolicy policy) -> {
        Action possible = turn.call().hasOwnSession() ? relayed(action) : action;
        turn.tell(routed(turn, rule, possible, policy));
        act(turn, possible);
      }
      case Routing.NoRoute _ -> {
        turn.tell(routed(turn, null, null, null));
        Endings.refuse(turn, EndCause.NOT_FOUND, 404, OwnHeaders.phrase(404), Content.NONE);
      }
    }
  }

  /// To a SIP URI that somebody who controls the call has named, by no rule. What crosses is as it
  /// was.
  static void direct(Turn turn, String uri) {
    Action action = new Action.Dial(uri, Action.MediaMode.RELAY);
    turn.tell(routed(turn, null, action, turn.call().policy()));
    act(turn, action);
  }

  /// The audio of a caller who has a session with us goes by a media node already, whatever the
  /// rule says of a party, and it waits for no response that could redirect it.
  private static Action relayed(Action action) {
    return switch (action) {
      case Action.Dial(String uri, Action.MediaMode _) ->
          new Action.Dial(uri, Action.MediaMode.RELAY);
      case Action.Ring ring ->
          new Action.Ring(
              ring.stages().stream().map(Routes::relayed).toList(),
              Action.MediaMode.RELAY,
              ring.earlyMedia(),
              ring.redirections());
      case Action.User(String user, Action.MediaMode _) ->
          new Action.User(user, Action.MediaMode.RELAY);
      case Action.Echo _, Action.Music _, Action.Park _, Action.Retrieve _, Action.Reject _ ->
          action;
    };
  }

  private static RingStage relayed(RingStage stage) {
    return new RingStage(stage.targets().stream().map(target -> target.by(null)).toList());
  }

  private static CallRouted routed(
      Turn turn, @Nullable String rule, @Nullable Action action, @Nullable CrossingPolicy policy) {
    RoutingTable table = turn.view().routing();
    boolean isRefused = action == null || action instanceof Action.Reject;
    return new CallRouted(
        rule,
        table.version(),
        action,
        table.ringTimeoutSeconds(),
        table.maxDurationSeconds(),
        table.rtpTimeoutSeconds(),
        table.sessionSeconds(),
        policy,
        isRefused ? null : RepeatedProgress.next(turn));
  }

  private static void noSlot(Turn turn) {
    Endings.refuse(turn, EndCause.NOT_FOUND, 404, "no such park slot", Content.NONE);
  }

  /// Whether a text is a SIP URI, which needs no rule.
  static boolean isUri(String text) {
    return Uri.tryParse(text) instanceof SipUri;
  }

  /// Somebody is rung for a caller who was parked.
  ///
  /// @param to a SIP URI, or a user that a rule is for
  /// @return whether that is anybody
  static boolean recall(Turn turn, String to) {
    if (isUri(to)) {
      direct(turn, to);
      return true;
    }
    if (of(turn, to) instanceof Routing.Routed(String rule, Action action, CrossingPolicy policy)
        && rings(action)) {
      turn.tell(routed(turn, rule, relayed(action), policy));
      turn.ask(new PlanInput.Begins());
      return true;
    }
    return false;
  }

  private static boolean rings(Action action) {
    return switch (action) {
      case Action.Dial _, Action.Ring _, Action.User _ -> true;
      case Action.Echo _, Action.Music _, Action.Park _, Action.Retrieve _, Action.Reject _ ->
          false;
    };
  }

  private static void act(Turn turn, Action action) {
    switch (action) {
      case Action.Reject(int status, String reason) ->
          Endings.refuse(turn, Failure.causeOf(status), status, reason, Content.NONE);
      case Action.Retrieve(String slot) when !ParkSlot.isSlot(slot) -> noSlot(turn);
      case Action.Park(String slots, String _, int _) when ParkSlot.range(slots).isEmpty() ->
          noSlot(turn);
      case Action.User(String user, Action.MediaMode _) when UserAddress.named(user) == null ->
          Endings.refuse(turn, EndCause.NOT_FOUND, 404, "no such user", Content.NONE);
      case Action.Dial _,
          Action.Ring _,
          Action.User _,
          Action.Echo _,
          Action.Music _,
          Action.Park _,
          Action.Retrieve _ ->
          turn.ask(new PlanInput.Begins());
    }
  }
}
