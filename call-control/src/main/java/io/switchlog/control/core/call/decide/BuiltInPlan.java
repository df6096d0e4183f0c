package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import java.util.List;

/// The plan in which the exchange itself answers: echo, music. Its legs are bridged to nobody.
final class BuiltInPlan {
  private BuiltInPlan() {}

  static void decide(Turn turn, Plan.BuiltIn plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _ -> begin(turn, plan);
      case PlanInput.MediaServed _ -> {
        if (turn.call().caller() instanceof Leg.Calling caller) {
          answer(turn, plan, caller);
        }
      }
      case PlanInput.GaveUp(Outcome outcome, Content farewell) ->
          Endings.endWith(turn, outcome, farewell);
      case PlanInput.Left(LegId leg, Content farewell) ->
          Endings.endWith(turn, Endings.hungUp(leg), farewell);
      case PlanInput.Broke(Outcome outcome) -> Endings.end(turn, outcome);
      case PlanInput.NextDue _,
          PlanInput.MediaRefused _,
          PlanInput.Progressed _,
          PlanInput.PickedUp _,
          PlanInput.Failed _,
          PlanInput.Redirected _,
          PlanInput.RangOut _ -> {
        // It rings nobody.
      }
    }
  }

  private static void begin(Turn turn, Plan.BuiltIn plan) {
    if (turn.call().caller() instanceof Leg.Talking) {
      // It was rung itself, and has answered us.
      turn.tell(new CallAnswered(turn.now().plusSeconds(plan.limits().durationSeconds())));
      MediaPlans.playing(turn, plan.source());
      return;
    }
    if (!(turn.call().caller() instanceof Leg.Calling waiting)) {
      return;
    }
    Bytes offer = waiting.content().body();
    Endpoint caller = MediaPlans.blank(LegId.CALLER, AddressFamily.IP4, plan.source());
    if (!offer.isEmpty()) {
      RelayedSession session = RelayedSession.read(offer);
      List<Payload> payloads =
          session == null || !session.isPlain()
              ? List.of()
              : OwnSession.acceptable(session.audio());
      if (session == null || payloads.isEmpty()) {
        Endings.refuseMedia(turn);
        return;
      }
      caller =
          MediaPlans.described(caller, session.audio(), payloads)
              .withPtimeMillis(OwnSession.ptimeMillis(session));
    }
    // Answered when the node hears the caller, and no earlier: that one may speak with its ACK.
    MediaPlans.first(
        turn, turn.nodeFor(NodeKind.MEDIA), List.of(MediaPlans.watched(caller, plan.limits())));
  }

  private static void answer(Turn turn, Plan.BuiltIn plan, Leg.Calling caller) {
    ActiveCall call = turn.call();
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(LegId.CALLER);
    if (endpoint == null) {
      Endings.mediaFailed(turn, "the media node named no port for leg 1");
      return;
    }
    Bytes offer = caller.content().body();
    RelayedSession session = offer.isEmpty() ? null : RelayedSession.read(offer);
    Bytes description =
        session == null
            ? OwnSession.offer(endpoint, call.sessionId(LegId.CALLER), 1)
            : OwnSession.answer(session, List.of(), endpoint, call.sessionId(LegId.CALLER), 1);
    turn.tell(
        new InviteAnswered(
            LegId.CALLER,
            200,
            OwnHeaders.phrase(200),
            OwnHeaders.session(description),
            session == null,
            null));
    turn.tell(new CallAnswered(turn.now().plusSeconds(plan.limits().durationSeconds())));
  }
}
