package io.switchlog.control.core.call.react;

import io.switchlog.control.core.dialog.Invite;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EventOfBefore;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegReleased;

/// What followed from the words of rules 1 to 4, and follows from them when they are read again.
final class WordsOfBefore {
  private WordsOfBefore() {}

  static void order(EventOfBefore event, Outgoing out) {
    switch (event) {
      case LegAnswered answered -> {
        if (answered.dialog() != null && answered.acknowledged()) {
          out.acknowledge(out.leg(answered.leg()), Invite.FIRST_CSEQ, Content.NONE);
        }
        OfLegs.answerInvite(LegId.CALLER, out);
      }
      case CallerRefused refused ->
          out.answer(
              LegId.CALLER,
              refused.invite(),
              refused.status(),
              refused.reason(),
              refused.content());
      case LegHungUp hungUp -> out.answer(hungUp.leg(), hungUp.bye(), 200, "OK", Content.NONE);
      case LegReleased released -> OfLegs.dismissed(released.leg(), released.acknowledge(), out);
      case LegEnded _ -> {
        // Nothing is left of it.
      }
    }
  }
}
