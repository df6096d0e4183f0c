package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.TakenOver;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.ForkBye;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.event.ProgressHeard;
import org.jspecify.annotations.Nullable;

/// What is ordered where a final response to an INVITE of ours came again, late, or to an edge that
/// could not acknowledge it.
final class OfAnswers {
  private OfAnswers() {}

  /// RFC 3261 section 13.2.2.4: the same ACK as the first, with the answer to a delayed offer. It
  /// leaves from the edge that the answer came to: to that one it will come again, and that one has
  /// to know the ACK.
  static void repeated(AckRepeated repeated, Outgoing out) {
    switch (out.leg(repeated.leg())) {
      case Leg.Talking leg -> {
        Content first = leg.inviteCseq() == repeated.cseq() ? leg.ackContent() : Content.NONE;
        out.acknowledge(leg.onEdge(repeated.edge()), repeated.cseq(), first);
      }
      case Leg.Leaving leg -> {
        Content first = leg.inviteCseq() == repeated.cseq() ? leg.ackContent() : Content.NONE;
        out.acknowledge(leg.movedTo(repeated.edge()), repeated.cseq(), first);
      }
      case Leg.Calling _, Leg.Dialing _, Leg.HandedOver _, Leg.Gone _ -> {
        // No INVITE of ours was answered on it.
      }
      case null -> {
        // No such leg.
      }
    }
  }

  static void heard(ProgressHeard heard, Outgoing out) {
    if (heard.resendingEdge() != null) {
      out.send(
          heard.resendingEdge(),
          new StopResending(out.state().id(), heard.leg(), heard.transaction(), heard.rseq()));
    }
  }

  static void progress(ProgressAcknowledged progress, Outgoing out) {
    Dialog dialog = Dialog.of(progress.dialog(), progress.cseq());
    out.send(
        progress.edge(),
        out.writing(progress.leg())
            .to(progress.dialog().uuid())
            .prack(
                dialog,
                progress.cseq(),
                progress.rseq(),
                progress.inviteCseq(),
                progress.answer() == null ? Content.NONE : progress.answer()));
  }

  static void failed(FailureAcknowledged failure, Outgoing out) {
    Leg leg = out.leg(failure.leg());
    SendAck ack =
        leg == null ? null : FailureAck.of(out.writing(leg.id()), leg, out.isDialed(leg), failure);
    if (ack != null) {
      out.send(failure.edge(), ack);
    }
  }

  static void extra(ExtraAnswerReleased extra, Outgoing out) {
    Dialog dialog = Dialog.of(extra.dialog(), extra.cseq(), localTag(out.state(), extra.leg()));
    Writing writing = out.writing(extra.leg()).to(extra.dialog().uuid());
    out.send(extra.edge(), writing.ackOfExtra(dialog, extra.cseq(), extra.ackContent()));
    long byeCseq = extra.byeCseq() == null ? extra.cseq() + 1 : extra.byeCseq();
    ForkBye sent = out.byeOfExtra(extra.leg(), dialog.remoteTag());
    out.send(
        extra.edge(),
        sent != null && sent.again() && sent.cseq() == byeCseq
            ? writing.byeOfExtra(sent)
            : writing.byeOfExtra(dialog, byeCseq, extra.content()));
  }

  /// Our tag in the dialogs of a leg that began in another call; null where it is the leg's token.
  private static @Nullable String localTag(Call state, LegId leg) {
    TakenOver taken = state instanceof ActiveCall call ? call.takenOver(leg) : null;
    return taken == null || taken.talking() == null ? null : taken.talking().localTag();
  }
}
