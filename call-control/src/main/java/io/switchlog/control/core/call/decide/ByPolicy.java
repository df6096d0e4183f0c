package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.config.RequestPolicy.Handling;
import io.switchlog.schemas.event.Content;

/// INFO, MESSAGE, NOTIFY and REFER inside a dialog: what the call's rule says of each. None is
/// lost: one that is to be passed, and cannot be, is answered by the exchange.
final class ByPolicy {
  private ByPolicy() {}

  /// Of a leg that talks.
  static void received(Turn turn, Leg.Talking leg, PeerMessage message) {
    switch (handling(turn, message.method())) {
      case PASS -> {
        if (turn.call().isAlone(leg.id())) {
          Answers.tell(turn, leg.id(), message, alone(message.method()), Content.NONE);
        } else {
          Exchanges.pass(turn, leg, message);
        }
      }
      case ACCEPT -> accept(turn, leg.id(), message);
      case REFUSE -> refuse(turn, leg.id(), message);
    }
  }

  /// Of a caller who waits for an answer: there is nobody yet to pass it to, but soon may be.
  static void early(Turn turn, LegId leg, PeerMessage message) {
    switch (handling(turn, message.method())) {
      case PASS -> Answers.tell(turn, leg, message, 500, Answers.afterBackOff(turn));
      case ACCEPT -> accept(turn, leg, message);
      case REFUSE -> refuse(turn, leg, message);
    }
  }

  private static Handling handling(Turn turn, String method) {
    RequestPolicy policy = turn.call().requestPolicy();
    return switch (method) {
      case "INFO" -> policy.ofInfo();
      case "MESSAGE" -> policy.ofMessage();
      case "NOTIFY" -> policy.ofNotify();
      default -> policy.ofRefer();
    };
  }

  /// What a leg hears that is connected with nobody. An INFO is for the exchange then, which takes
  /// any (RFC 6086 section 4.2.2); all else is for somebody who is not there (RFC 3261 section
  /// 21.4.18).
  private static int alone(String method) {
    return method.equals("INFO") ? 200 : 480;
  }

  private static void accept(Turn turn, LegId leg, PeerMessage message) {
    Answers.tell(turn, leg, message, 200, Content.NONE);
  }

  /// RFC 3261 section 21.4.4: understood, and refused. A 405 would have to list what is allowed
  /// (section 21.4.6), and `Allow` tells what the exchange can do, whatever a rule lets it.
  private static void refuse(Turn turn, LegId leg, PeerMessage message) {
    Answers.tell(turn, leg, message, 403, Content.NONE);
  }
}
