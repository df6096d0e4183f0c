package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.ProgressRepeated;

/// What events of a leg's life order.
final class OfLegs {
  private OfLegs() {}

  static void invited(LegId id, Outgoing out) {
    if (out.leg(id) instanceof Leg.Dialing leg) {
      out.send(leg, out.writing(leg.id()).invite(leg.invite()));
    }
  }

  static void rang(LegRang rang, Outgoing out) {
    if (out.leg(LegId.CALLER) instanceof Leg.Calling caller) {
      out.progress(caller, rang.status(), rang.reason(), rang.content(), rang.rseq());
    }
  }

  static void progressRepeated(ProgressRepeated repeated, Outgoing out) {
    if (out.leg(repeated.leg()) instanceof Leg.Calling caller) {
      out.progress(caller, repeated.status(), repeated.reason(), Content.NONE, repeated.rseq());
    }
  }

  static void pickedUp(LegPickedUp pickedUp, Outgoing out) {
    if (pickedUp.offer() == null) {
      out.acknowledgeAnswer(pickedUp.leg(), Content.NONE);
    }
  }

  static void inviteAnswered(InviteAnswered answered, Outgoing out) {
    answerInvite(answered.leg(), out);
  }

  /// Our 2xx to the INVITE that opened a leg, as the state has it.
  static void answerInvite(LegId id, Outgoing out) {
    if (out.leg(id) instanceof Leg.Talking leg && leg.unacknowledged() != null) {
      Unacknowledged answer = leg.unacknowledged();
      out.answer(id, answer.invite(), answer.status(), answer.reason(), answer.content());
    }
  }

  static void refused(InviteRefused refused, Outgoing out) {
    out.answer(
        refused.leg(), refused.invite(), refused.status(), refused.reason(), refused.content());
  }

  static void turnedAway(LegTurnedAway away, Outgoing out) {
    out.turnAway(away.handed().invite(), away.status());
  }

  static void confirmed(LegConfirmed confirmed, Outgoing out) {
    if (confirmed.resendingEdge() != null) {
      out.send(
          confirmed.resendingEdge(),
          new StopResending(out.state().id(), confirmed.leg(), confirmed.transaction()));
    }
    if (confirmed.acknowledges() != null) {
      out.acknowledgeAnswer(confirmed.acknowledges(), confirmed.content());
    }
  }

  static void dismissed(LegId leg, boolean acknowledge, Outgoing out) {
    if (!(out.leg(leg) instanceof Leg.Leaving leaving)) {
      return;
    }
    if (acknowledge) {
      out.acknowledge(leaving, leaving.inviteCseq(), leaving.ackContent());
    }
    out.end(leaving);
    for (NodeId edge : leaving.elsewhere()) {
      out.end(leaving.movedTo(edge));
    }
  }
}
