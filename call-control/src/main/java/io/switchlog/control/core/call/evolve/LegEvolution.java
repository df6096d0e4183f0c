package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.EarlyAgreement;
import io.switchlog.control.core.call.state.EarlyDialogs;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRepeated;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.event.ProgressHeard;
import io.switchlog.schemas.event.ProgressRepeated;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of the fold that is about a leg's life.
final class LegEvolution {
  private LegEvolution() {}

  static ActiveCall dialed(ActiveCall call, LegDialed dialed) {
    Legs.next(call, dialed.leg());
    Invite invite =
        new Invite(
            dialed.uri(),
            dialed.destination(),
            dialed.localParty(),
            dialed.remoteParty(),
            dialed.maxForwards(),
            Invite.FIRST_CSEQ,
            dialed.content());
    ActiveCall after =
        dialed.credentials() == null
            ? call
            : call.with(dialed.leg(), LegCredentials.of(dialed.credentials(), dialed.uri()));
    return after
        .with(
            new Leg.Dialing(
                dialed.leg(),
                dialed.edge(),
                List.of(),
                invite,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                EarlyDialogs.NONE))
        .arm(new CallTimer.Ring(dialed.leg()), dialed.ringUntil());
  }

  /// The INVITE is sent once more, to whoever refused it: copies of the one before are refused too.
  static ActiveCall repeated(ActiveCall call, InviteRepeated repeated) {
    Leg.Dialing leg = Legs.dialing(call, repeated.leg());
    LegCredentials credentials = call.credentials(leg.id());
    ActiveCall after =
        credentials == null ? call : call.with(leg.id(), credentials.inviting(repeated.cseq()));
    return after.with(again(leg, repeated.cseq(), repeated.content()));
  }

  /// A leg whose INVITE was refused and is sent once more.
  static Leg.Dialing again(Leg.Dialing leg, long cseq, Content content) {
    return new Leg.Dialing(
        leg.id(),
        leg.edge(),
        List.of(),
        leg.invite().again(cseq, content),
        leg.provisionals(),
        leg.earlySession(),
        leg.untold(),
        EarlyDialogs.NONE);
  }

  static ActiveCall acknowledged(ActiveCall call, ProgressAcknowledged progress) {
    Leg.Dialing leg = Legs.dialing(call, progress.leg());
    return call.with(
        leg.with(
            leg.dialogs()
                .acknowledging(
                    progress.dialog().remoteTag(),
                    progress.rseq(),
                    progress.cseq(),
                    progress.answer())));
  }

  static ActiveCall rang(ActiveCall call, LegRang rang) {
    Leg.Dialing leg = Legs.dialing(call, rang.leg());
    Bytes body = rang.content().body();
    ActiveCall after =
        call.with(
            new Leg.Dialing(
                leg.id(),
                leg.edge(),
                leg.elsewhere(),
                leg.invite(),
                leg.provisionals() + 1,
                body.isEmpty() ? leg.earlySession() : body,
                rang.untold() == null ? leg.untold() : rang.untold(),
                ringing(leg, rang)));
    return rang.rseq() != null || call.caller() instanceof Leg.Calling
        ? told(
            after,
            Legs.calling(call, LegId.CALLER)
                .telling(rang.status(), rang.reason(), rang.content(), rang.rseq()),
            rang.againAt())
        : after;
  }

  private static EarlyDialogs ringing(Leg.Dialing leg, LegRang rang) {
    if (rang.offer() != null) {
      return leg.dialogs().offering(rang.offer());
    }
    boolean describes = !rang.content().body().isEmpty() || rang.untold() != null;
    boolean answers = describes && !leg.isDelayedOffer();
    return leg.dialogs().told(rang.remoteTag(), answers ? leg.invite().content().body() : null);
  }

  static ActiveCall progressRepeated(ActiveCall call, ProgressRepeated repeated) {
    Leg.Calling caller = Legs.calling(call, repeated.leg());
    return told(
        call,
        caller.telling(repeated.status(), repeated.reason(), Content.NONE, repeated.rseq()),
        repeated.againAt());
  }

  private static ActiveCall told(ActiveCall call, Leg.Calling caller, @Nullable Instant againAt) {
    ActiveCall after = call.with(caller);
    return againAt == null ? after : after.arm(new CallTimer.Progress(caller.id()), againAt);
  }

  static ActiveCall heard(ActiveCall call, ProgressHeard heard) {
    return switch (Legs.leg(call, heard.leg())) {
      case Leg.Calling leg -> call.with(agreeing(call, leg, heard.rseq()).hearing(heard.rseq()));
      case Leg.Talking leg when leg.unacknowledged() != null ->
          call.with(leg.withUnacknowledged(leg.unacknowledged().hearing(heard.rseq())));
      case Leg.Talking _, Leg.Dialing _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> call;
    };
  }

