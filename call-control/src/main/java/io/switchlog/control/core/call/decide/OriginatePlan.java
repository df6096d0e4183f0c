package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.EarlyAgreement;
import io.switchlog.control.core.call.state.Failure;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.Target;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The plan that rings the first party of a call that was asked for. We make the offer, at an
/// address of a media node's, so that the party has somebody to hear from its answer on (RFC 3725
/// section 4.4 with the exchange in the place of the other party).
final class OriginatePlan {
  private OriginatePlan() {}

  static void decide(Turn turn, Plan.Originate plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _ -> begin(turn, plan);
      case PlanInput.MediaServed _ -> dial(turn, plan);
      case PlanInput.Progressed(Leg.Dialing leg, Reply reply) -> rang(turn, leg, reply);
      case PlanInput.PickedUp(Leg.Dialing leg, Reply reply) -> pickedUp(turn, plan, leg, reply);
      case PlanInput.Failed _, PlanInput.Redirected _ -> end(turn);
      case PlanInput.RangOut(LegId id) -> {
        if (turn.call().leg(id) instanceof Leg.Dialing leg) {
          Endings.cancel(turn, leg, OwnHeaders.reason(19, OwnHeaders.phrase(480)));
          end(turn);
        }
      }
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaRefused _,
          PlanInput.MediaGone _,
          PlanInput.NextDue _,
          PlanInput.OfParking _,
          PlanInput.OfSeeking _ -> {
        // It asks for media once, and rings one party.
      }
    }
  }

  private static void begin(Turn turn, Plan.Originate plan) {
    List<Endpoint> own =
        List.of(
            MediaPlans.blank(LegId.CALLER, MediaPlaces.familyOf(plan.uri()), new Source.Silence()));
    NodeId node = turn.nodeFor(NodeKind.MEDIA);
    List<Endpoint> promised = node == null ? null : MediaPlaces.promised(turn, node, own);
    MediaPlans.first(turn, node, promised == null ? own : promised);
    if (promised != null) {
      dial(turn, plan);
    }
  }

  private static void dial(Turn turn, Plan.Originate plan) {
    ActiveCall call = turn.call();
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(LegId.CALLER);
    if (!call.legs().isEmpty()) {
      return;
    }
    NodeId edge = turn.nodeFor(NodeKind.EDGE);
    if (edge == null) {
      Endings.refuse(turn, EndCause.UNAVAILABLE, 503, "no edge takes calls", Content.NONE);
      return;
    }
    Target target = Target.asked(plan.uri(), shown(plan), Edges.advertisedHost(turn, edge));
    if (target == null) {
      Endings.refuse(turn, EndCause.NOT_FOUND, 404, "Invalid Target", Content.NONE);
      return;
    }
    if (endpoint == null) {
      Endings.mediaFailed(turn, "the media node named no port for leg 1");
      return;
    }
    turn.tell(
        new LegDialed(
            LegId.CALLER,
            edge,
            target.uri(),
            target.destination(),
            target.localParty(),
            target.remoteParty(),
            Invite.MAX_FORWARDS,
            SessionTimers.asking(
                turn,
                OwnHeaders.session(OwnSession.offer(endpoint, call.sessionId(LegId.CALLER), 1))),
            turn.now().plusSeconds(plan.limits().ringSeconds()),
            plan.credentials()));
  }

  /// Whom the party sees calling: as its phone would show whom it dials back.
  private static @Nullable String shown(Plan.Originate plan) {
    if (plan.callerId() != null) {
      return plan.callerId();
    }
    return Uri.tryParse(plan.to()) instanceof SipUri uri ? uri.decodedUser() : plan.to();
  }

  private static void rang(Turn turn, Leg.Dialing leg, Reply reply) {
    turn.tell(
        new LegRang(
            leg.id(),
            reply.remoteTag(),
            reply.status(),
            reply.reason(),
            Content.NONE,
            reply.describesSession() ? reply.content().body() : null,
            null,
            null,
            null,
            reply.uuid()));
  }

  private static void pickedUp(Turn turn, Plan.Originate plan, Leg.Dialing leg, Reply reply) {
    RelayedSession session = OwnAnswers.answerTo(leg, reply);
    if (session == null || !MediaPlaces.canCarry(turn, session.audio())) {
      Failure failure = Failure.noSession(leg.id());
      LateAnswers.dismiss(turn, leg, reply, false, Endings.reason(failure.outcome()));
      end(turn);
      return;
    }
    turn.tell(new LegPickedUp(leg.id(), reply.dialog(), null));
    SessionTimers.pickedUp(turn, leg, reply);
    if (EarlyAgreement.hasChanged(leg.dialogs().agreement(reply.remoteTag()))) {
      EarlyOffers.tellHolds(turn, leg.id());
    } else {
      MediaPlans.answeredUs(turn, leg.id(), session.audio());
      Holds.tell(turn, leg.id(), session.audio());
    }
    Origination.route(turn, plan.to());
  }

  private static void end(Turn turn) {
    if (turn.call().plan() instanceof Plan.Originate(_, _, _, _, _, Failure failure)
        && failure != null) {
      Endings.end(turn, failure.outcome());
    }
  }
}
