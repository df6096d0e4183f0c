package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.RequestAnswered;

/// Answers of the exchange's own to requests inside a dialog.
final class Answers {
  private Answers() {}

  /// One that refreshes nothing.
  static void tell(Turn turn, LegId leg, PeerMessage message, int status, Content content) {
    turn.tell(
        new RequestAnswered(
            leg, message.request(), status, OwnHeaders.phrase(status), null, content, false));
  }

  /// To a request that no leg has a use for.
  static void others(Turn turn, LegId leg, PeerMessage message) {
    if (message.method().equals("OPTIONS")) {
      // RFC 3261 section 11.2.
      tell(turn, leg, message, 200, OwnHeaders.capabilities());
    } else {
      tell(turn, leg, message, message.known() ? 405 : 501, OwnHeaders.allowed());
    }
  }

  /// RFC 3261 section 14.2 wants a random number of seconds from 0 to 10: one that differs from
  /// call to call does the same.
  static Content afterBackOff(Turn turn) {
    return OwnHeaders.retryAfter(Math.floorMod(turn.id().value().hashCode(), 11));
  }

  /// What crosses of a message that ends something: its headers, where it has no body.
  static Content headersOnly(Content content) {
    return content.body().isEmpty() ? content : Content.NONE;
  }
}