  /// The first description that a caller acknowledges is the one that holds.
  private static Leg.Calling agreeing(ActiveCall call, Leg.Calling leg, long rseq) {
    Bytes heard = leg.unheardSession(rseq);
    return heard.isEmpty() || leg.agreement() != null
        ? leg
        : leg.agreeing(
            EarlyAgreement.on(heard, call.media() == null ? 1 : OwnSession.versionOf(heard)));
  }

  static ActiveCall pickedUp(ActiveCall call, LegPickedUp pickedUp, Instant at) {
    return talking(
        call, Legs.dialing(call, pickedUp.leg()), pickedUp.dialog(), pickedUp.offer(), at);
  }

  /// Our INVITE was answered.
  ///
  /// @param owed as in [Leg.OurInvite#answered]
  static ActiveCall talking(
      ActiveCall call, Leg.Dialing leg, PeerDialog dialog, @Nullable Bytes owed, Instant at) {
    EarlyDialogs.Progress progress = leg.dialogs().acknowledged(dialog.remoteTag());
    EarlyAgreement early = progress == null ? null : progress.agreement();
    return call.with(
            new Leg.Talking(
                leg.id(),
                leg.edge(),
                Dialog.of(dialog, leg.latestCseq())
                    .afterReceiving(progress == null ? 0 : progress.remoteCseq()),
                Leg.OurInvite.answered(leg.invite().cseq(), owed, at),
                null,
                false,
                early == null
                    ? OurSession.NONE.saying(leg.invite().content().body())
                    : early.session(),
                null))
        .disarm(new CallTimer.Ring(leg.id()));
  }

  static ActiveCall inviteAnswered(ActiveCall call, InviteAnswered answered) {
    Leg.Calling leg = Legs.calling(call, answered.leg());
    Bytes body = answered.content().body();
    return call.with(
            answered(
                leg,
                saidBefore(call, leg, body),
                new Unacknowledged(
                    leg.invite(),
                    answered.status(),
                    answered.reason(),
                    answered.content(),
                    answered.offers(),
                    answered.offered(),
                    leg.unheard().stream().map(Leg.Told::rseq).toList())))
        .disarm(new CallTimer.Progress(leg.id()));
  }

  /// What we had said of the session before the answer.
  private static OurSession saidBefore(ActiveCall call, Leg.Calling leg, Bytes body) {
    if (body.isEmpty() && leg.agreement() != null) {
      return leg.agreement().session();
    }
    return isAnew(call, body)
        ? OurSession.of(OwnSession.versionOf(body) - 1, Bytes.EMPTY)
        : OurSession.NONE;
  }

  /// Whether the caller had another description before.
  private static boolean isAnew(ActiveCall call, Bytes body) {
    return call.plan() instanceof Plan.Ring ring
        && (call.media() != null || call.releasedVersion() > 0)
        && ring.early() != null
        && !ring.early().session().equals(body);
  }

  /// We answered the INVITE that opened a leg.
  ///
  /// @param before what we had said of the session
  static Leg.Talking answered(Leg.Calling leg, OurSession before, Unacknowledged answer) {
    return new Leg.Talking(
        leg.id(),
        leg.edge(),
        leg.dialog(),
        null,
        answer,
        false,
        before.saying(answer.content().body()),
        null);
  }

  static ActiveCall confirmed(ActiveCall call, LegConfirmed confirmed, Instant at) {
    Leg.Talking leg = Legs.talking(call, confirmed.leg());
    ActiveCall after = call.with(leg.withUnacknowledged(null).onEdge(confirmed.edge()));
    if (confirmed.acknowledges() == null) {
      return after;
    }
    Leg.Talking owing = Legs.talking(call, confirmed.acknowledges());
    return after.with(
        owing.withAcknowledged(confirmed.content(), at).afterSession(confirmed.content().body()));
  }

  static ActiveCall moved(ActiveCall call, LegMoved moved) {
    NodeId edge = moved.edge();
    Leg at =
        moved.invite() == null
            ? Legs.leg(call, moved.leg()).movedTo(edge)
            : asking(call, Legs.calling(call, moved.leg()), moved.invite());
    return call.with(moved.insteadOf() == null ? at : without(at, moved.insteadOf()))
        .mapExchanges(exchange ->
            exchange.asker().equals(moved.leg()) ? exchange.askerMovedTo(edge) : exchange);
  }

