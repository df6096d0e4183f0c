package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.routing.Router;
import io.switchlog.control.core.routing.Routing;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.request.ControlRequest;
import org.jspecify.annotations.Nullable;

/// A call that is asked for, told and begun: the first party is rung, and when it answers the call
/// is routed to the other one.
///
///     CallOriginated -> MediaRequested -> LegDialed(1) -> LegPickedUp(1) -> CallRouted -> as ever
final class Origination {
  private Origination() {}

  static Decision asked(Turn turn, ControlRequest.Originate request, String idempotencyKey) {
    if (!Control.isReadable(request, idempotencyKey)) {
      return Decision.refused(
          "a request of texts of at most "
              + ControlRequest.LONGEST_PARTY
              + " characters on one line",
          "others");
    }
    RoutingTable table = turn.view().routing();
    RingTarget first = first(request.from(), table);
    String uri = first == null ? null : first.uri();
    turn.tell(
        new CallOriginated(
            turn.id(),
            request,
            idempotencyKey,
            uri,
            table.version(),
            request.ringSeconds() > 0 ? request.ringSeconds() : table.ringTimeoutSeconds(),
            table.maxDurationSeconds(),
            table.rtpTimeoutSeconds(),
            turn.birthKey(),
            table.sessionSeconds(),
            Dialect.NEWEST.number(),
            first == null ? null : first.credentials()));
    if (uri == null) {
      nobody(turn, "expected a SIP URI, or what a rule dials, as the party that is rung first");
    } else if (!isSomebody(request.to())) {
      // Rather than when the first party has answered.
      nobody(turn, "expected a SIP URI, or what a rule is for, as the party to connect with");
    } else {
      turn.ask(new PlanInput.Begins());
    }
    return turn.told();
  }

  private static void nobody(Turn turn, String text) {
    Endings.end(turn, new Outcome(EndCause.NOT_FOUND, null, 404, text));
  }

  /// Who is rung first: one party, so no group.
  private static @Nullable RingTarget first(String from, RoutingTable table) {
    if (Routes.isUri(from)) {
      return RingTarget.plain(from);
    }
    return Router.route(from, table) instanceof Routing.Routed(String _, Action action, var _)
        ? first(action)
        : null;
  }

  private static @Nullable RingTarget first(Action action) {
    return switch (action) {
      case Action.Dial(String uri, Action.MediaMode _) -> RingTarget.plain(uri);
      case Action.Ring ring ->
          ring.isPlain() ? ring.stages().getFirst().targets().getFirst() : null;
      case Action.User _,
          Action.Echo _,
          Action.Music _,
          Action.Park _,
          Action.Retrieve _,
          Action.Reject _ ->
          null;
    };
  }

  private static boolean isSomebody(String to) {
    return Routes.isUri(to) || (!to.isBlank() && to.indexOf(':') < 0);
  }

  /// The first party has answered: what it is connected with.
  static void route(Turn turn, String to) {
    if (Routes.isUri(to)) {
      Routes.direct(turn, to);
    } else {
      Routes.take(turn, Routes.of(turn, to));
    }
  }
}
