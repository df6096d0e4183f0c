package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EarlyOffer;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the caller hears of parties that ring: each of their provisional responses, and the early
/// media of one of them.
///
/// The caller has one early dialog, ours, so the first description that it gets in there is the one
/// that holds (RFC 3261 section 13.2.1). Whose sound it is follows from the plan's policy; another
/// party's sound is heard only where it needs no other description.
final class RingProgress {
  private RingProgress() {}

  static void told(Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    if (turn.call().caller() instanceof Leg.Talking) {
      toldToOneWhoTalks(turn, plan, leg, reply);
      return;
    }
    if (DelayedOffers.isMadeIn(leg, reply)) {
      offered(turn, plan, leg, reply);
      return;
    }
    Crossing crossing = EarlySession.crossing(turn.call(), plan, leg, reply);
    boolean delayedOffer = leg.isDelayedOffer();
    // A description that we cannot carry, or that is an offer which nobody could answer, stays
    // behind, as does one that is not the caller's; the progress is told all the same.
    if (crossing == null || (reply.describesSession() && delayedOffer)) {
      tell(turn, leg, reply, HeaderLines.withoutBody(reply.content()), null);
      return;
    }
    Audio audio = crossing.audio();
    boolean heard = isHeard(turn.call(), plan, leg.id(), crossing.content());
    boolean first = plan.early() == null || plan.early().leg().equals(leg.id());
    if (reply.describesSession() && !(heard && first)) {
      tell(turn, leg, reply, HeaderLines.withoutBody(reply.content()), reply.content().body());
    } else {
      tell(turn, leg, reply, crossing.content(), null);
    }
    if (audio != null && heard && MediaPlaces.canCarry(turn, audio)) {
      MediaPlans.early(turn, leg.id(), audio);
    }
  }

  /// The caller is told of the offer, and is to answer it.
  private static void offered(Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    Crossing crossing = EarlySession.crossing(turn.call(), plan, leg, reply);
    Long rseq = crossing == null ? null : ReliableProgress.next(turn, crossing.content());
    if (crossing == null || rseq == null || crossing.content().body().isEmpty()) {
      // Nobody can answer it, so the party cannot go on (RFC 3262 section 5).
      String text =
          crossing != null && !crossing.content().body().isEmpty()
              ? "expected progress of leg %s that the caller can acknowledge, found too much of it unheard"
              : "expected an offer with audio in the progress of leg %s, found none that can be carried";
      turn.ask(new PlanInput.Broke(Endings.protocolError(leg.id(), 502, text.formatted(leg.id()))));
      return;
    }
    turn.tell(
        new LegRang(
            leg.id(),
            reply.remoteTag(),
            reply.status(),
            reply.reason(),
            crossing.content(),
            null,
            rseq,
            RepeatedProgress.next(turn),
            new EarlyOffer(reply.dialog(), reply.rseq(), crossing.audio()),
            reply.uuid()));
  }

  /// A caller who was rung itself has its session with us, and is told of no other: it hears the
  /// tone that we make, or the party.
  private static void toldToOneWhoTalks(Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    Bytes description = reply.describesSession() ? reply.content().body() : null;
    tell(turn, leg, reply, Content.NONE, description);
    Audio audio = description == null ? null : audioForOneWhoTalks(turn.call(), description);
    if (audio != null
        && mayTakeOver(turn.call(), plan, leg.id())
        && MediaPlaces.canCarry(turn, audio)) {
      MediaPlans.early(turn, leg.id(), audio);
    }
  }

  private static @Nullable Audio audioForOneWhoTalks(ActiveCall call, Bytes description) {
    RelayedSession session = RelayedSession.read(description);
    return session != null && session.isPlain() && isInWhatTheCallerHas(call, session.audio())
        ? session.audio()
        : null;
  }

