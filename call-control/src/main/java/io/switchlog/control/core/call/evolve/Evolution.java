package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.CallTimers;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.control.core.call.state.ImpossibleHistory;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegResumed;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fold: what each event makes true.
public final class Evolution {
  private Evolution() {}

  /// The call after an event.
  ///
  /// @param at the event's time
  /// @param birth the life that the call is, where it begins with the event
  public static Call after(@Nullable Call state, CallEvent event, Instant at, long birth) {
    Call after = folded(state, event, at, birth);
    return after instanceof ActiveCall call ? call.withLoad(call.load().after(event, at)) : after;
  }

  private static Call folded(@Nullable Call state, CallEvent event, Instant at, long birth) {
    if (state == null) {
      if (event instanceof CallOffered offered) {
        return offered(offered, birth);
      }
      throw new ImpossibleHistory("CallOffered as the first event", Legs.name(event));
    }
    if (!(state instanceof ActiveCall call)) {
      throw new ImpossibleHistory("no event after CallEnded", Legs.name(event));
    }
    return switch (event) {
      case CallOffered _ -> throw new ImpossibleHistory("CallOffered once", "it came again");
      case CallRouted routed -> call.withRoute(routed);
      case MediaRequested requested -> MediaEvolution.requested(call, requested);
      case MediaReady ready -> MediaEvolution.ready(call, ready);
      case MediaLost lost -> MediaEvolution.lost(call, lost);
      case LegReoffered reoffered ->
          MediaEvolution.reoffered(call, Legs.talking(call, reoffered.leg()), reoffered);
      case ReofferAccepted accepted ->
          MediaEvolution.accepted(call, Legs.talking(call, accepted.leg()), accepted, at);
      case ReofferDeferred deferred ->
          MediaEvolution.deferred(call, Legs.talking(call, deferred.leg()), deferred);
      case LegDialed dialed -> dialed(call, dialed);
      case LegRang rang -> rang(call, rang);
      case LegAnswered answered -> answered(call, answered, at);
      case LegConfirmed confirmed -> confirmed(call, confirmed, at);
      case CallEstablished _ -> call.asEstablished();
      case RequestPassed passed -> ExchangeEvolution.passed(call, passed);
      case ResponsePassed passed -> ExchangeEvolution.passedBack(call, passed, at);
      case RequestAnswered answered -> ExchangeEvolution.requestAnswered(call, answered);
      case RequestCancelled cancelled -> ExchangeEvolution.requestCancelled(call, cancelled);
      case LegHeld(LegId leg) -> call.with(Legs.talking(call, leg).withHeld(true));
      case LegResumed(LegId leg) -> call.with(Legs.talking(call, leg).withHeld(false));
      case AckRepeated _, FailureAcknowledged _, ExtraAnswerReleased _ -> call;
      case LegMoved moved -> moved(call, moved);
      case CallerRefused refused ->
          ending(call, refused.outcome()).with(gone(Legs.leg(call, LegId.CALLER)));
      case LegHungUp hungUp -> {
        Leg leg = Legs.leg(call, hungUp.leg());
        yield ending(call, hungUp.outcome())
            .with(new Leg.Gone(leg.id(), leg.edge(), hungUp.bye().transaction().key()));
      }
      case LegReleased released -> released(call, released);
      case LegEnded ended -> ending(call, ended.outcome()).with(gone(Legs.leg(call, ended.leg())));
      case CallQuarantined _ -> call;
      case CallEnded ended -> ended(call, ended);
    };
  }

  private static ActiveCall offered(CallOffered offered, long birth) {
    return ActiveCall.offered(
        offered.call(),
        offered.secretKey(),
        birth,
        new Leg.Calling(
            offered.invite().transaction().edge(),
            Dialog.of(offered.dialog(), 0),
            offered.invite(),
            offered.maxForwards(),
            offered.content()));
  }

  private static ActiveCall dialed(ActiveCall call, LegDialed dialed) {
    if (dialed.leg().value() != call.legs().size() + 1) {
      throw new ImpossibleHistory("leg " + (call.legs().size() + 1), "leg " + dialed.leg());
    }
    Invite invite =
        new Invite(
            dialed.uri(),
            dialed.destination(),
            dialed.localParty(),
            dialed.remoteParty(),
            dialed.maxForwards(),
            dialed.content());
    ActiveCall after =
        call.with(new Leg.Dialing(dialed.leg(), dialed.edge(), List.of(), invite, 0, Bytes.EMPTY));
    return after
        .with(Legs.calling(call).withContent(Content.NONE))
        .arm(CallTimer.RING, dialed.ringUntil());
  }

  private static ActiveCall rang(ActiveCall call, LegRang rang) {
    Leg.Dialing leg = Legs.dialing(call, rang.leg());
    Bytes body = rang.content().body();
    return call.with(
        new Leg.Dialing(
            leg.id(),
            leg.edge(),
            leg.elsewhere(),
            leg.invite(),
            leg.provisionals() + 1,
            body.isEmpty() ? leg.earlySession() : body));
  }

