package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.RequestChallenged;

/// Challenges by those we call, answered with what their route names (RFC 3261 section 22.2): the
/// request is sent once more, with the next number. Which nonce was answered, and how often, is
/// known here; passwords are known to edges, which put the answer in.
final class Challenges {
  private Challenges() {}

  /// Of the INVITE that opens a leg.
  static boolean areAnswered(Turn turn, Leg.Dialing leg, Reply reply) {
    return areAnswered(turn, leg.id(), reply, leg.latestCseq() + 1);
  }

  /// Of our BYE.
  static boolean areAnswered(Turn turn, Leg.Leaving leg, Reply reply) {
    return areAnswered(turn, leg.id(), reply, leg.cseq() + 1);
  }

  /// Of any other request of ours inside a dialog. One that was cancelled is not sent again.
  static boolean areAnswered(Turn turn, Leg.Talking leg, Reply reply) {
    OurSession.Reoffer open = leg.session().open();
    Exchange exchange = turn.call().exchangeTo(leg.id(), reply.cseq());
    boolean isOpen =
        exchange != null
            ? exchange.request().method().equals(reply.method()) && !exchange.cancelled()
            : SessionTimers.isRefresh(leg, reply.method(), reply.cseq())
                || (open != null && open.cseq() == reply.cseq() && reply.method().equals("INVITE"));
    return isOpen && areAnswered(turn, leg.id(), reply, leg.dialog().nextCseq());
  }

  private static boolean areAnswered(Turn turn, LegId leg, Reply reply, long again) {
    LegCredentials credentials = turn.call().credentials(leg);
    if (credentials == null
        || !credentials.canAnswer(reply.cseq(), reply.challenges())
        || !turn.allows(leg)) {
      return false;
    }
    turn.tell(new RequestChallenged(leg, reply.cseq(), again, reply.challenges()));
    return true;
  }
}
