package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.dialog.ForkBye;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.RequestChallenged;
import org.jspecify.annotations.Nullable;

/// Challenges by those we call, answered with what their route names (RFC 3261 section 22.2): the
/// request is sent once more, with the next number. Which nonce was answered, and how often, is
/// known here; passwords are known to edges, which put the answer in.
final class Challenges {
  private Challenges() {}

  /// Of the INVITE that opens a leg.
  static boolean areAnswered(Turn turn, Leg.Dialing leg, Reply reply) {
    return areAnswered(turn, leg.id(), reply, leg.latestCseq() + 1, null);
  }

  /// Of our BYE.
  static boolean areAnswered(Turn turn, Leg.Leaving leg, Reply reply) {
    return areAnswered(turn, leg.id(), reply, leg.cseq() + 1, null);
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
    return isOpen && areAnswered(turn, leg.id(), reply, leg.dialog().nextCseq(), null);
  }

  /// Of our BYE to a party that answered besides another.
  ///
  /// @param branch of the request that was answered
  static boolean areAnswered(Turn turn, LegId leg, Reply reply, String branch) {
    LegCredentials credentials = turn.call().credentials(leg);
    if (credentials == null) {
      return false;
    }
    Writing writing = turn.writing(leg);
    for (ForkBye bye : credentials.forks()) {
      if (reply.method().equals("BYE")
          && bye.cseq() == reply.cseq()
          && writing.byeOfExtra(bye).request().branch().equals(branch)) {
        return areAnswered(turn, leg, reply, bye.cseq() + 1, bye.tag());
      }
    }
    return false;
  }

  private static boolean areAnswered(
      Turn turn, LegId leg, Reply reply, long again, @Nullable String fork) {
    LegCredentials credentials = turn.call().credentials(leg);
    if (credentials == null
        || !credentials.canAnswer(reply.cseq(), fork, reply.challenges())
        || !turn.allows(leg)) {
      return false;
    }
    turn.tell(new RequestChallenged(leg, reply.cseq(), again, reply.challenges(), fork));
    return true;
  }
}