  /// Whether a party's audio comes in what a caller who was rung itself has agreed on. Its
  /// telephone events may bear another number, and then are not heard.
  static boolean isInWhatTheCallerHas(ActiveCall call, Audio audio) {
    Media media = call.media();
    List<Payload> spoken = OwnSession.acceptable(audio);
    return media != null
        && !spoken.isEmpty()
        && media.payloads(LegId.CALLER).contains(spoken.getFirst());
  }

  /// Whoever was heard may ring no more: then another is, whose sound needs no other description.
  static void hearAnother(Turn turn, Plan.Ring plan) {
    ActiveCall call = turn.call();
    LegId heard = call.media() == null ? null : heard(call.media());
    if (heard == null || call.leg(heard) instanceof Leg.Dialing) {
      return;
    }
    for (Leg leg : call.legs()) {
      if (leg instanceof Leg.Dialing other) {
        Audio audio = audioToGoOnWith(turn, plan, other);
        if (audio != null) {
          MediaPlans.early(turn, leg.id(), audio);
          return;
        }
      }
    }
    MediaPlans.silence(turn);
  }

  private static @Nullable Audio audioToGoOnWith(Turn turn, Plan.Ring plan, Leg.Dialing other) {
    ActiveCall call = turn.call();
    Plan.Early early = plan.early();
    if (call.caller() instanceof Leg.Talking) {
      return plan.earlyMedia() == Action.EarlyMedia.NONE || other.untold().isEmpty()
          ? null
          : audioForOneWhoTalks(call, other.untold());
    }
    if (early == null || plan.isBypassed(other.id())) {
      return null;
    }
    if (early.leg().equals(other.id())) {
      return EarlySession.audio(turn, other);
    }
    Crossing crossing =
        other.untold().isEmpty()
            ? null
            : Crossing.to(call, LegId.CALLER, OwnHeaders.session(other.untold()), true);
    return crossing != null && EarlySession.isAsGood(early.session(), crossing.content().body())
        ? crossing.audio()
        : null;
  }

  /// Whom the caller hears; null for nobody.
  private static @Nullable LegId heard(Media media) {
    for (Endpoint endpoint : media.plan().endpoints()) {
      if (endpoint.leg().equals(LegId.CALLER)
          && endpoint.source() instanceof Source.Relay(LegId from)) {
        return from;
      }
    }
    return null;
  }

  /// @param untold as in [LegRang]
  private static void tell(
      Turn turn, Leg.Dialing leg, Reply reply, Content content, @Nullable Bytes untold) {
    turn.tell(
        new LegRang(
            leg.id(),
            reply.remoteTag(),
            reply.status(),
            reply.reason(),
            content,
            untold,
            ReliableProgress.next(turn, content),
            RepeatedProgress.next(turn),
            null,
            reply.uuid()));
  }

  private static boolean isHeard(ActiveCall call, Plan.Ring plan, LegId leg, Content content) {
    Plan.Early early = plan.early();
    // Without a media node between, the description of one party is none that another could go on
    // with.
    boolean goesOn = plan.isPlain() || (call.media() != null && !plan.isBypassed(leg));
    if (plan.earlyMedia() == Action.EarlyMedia.NONE
        || !goesOn
        || (!content.body().isEmpty() && ReliableProgress.wouldBind(call, plan))) {
      return false;
    }
    return early == null
        || early.leg().equals(leg)
        || (mayTakeOver(call, plan, leg) && EarlySession.isAsGood(early.session(), content.body()));
  }

  /// Whether the plan's policy lets a party be heard, whoever is heard now.
  private static boolean mayTakeOver(ActiveCall call, Plan.Ring plan, LegId leg) {
    Media media = call.media();
    LegId heard = media == null ? null : heard(media);
    return switch (plan.earlyMedia()) {
      case FIRST -> heard == null || leg.equals(heard) || !(call.leg(heard) instanceof Leg.Dialing);
      case LAST -> true;
      case NONE -> false;
    };
  }
}
