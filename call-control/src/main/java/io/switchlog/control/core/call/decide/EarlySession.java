package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.EarlyAgreement;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.ContinuedSession;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The session description that a caller got before the answer. RFC 3261 section 13.2.1: the first
/// one is the answer, and the caller ignores all others.
final class EarlySession {
  private EarlySession() {}

  /// What the caller gets of a response: a body that describes no session stays behind.
  ///
  /// @return null where there is a description that we cannot carry
  static @Nullable Crossing crossing(
      ActiveCall call, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    Content content =
        reply.describesSession() ? reply.content() : Answers.headersOnly(reply.content());
    return toCaller(call, plan, leg, content, reply.describesSession());
  }

  private static @Nullable Crossing toCaller(
      ActiveCall call, Plan.Ring plan, Leg.Dialing leg, Content content, boolean describesSession) {
    if (plan.isBypassed(leg.id()) && describesSession) {
      Bytes told = plan.early() == null ? Bytes.EMPTY : plan.early().newest();
      boolean ours = ContinuedSession.isOurs(told, call.sessionId(LegId.CALLER));
      return Crossing.past(
          call, LegId.CALLER, content, told, ours ? OwnSession.versionOf(told) + 1 : 1);
    }
    Crossing crossing = Crossing.to(call, LegId.CALLER, content, describesSession);
    return crossing == null ? null : asToldBefore(call, plan, leg, crossing);
  }

  /// The answer of a leg, as the caller gets it. Where the caller's first offer and answer are
  /// followed by others, or the offer was not its own, no description is in there: all of it was
  /// said before (RFC 3261 section 13.2.1, RFC 6337 section 3.1).
  ///
  /// @return null where there is no description, or one that we cannot carry
  static @Nullable Crossing answer(
      Turn turn, Plan.Ring plan, Leg.Calling caller, Leg.Dialing leg, Reply reply) {
    EarlyAgreement agreement = leg.dialogs().agreement(reply.remoteTag());
    if (leg.isDelayedOffer() && (leg.dialogs().isAnyAgreed() || leg.dialogs().offer() != null)) {
      // The caller has the offer of one party, and can have no other's.
      return agreement == null
          ? null
          : new Crossing(HeaderLines.withoutBody(reply.content()), audio(turn, leg));
    }
    Crossing answer = first(turn, plan, leg, reply);
    if (answer == null || answer.content().body().isEmpty()) {
      return null;
    }
    Audio audio = EarlyAgreement.hasChanged(agreement) ? audio(turn, leg) : answer.audio();
    return EarlyAgreement.hasChanged(caller.agreement())
        ? new Crossing(
            HeaderLines.withoutBody(answer.content()), inWhatTheCallerHas(turn.call(), audio))
        : new Crossing(answer.content(), audio);
  }

  private static @Nullable Audio inWhatTheCallerHas(ActiveCall call, @Nullable Audio audio) {
    Media media = call.media();
    List<Payload> agreed = media == null ? List.of() : media.payloads(LegId.CALLER);
    return audio == null || agreed.isEmpty()
        ? audio
        : new Audio(audio.remote(), agreed, audio.sends(), audio.receives());
  }

  /// What the 2xx of a leg says. RFC 3261 section 13.2.1 wants a description in there; a peer that
  /// gave it in a 18x and leaves it out means that one, as does one that has made another offer
  /// since.
  private static @Nullable Crossing first(Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    boolean delayedOffer = leg.isDelayedOffer();
    if (EarlyAgreement.hasChanged(leg.dialogs().agreement(reply.remoteTag()))
        && !leg.earlySession().isEmpty()) {
      return new Crossing(describing(reply, leg.earlySession()), audio(turn, leg));
    }
    boolean saidBefore = !delayedOffer && !reply.describesSession();
    if (saidBefore && !leg.untold().isEmpty()) {
      Content untold = describing(reply, leg.untold());
      return toCaller(turn.call(), plan, leg, untold, true);
    }
    if (saidBefore && !leg.earlySession().isEmpty()) {
      return new Crossing(describing(reply, leg.earlySession()), audio(turn, leg));
    }
    return crossing(turn.call(), plan, leg, reply);
  }

  private static Content describing(Reply reply, Bytes description) {
    return HeaderLines.describing(reply.content(), OwnHeaders.session(description));
  }

  /// Where the caller had a description before, and a media node is between, that one is said again
  /// if it does as well, whatever address it names: where the media has moved since, a re-INVITE
  /// tells of the new one. Else the new one, under the next version (RFC 3264 section 8): most
  /// phones take it, though RFC 3261 section 13.2.1 lets them ignore it.
  private static Crossing asToldBefore(
      ActiveCall call, Plan.Ring plan, Leg.Dialing leg, Crossing crossing) {
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(LegId.CALLER);
    Content content = crossing.content();
    Bytes told = told(plan, leg);
    if (endpoint == null || told.isEmpty() || content.body().isEmpty()) {
      return crossing;
    }
    if (isAsGood(told, content.body())) {
      return new Crossing(new Content(content.headers(), told), crossing.audio());
    }
    RelayedSession session = RelayedSession.read(content.body());
    if (session == null) {
      return crossing;
    }
    Bytes next =
        session.relayedTo(endpoint, call.sessionId(LegId.CALLER), OwnSession.versionOf(told) + 1);
    return new Crossing(new Content(content.headers(), next), crossing.audio());
  }

  /// What the caller was told last: of this leg, or of the one that was first.
  private static Bytes told(Plan.Ring plan, Leg.Dialing leg) {
    Plan.Early early = plan.early();
    if (!leg.earlySession().isEmpty()) {
      return leg.earlySession();
    }
    return early == null ? Bytes.EMPTY : early.session();
  }

  /// Whether two descriptions for the caller say the same: formats, parameters, keys, direction.
  /// Who names the session, and how, does not count, nor where its audio is.
  static boolean isAsGood(Bytes one, Bytes other) {
    return said(one).equals(said(other));
  }

  private static List<String> said(Bytes description) {
    return description
        .toString()
        .lines()
        .filter(line ->
            !line.startsWith("o=")
                && !line.startsWith("s=")
                && !line.startsWith("c=")
                && !line.startsWith("a=rtcp:"))
        .map(line -> line.startsWith("m=audio ") ? withoutPort(line) : line)
        .toList();
  }

  /// A port of 0 refuses the stream, which is not where it is but whether.
  private static String withoutPort(String line) {
    String[] parts = line.split(" ", 3);
    return parts.length < 3 || parts[1].equals("0") ? line : parts[0] + " " + parts[2];
  }

  /// What a plan says of a leg, as the leg said it.
  static Audio audio(Endpoint endpoint) {
    return new Audio(
        endpoint.remote(),
        endpoint.payloads(),
        /* sends= */ endpoint.receives(),
        /* receives= */ endpoint.sends());
  }

  /// What the plan says already of a leg whose answer came early.
  static Audio audio(Turn turn, Leg.Dialing leg) {
    Media media = turn.call().media();
    if (media != null) {
      for (Endpoint endpoint : media.plan().endpoints()) {
        if (endpoint.leg().equals(leg.id()) && !endpoint.payloads().isEmpty()) {
          return audio(endpoint);
        }
      }
    }
    // The plan that said so was refused: its formats are as the caller was told, and it is found by
    // its first packet.
    RelayedSession session = RelayedSession.read(leg.earlySession());
    return new Audio(null, session == null ? List.of() : session.audio().payloads(), true, true);
  }
}
