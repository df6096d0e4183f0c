package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.media.LocalEndpoint;

/// The answer to an offer in a 2xx of a leg that nobody wants any more. RFC 3261 section 13.2.2.4
/// has an answer in the ACK even where a BYE follows at once, so it refuses every stream.
final class RefusedOffer {
  /// Where no media node serves the leg: the answer names no address that anything is sent to.
  private static final String NOWHERE = "0.0.0.0";

  private RefusedOffer() {}

  /// What the ACK carries; nothing where the offer cannot be read.
  static Content in(ActiveCall call, LegId leg, Bytes offer) {
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(leg);
    Bytes refusal =
        OwnSession.refusal(
            offer,
            endpoint == null ? NOWHERE : endpoint.host(),
            call.sessionId(leg),
            Crossing.nextVersion(call, leg));
    return refusal.isEmpty() ? Content.NONE : OwnHeaders.session(refusal);
  }
}
