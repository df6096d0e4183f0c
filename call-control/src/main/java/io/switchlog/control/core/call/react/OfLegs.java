package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegReleased;

/// What events of a leg's life order.
final class OfLegs {
  private OfLegs() {}

  static void dialed(LegDialed dialed, Outgoing out) {
    if (out.leg(dialed.leg()) instanceof Leg.Dialing leg) {
      out.send(leg, out.writing(leg.id()).invite(leg.invite()));
    }
  }

  static void rang(LegRang rang, Outgoing out) {
    if (out.leg(LegId.CALLER) instanceof Leg.Calling caller) {
      out.answer(LegId.CALLER, caller.invite(), rang.status(), rang.reason(), rang.content());
    }
  }

  static void answered(LegAnswered answered, Outgoing out) {
    if (answered.dialog() != null && answered.acknowledged()) {
      out.acknowledge(out.leg(answered.leg()), Invite.CSEQ, Content.NONE);
    }
    if (out.leg(LegId.CALLER) instanceof Leg.Talking caller && caller.unacknowledged() != null) {
      out.answer(
          LegId.CALLER,
          caller.unacknowledged().invite(),
          answered.status(),
          answered.reason(),
          answered.content());
    }
  }

  static void confirmed(LegConfirmed confirmed, Outgoing out) {
    if (confirmed.resendingEdge() != null) {
      out.send(
          confirmed.resendingEdge(),
          new StopResending(out.state().id(), confirmed.leg(), confirmed.transaction()));
    }
    LegId owing = confirmed.acknowledges();
    if (owing != null && out.leg(owing) instanceof Leg.Talking leg) {
      out.acknowledge(leg, leg.inviteCseq(), confirmed.content());
    }
  }

  static void released(LegReleased released, Outgoing out) {
    if (!(out.leg(released.leg()) instanceof Leg.Leaving leaving)) {
      return;
    }
    if (released.acknowledge()) {
      out.acknowledge(leaving, leaving.inviteCseq(), released.ackContent());
    }
    out.end(leaving);
    for (NodeId edge : leaving.elsewhere()) {
      out.end(leaving.movedTo(edge));
    }
  }

  static void refused(CallerRefused refused, Outgoing out) {
    out.answer(
        LegId.CALLER, refused.invite(), refused.status(), refused.reason(), refused.content());
  }
}