  /// A caller that turned to another edge is reached the way that it went there.
  private static Leg.Calling asking(ActiveCall call, Leg.Calling leg, PeerRequest again) {
    Leg.Calling asking = leg.asking(again);
    return call.dialect().followsNewRequestsAlone()
        ? asking.withDialog(
            leg.dialog().over(again.transaction().over(), Reading.sentBy(again.transaction())))
        : asking;
  }

  private static Leg without(Leg leg, NodeId copy) {
    return switch (leg) {
      case Leg.Dialing dialing -> dialing.without(copy);
      case Leg.Leaving leaving -> leaving.without(copy);
      case Leg.Calling _, Leg.Talking _, Leg.HandedOver _, Leg.Gone _ -> leg;
    };
  }

  static ActiveCall dismissed(ActiveCall call, LegDismissed dismissed) {
    return teardown(leaving(call, dismissed));
  }

  /// The leg that we end. What has no dialog is cancelled, what has one gets a BYE.
  static ActiveCall leaving(ActiveCall call, LegDismissed dismissed) {
    Leg leg = Legs.leg(call, dismissed.leg());
    boolean cancels = dismissed.how() == LegReleased.How.CANCEL;
    Dialog dialog = cancels ? null : ended(leg, dismissed);
    Invite invite = cancels && leg instanceof Leg.Dialing it ? withoutContent(it.invite()) : null;
    if (cancels ? invite == null : dialog == null) {
      throw new ImpossibleHistory("something to end on leg " + leg.id(), dismissed.how() + "");
    }
    Leg.Leaving leaving =
        new Leg.Leaving(
            leg.id(),
            leg.edge(),
            cancels && leg instanceof Leg.Dialing dialing ? dialing.elsewhere() : List.of(),
            dismissed.how(),
            dialog,
            invite,
            dismissed.cseq(),
            answeredCseq(leg),
            leg instanceof Leg.Dialing dialing && dialing.invite().content().body().isEmpty(),
            leg instanceof Leg.Talking talking && !dismissed.acknowledge()
                ? talking.ackContent()
                : dismissed.ackContent(),
            dismissed.content(),
            dismissed.closeBy());
    return call.with(leaving)
        .parted(leg.id())
        .disarm(new CallTimer.Ring(leg.id()))
        .disarm(new CallTimer.Session(leg.id()));
  }

  /// The number of the latest INVITE of ours that was answered, or is to be cancelled.
  private static long answeredCseq(Leg leg) {
    return switch (leg) {
      case Leg.Talking talking -> talking.inviteCseq();
      case Leg.Dialing dialing -> dialing.invite().cseq();
      case Leg.Leaving leaving -> leaving.inviteCseq();
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ -> Invite.FIRST_CSEQ;
    };
  }

  private static @Nullable Dialog ended(Leg leg, LegDismissed dismissed) {
    return switch (leg) {
      case Leg.Talking talking -> talking.dialog().afterSending(dismissed.cseq());
      case Leg.Dialing _, Leg.Leaving _, Leg.Calling _, Leg.HandedOver _, Leg.Gone _ ->
          dismissed.dialog() == null ? null : Dialog.of(dismissed.dialog(), dismissed.cseq());
    };
  }

  private static Invite withoutContent(Invite invite) {
    return new Invite(
        invite.uri(),
        invite.destination(),
        invite.localParty(),
        invite.remoteParty(),
        invite.maxForwards(),
        invite.cseq(),
        Content.NONE);
  }

  /// The leg is over, and with it whatever it was waited for.
  ///
  /// @param bye the transaction of the peer's BYE, null where none ended the leg
  static ActiveCall gone(ActiveCall call, LegId id, @Nullable String bye) {
    Leg leg = Legs.leg(call, id);
    return teardown(
        call.with(new Leg.Gone(id, leg.edge(), bye))
            .parted(id)
            .disarm(new CallTimer.Ring(id))
            .disarm(new CallTimer.Progress(id))
            .disarm(new CallTimer.Reoffer(id))
            .disarm(new CallTimer.Session(id)));
  }

  /// The timer after which dismissed legs count as over is that of the first of them.
  private static ActiveCall teardown(ActiveCall call) {
    Instant first = null;
    for (Leg leg : call.legs()) {
      if (leg instanceof Leg.Leaving leaving
          && (first == null || leaving.closeBy().isBefore(first))) {
        first = leaving.closeBy();
      }
    }
    if (first == null) {
      return call.disarm(CallTimer.TEARDOWN);
    }
    ArmedTimer armed = call.timers().get(CallTimer.TEARDOWN.text());
    return armed != null && armed.due().equals(first) ? call : call.arm(CallTimer.TEARDOWN, first);
  }
}
