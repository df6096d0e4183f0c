package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The session description that a caller got before the answer. RFC 3261 section 13.2.1: the first
/// one is the answer, and the caller ignores all others.
final class EarlySession {
  private EarlySession() {}

  /// What crosses of a response. Where the media has moved since the caller got its answer, the
  /// same one is said again, and afterwards a re-INVITE tells of the new address.
  static Content unchanged(Turn turn, Leg.Dialing leg, Content content) {
    Media media = turn.call().media();
    boolean changed = media != null && media.moved() && !leg.earlySession().isEmpty();
    return changed && !content.body().isEmpty()
        ? new Content(content.headers(), leg.earlySession())
        : content;
  }

  /// The answer of a leg: what its 2xx says. RFC 3261 section 13.2.1 wants a description in there;
  /// a peer that gave it in a 18x and leaves it out means that one.
  ///
  /// @return null where there is one that we cannot carry
  static @Nullable Crossing answer(Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    boolean delayedOffer = leg.invite().content().body().isEmpty();
    boolean saidBefore = !delayedOffer && !reply.describesSession();
    if (saidBefore && !leg.untold().isEmpty()) {
      Content untold = OwnHeaders.session(leg.untold());
      return asToldBefore(turn, plan, leg, Crossing.to(turn.call(), LegId.CALLER, untold, true));
    }
    Crossing crossing =
        Crossing.to(turn.call(), LegId.CALLER, reply.content(), reply.describesSession());
    if (crossing == null) {
      return null;
    }
    Content content = unchanged(turn, leg, crossing.content());
    if (content.body().isEmpty() && saidBefore && !leg.earlySession().isEmpty()) {
      return new Crossing(OwnHeaders.session(leg.earlySession()), audio(turn, leg));
    }
    return asToldBefore(turn, plan, leg, new Crossing(content, crossing.audio()));
  }

  /// Where the caller had the description of another leg before, and a media node is between, that
  /// one is said again if it does as well. Else the new one, under the next version (RFC 3264
  /// section 8): most phones take it, though RFC 3261 section 13.2.1 lets them ignore it.
  private static @Nullable Crossing asToldBefore(
      Turn turn, Plan.Ring plan, Leg.Dialing leg, @Nullable Crossing crossing) {
    Plan.Early early = plan.early();
    Media media = turn.call().media();
    LocalEndpoint endpoint = media == null ? null : media.local(LegId.CALLER);
    if (crossing == null
        || early == null
        || early.leg().equals(leg.id())
        || endpoint == null
        || crossing.content().body().isEmpty()) {
      return crossing;
    }
    Content content = crossing.content();
    if (isAsGood(early.session(), content.body())) {
      return new Crossing(new Content(content.headers(), early.session()), crossing.audio());
    }
    RelayedSession session = RelayedSession.read(content.body());
    if (session == null) {
      return crossing;
    }
    Bytes next = session.relayedTo(endpoint, turn.call().sessionId(LegId.CALLER), 2);
    return new Crossing(new Content(content.headers(), next), crossing.audio());
  }

  /// Whether two descriptions for the caller say the same: formats, parameters, keys, direction.
  /// Who names the session, and how, does not count.
  static boolean isAsGood(Bytes one, Bytes other) {
    return said(one).equals(said(other));
  }

  private static List<String> said(Bytes description) {
    return description
        .toString()
        .lines()
        .filter(line -> !line.startsWith("o=") && !line.startsWith("s="))
        .toList();
  }

  /// What the plan says already of a leg whose answer came early.
  static Audio audio(Turn turn, Leg.Dialing leg) {
    Media media = turn.call().media();
    if (media != null) {
      for (Endpoint endpoint : media.plan().endpoints()) {
        if (endpoint.leg().equals(leg.id())) {
          return new Audio(
              endpoint.remote(),
              endpoint.payloads(),
              /* sends= */ endpoint.receives(),
              /* receives= */ endpoint.sends());
        }
      }
    }
    RelayedSession session = RelayedSession.read(leg.earlySession());
    return session == null ? new Audio(null, List.of(), true, true) : session.audio();
  }
}
