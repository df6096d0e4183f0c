package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.Abilities;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import org.jspecify.annotations.Nullable;

/// CANCEL: of the INVITE that opened the call, or of a re-INVITE.
///
/// The caller's INVITE is told from others by its branch, for the call's id says no more than its
/// Call-ID, From-tag, Request-URI and CSeq: a caller who turned to another edge has a new branch
/// there, and what cancels the one before ends nothing. That is what an edge says of an INVITE that
/// it refused without knowing whether the bus has it.
final class Cancellation {
  private Cancellation() {}

  static Decision received(Turn turn, CancelReceived input) {
    PeerMessage cancel =
        input.unanswered() == null
            ? Reading.unanswerable(input.message())
            : Reading.request(input.unanswered(), input.message(), turn.token(LegId.CALLER));
    if (cancel == null) {
      return Turn.refused("a valid CANCEL", "another message");
    }
    Exchange exchange = cancelled(turn.call(), cancel);
    Leg.Calling caller =
        turn.call().caller() instanceof Leg.Calling calling
                && Reading.cancels(input.message(), calling.invite().transaction())
            ? calling
            : null;
    if (caller == null && (exchange == null || exchange.cancelled())) {
      return turn.stateless().cancelled(input, cameBefore(turn.call(), cancel));
    }
    if (input.unanswered() != null) {
      // RFC 3261 section 9.2: 200 whether or not it still has an effect.
      LegId leg = exchange == null ? LegId.CALLER : exchange.asker();
      InDialog.answer(turn, leg, cancel, 200, Content.NONE);
    }
    if (caller != null) {
      followCaller(turn, caller, input.unanswered());
      Teardown.releaseWith(turn, outcome(input), headersOnly(cancel));
    } else if (exchange != null) {
      Content reason = headersOnly(cancel);
      turn.tell(
          new RequestCancelled(
              exchange.target(),
              exchange.cseq(),
              reason.headers().isEmpty()
                  ? Abilities.sipReason(487, "Request Terminated")
                  : reason));
    }
    return turn.done();
  }

  /// A caller whom an edge refused has not given up: whoever sends the INVITE on his behalf hears
  /// 503 wherever it comes again, and goes on trying, while a 487 would end that (RFC 3261 section
  /// 16.7).
  private static Outcome outcome(CancelReceived input) {
    return input.refusedBy() == null
        ? new Outcome(EndCause.CANCELLED, LegId.CALLER, 487, "the caller gave up")
        : new Outcome(
            EndCause.UNAVAILABLE, null, 503, input.refusedBy() + " had refused the caller");
  }

  /// A CANCEL goes where its INVITE went (RFC 3261 section 9.1). Where it came by another edge, the
  /// caller is reached by that one, and so gets the 487 from there: the first may be dead. Where it
  /// lives it holds the INVITE still, which gets its 487 there too; the peer absorbs the second.
  private static void followCaller(
      Turn turn, Leg.Calling caller, @Nullable ServerTransaction cancel) {
    if (cancel != null && !caller.edge().equals(cancel.edge())) {
      Setup.leaveBehind(turn, caller, 487);
      turn.tell(new LegMoved(LegId.CALLER, cancel.edge(), null));
    }
  }

  /// RFC 3261 section 9.2: without the INVITE that it is to cancel, a CANCEL is 481.
  private static boolean cameBefore(ActiveCall call, PeerMessage cancel) {
    return !(call.caller() instanceof Leg.Calling)
        && call.legs().stream()
            .noneMatch(leg ->
                leg instanceof Leg.Talking talking
                    && isOf(talking, cancel)
                    && cancel.request().cseq() > talking.dialog().remoteCseq());
  }

  private static boolean isOf(Leg.Talking leg, PeerMessage cancel) {
    return leg.dialog().remoteTag().equals(cancel.remoteTag())
        && leg.dialog().callIdHeader().equals(cancel.callIdHeader());
  }

  private static Content headersOnly(PeerMessage cancel) {
    return cancel.content().body().isEmpty() ? cancel.content() : Content.NONE;
  }

  private static @Nullable Exchange cancelled(ActiveCall call, PeerMessage cancel) {
    for (Exchange exchange : call.exchanges()) {
      if (exchange.request().method().equals("INVITE")
          && exchange.request().cseq() == cancel.request().cseq()
          && call.leg(exchange.asker()) instanceof Leg.Talking asker
          && isOf(asker, cancel)) {
        return exchange;
      }
    }
    return null;
  }
}
