package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.dialog.Invitation;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.routing.Routing;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.inbox.InviteReceived;

/// The caller's INVITE, read, told and routed.
///
///     CallOffered -> CallRouted -> [MediaRequested ->] LegDialed
///                                  [MediaRequested -> MediaReady ->] LegDialed | InviteAnswered
///
/// The first where a media node has leased its ports: the callee's INVITE names an address that was
/// promised, and leaves with the plan.
final class Offering {
  private Offering() {}

  static Decision invited(Turn turn, InviteReceived input) {
    Invitation invitation = turn.invitation(input);
    if (invitation == null) {
      return Decision.refused("a valid INVITE", "another message");
    }
    Routing routing = Routes.of(turn, invitation.calledUser());
    turn.tell(
        new CallOffered(
            turn.id(),
            invitation.request(),
            invitation.dialog(),
            invitation.uri(),
            invitation.maxForwards(),
            crossing(input, invitation, routing),
            invitation.secretKey(),
            Dialect.NEWEST.number(),
            Replacement.named(turn, invitation.replaces())));
    if (isRefusedAsItStands(turn, invitation)) {
      return turn.told();
    }
    if (invitation.replaces() == null) {
      Routes.take(turn, routing);
    } else {
      Replacement.sought(turn, invitation.replaces());
    }
    return turn.told();
  }

  /// What crosses of the INVITE, which is known with the rule that takes the call: nothing else is
  /// kept of it.
  private static Content crossing(InviteReceived input, Invitation invitation, Routing routing) {
    return routing instanceof Routing.Routed(String _, Action _, CrossingPolicy policy)
            && policy != null
            && policy.toCalled() != null
        ? Reading.crossing(input.message(), policy.toCalled())
        : invitation.content();
  }

  private static boolean isRefusedAsItStands(Turn turn, Invitation invitation) {
    if (!invitation.hasContact()) {
      // RFC 3261 section 8.1.1.8: an INVITE has exactly one Contact, a SIP URI.
      Endings.refuse(turn, EndCause.PROTOCOL_ERROR, 400, "Missing Contact", Content.NONE);
    } else if (invitation.maxForwards() == 0) {
      Endings.refuse(turn, EndCause.PROTOCOL_ERROR, 483, OwnHeaders.phrase(483), Content.NONE);
    } else if (!invitation.unsupported().isEmpty()) {
      Endings.refuse(
          turn,
          EndCause.PROTOCOL_ERROR,
          420,
          OwnHeaders.phrase(420),
          OwnHeaders.unsupported(invitation.unsupported()));
    } else if (SessionTimers.isTooBrief(invitation.request().timing())) {
      Endings.refuse(
          turn, EndCause.PROTOCOL_ERROR, 422, OwnHeaders.phrase(422), SessionTimers.least());
    } else if (invitation.replacesWrongly()) {
      // RFC 3891 section 3.
      Endings.refuse(turn, EndCause.PROTOCOL_ERROR, 400, "Bad Replaces", Content.NONE);
    } else if (!invitation.describesSession()) {
      Endings.refuse(
          turn, EndCause.PROTOCOL_ERROR, 415, OwnHeaders.phrase(415), OwnHeaders.acceptable());
    } else {
      return false;
    }
    return true;
  }
}