  private static ActiveCall answered(ActiveCall call, LegAnswered answered, Instant at) {
    Leg.Calling caller = Legs.calling(call);
    boolean offers = !answered.acknowledged();
    Unacknowledged answer =
        new Unacknowledged(
            caller.invite(),
            answered.status(),
            answered.reason(),
            answered.content(),
            offers,
            offers ? answered.offered() : null);
    ActiveCall after =
        call.with(
            new Leg.Talking(
                caller.id(),
                caller.edge(),
                caller.dialog(),
                null,
                answer,
                false,
                OurSession.NONE.saying(answered.content().body())));
    if (answered.dialog() != null) {
      Leg.Dialing leg = Legs.dialing(call, answered.leg());
      after =
          after.with(
              new Leg.Talking(
                  leg.id(),
                  leg.edge(),
                  Dialog.of(answered.dialog(), Invite.CSEQ),
                  Leg.OurInvite.answered(
                      Invite.CSEQ, offers ? answered.content().body() : null, at),
                  null,
                  false,
                  OurSession.NONE.saying(leg.invite().content().body())));
    }
    return after.disarm(CallTimer.RING).arm(CallTimer.MAX_DURATION, answered.callUntil());
  }

  private static ActiveCall confirmed(ActiveCall call, LegConfirmed confirmed, Instant at) {
    Leg.Talking leg = Legs.talking(call, confirmed.leg());
    ActiveCall after = call.with(leg.withUnacknowledged(null).onEdge(confirmed.edge()));
    if (confirmed.acknowledges() == null) {
      return after;
    }
    Leg.Talking owing = Legs.talking(call, confirmed.acknowledges());
    return after.with(
        owing.withAcknowledged(confirmed.content(), at).afterSession(confirmed.content().body()));
  }

  private static ActiveCall moved(ActiveCall call, LegMoved moved) {
    NodeId edge = moved.edge();
    Leg at =
        moved.invite() == null
            ? Legs.leg(call, moved.leg()).movedTo(edge)
            : Legs.calling(call).asking(moved.invite());
    return call.with(moved.insteadOf() == null ? at : without(at, moved.insteadOf()))
        .mapExchanges(exchange ->
            exchange.asker().equals(moved.leg()) ? exchange.askerMovedTo(edge) : exchange);
  }

  private static Leg without(Leg leg, NodeId copy) {
    return switch (leg) {
      case Leg.Dialing dialing -> dialing.without(copy);
      case Leg.Leaving leaving -> leaving.without(copy);
      case Leg.Calling _, Leg.Talking _, Leg.Gone _ -> leg;
    };
  }

  private static ActiveCall released(ActiveCall call, LegReleased released) {
    Leg leg = Legs.leg(call, released.leg());
    Dialog dialog =
        switch (leg) {
          case Leg.Talking talking -> talking.dialog().afterSending(released.cseq());
          case Leg.Dialing _, Leg.Leaving _, Leg.Calling _, Leg.Gone _ ->
              released.dialog() == null
                  ? null
                  : Dialog.of(released.dialog(), Invite.CSEQ).afterSending(released.cseq());
        };
    Invite invite = leg instanceof Leg.Dialing dialing ? withoutContent(dialing.invite()) : null;
    boolean cancels = released.how() == LegReleased.How.CANCEL;
    if (cancels ? invite == null : dialog == null) {
      throw new ImpossibleHistory("something to end on leg " + leg.id(), Legs.name(released));
    }
    long inviteCseq = leg instanceof Leg.Talking talking ? talking.inviteCseq() : Invite.CSEQ;
    Content ackContent =
        leg instanceof Leg.Talking talking && !released.acknowledge()
            ? talking.ackContent()
            : released.ackContent();
    boolean delayedOffer =
        leg instanceof Leg.Dialing dialing && dialing.invite().content().body().isEmpty();
    ActiveCall after =
        ending(call, released.outcome())
            .with(
                new Leg.Leaving(
                    leg.id(),
                    leg.edge(),
                    cancels && leg instanceof Leg.Dialing dialing ? dialing.elsewhere() : List.of(),
                    released.how(),
                    cancels ? null : dialog,
                    cancels ? invite : null,
                    released.cseq(),
                    inviteCseq,
                    delayedOffer,
                    ackContent,
                    released.content()));
    return after.isArmed(CallTimer.TEARDOWN)
        ? after
        : after.arm(CallTimer.TEARDOWN, released.closeBy());
  }

  private static Invite withoutContent(Invite invite) {
    return new Invite(
        invite.uri(),
        invite.destination(),
        invite.localParty(),
        invite.remoteParty(),
        invite.maxForwards(),
        Content.NONE);
  }

  private static ActiveCall ending(ActiveCall call, Outcome outcome) {
    return MediaEvolution.withoutReofferTimers(call.withOutcome(outcome))
        .disarm(CallTimer.MEDIA_ANSWER)
        .disarm(CallTimer.MEDIA_LOST)
        .disarm(CallTimer.RING)
        .disarm(CallTimer.MAX_DURATION);
  }

  private static Call ended(ActiveCall call, CallEnded ended) {
    return new EndedCall(
        call.id(),
        call.secretKey(),
        call.life(),
        ended.outcome(),
        byes(call),
        CallTimers.retention(call.clock(), ended.retainedUntil()).running());
  }

  private static List<String> byes(ActiveCall call) {
    List<String> byes = new ArrayList<>(1);
    for (Leg leg : call.legs()) {
      if (leg instanceof Leg.Gone gone && gone.bye() != null) {
        byes.add(gone.bye());
      }
    }
    return List.copyOf(byes);
  }

  private static Leg gone(Leg leg) {
    return new Leg.Gone(leg.id(), leg.edge(), null);
  }
}
