package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.ReplacedDialog;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.Sender;
import io.switchlog.wire.sip.Replaces;
import io.switchlog.wire.token.SessionToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// INVITEs that take the place of a dialog (RFC 3891), as phones send them to end an attended
/// transfer. Our tag in it says which leg of which call is meant: that call gets the leg.
///
///     the INVITE's call                     the call of the leg that is named
///     CallOffered, LegHandedOver ─────────> LegTakenOver ──media──> InviteAnswered, LegDismissed (of
///                                               └─refused           the one before), LegsBridged
final class Replacement {
  private Replacement() {}

  /// The leg that a `Replaces` names; null where its tag is none of ours.
  static @Nullable ReplacedDialog named(Turn turn, @Nullable Replaces replaces) {
    SessionToken token = replaces == null ? null : turn.named(replaces.toTag());
    return replaces == null || token == null
        ? null
        : new ReplacedDialog(
            new LegId(token.leg()), replaces.callId(), replaces.fromTag(), replaces.earlyOnly());
  }

  /// The leg goes to the call that is meant.
  static void sought(Turn turn, Replaces replaces) {
    SessionToken token = turn.named(replaces.toTag());
    ReplacedDialog replaced = named(turn, replaces);
    if (!(turn.call().caller() instanceof Leg.Calling leg)) {
      return;
    }
    if (token == null || replaced == null || turn.id().value().equals(token.call())) {
      // RFC 3891 section 3.
      Endings.refuse(turn, EndCause.NOT_FOUND, 481, OwnHeaders.phrase(481), Content.NONE);
      return;
    }
    turn.tell(
        new LegHandedOver(
            new CallId(token.call()),
            HandedLegs.handed(turn, leg),
            null,
            turn.now()
                .plusSeconds(turn.view().routing().maxDurationSeconds())
                .plus(RetrievePlan.GRACE),
            replaced));
  }

  /// A leg comes to take the place of one of ours.
  static Decision begin(Turn turn, Sender sender, HandedLeg handed, ReplacedDialog replaced) {
    ActiveCall call = turn.call();
    Media media = call.media();
    if (isOfNobody(call, replaced)) {
      // Whatever becomes of the leg: it needs no event to stay so.
      return turn.stateless().handedOver(sender, handed, 481);
    }
    int refusal = refusal(call, replaced);
    if (refusal != 0
        || media == null
        || !(call.peerOf(replaced.leg()) instanceof Leg.Talking peer)) {
      return HandedLegs.turnedAway(turn, sender, handed, refusal == 0 ? 488 : refusal);
    }
    if (HandedLegs.asksForMore(handed, peer)) {
      return HandedLegs.turnedAway(turn, sender, handed, 480);
    }
    RelayedSession offer = RelayedSession.read(handed.content().body());
    List<Payload> agreed = offer == null ? List.of() : agreed(media, peer.id(), offer);
    if (offer == null || agreed.isEmpty() || !MediaPlaces.canCarry(turn, offer.audio())) {
      return HandedLegs.turnedAway(turn, sender, handed, 488);
    }
    LegId leg = HandedLegs.taken(turn, sender, handed, replaced.leg());
    // Nobody hears it before the answer.
    Endpoint blank = MediaPlans.blank(leg, AddressFamily.IP4, new Source.Silence());
    Endpoint endpoint =
        MediaPlans.watched(MediaPlans.described(blank, offer.audio(), agreed), call.limits());
    MediaPlans.awaited(turn, media, endpoint);
    return turn.told();
  }

  /// Whether a leg that talks, or did until now, has another dialog than the one that is named (RFC
  /// 3891 section 3).
  private static boolean isOfNobody(ActiveCall call, ReplacedDialog replaced) {
    Dialog dialog =
        switch (call.leg(replaced.leg())) {
          case Leg.Talking leg -> leg.dialog();
          case Leg.Leaving leg -> leg.dialog();
          case Leg.Calling _, Leg.Dialing _, Leg.HandedOver _, Leg.Gone _ -> null;
          case null -> null;
        };
    return dialog != null
        && (!dialog.callIdHeader().equals(replaced.callIdHeader())
            || !dialog.remoteTag().equals(replaced.peerTag()));
  }

  /// RFC 3891 section 3.
  ///
  /// @return the status to refuse with, 0 for none
  private static int refusal(ActiveCall call, ReplacedDialog replaced) {
    return switch (call.leg(replaced.leg())) {
      case Leg.Talking leg -> refusal(call, leg, replaced);
      // It is over, or as good as.
      case Leg.Leaving _, Leg.Gone _ -> 603;
      // RFC 3891 section 3: no early dialog that the peer opened; the others' tags are not kept.
      case Leg.Calling _, Leg.Dialing _, Leg.HandedOver _ -> 481;
      case null -> 481;
    };
  }

  private static int refusal(ActiveCall call, Leg.Talking leg, ReplacedDialog replaced) {
    if (replaced.earlyOnly()) {
      return 486;
    }
    if (!(call.plan() instanceof Plan.Connected(Plan.Limits _, Plan.Replacing replacing))
        || call.isAlone(leg.id())) {
      return 488;
    }
    boolean isFull =
        call.takenOver().size() >= HandedLegs.MOST_TAKEN || call.openLegs() >= ActiveCall.MOST_LEGS;
    if (replacing != null || isFull) {
      return 480;
    }
    // Somebody changes the session at this moment.
    return call.established() && Glare.isFree(call, leg) && isFree(call, call.peerOf(leg.id()))
        ? 0
        : 500;
  }

  private static boolean isFree(ActiveCall call, @Nullable Leg peer) {
    return peer instanceof Leg.Talking talking && Glare.isFree(call, talking);
  }

  /// What the other party has agreed on, as far as the offer has it too. Empty where there is no
  /// audio in it.
  private static List<Payload> agreed(Media media, LegId peer, RelayedSession offer) {
    List<Payload> inUse = media.agreed(peer);
    List<Payload> both =
        offer.isPlain()
            ? offer.audio().payloads().stream().filter(inUse::contains).toList()
            : List.of();
    return both.stream().allMatch(Replacement::isEvents) ? List.of() : both;
  }

  private static boolean isEvents(Payload payload) {
    return payload.encoding().equalsIgnoreCase("telephone-event");
  }

  /// The node hears the one who came: it is answered, and the other one leaves.
  static void connect(Turn turn, Plan.Replacing replacing) {
    ActiveCall call = turn.call();
    Media media = call.media();
    Leg.Talking peer = other(call, replacing);
    if (media == null || peer == null || !(call.leg(replacing.leg()) instanceof Leg.Calling leg)) {
      return;
    }
    LocalEndpoint endpoint = media.local(leg.id());
    RelayedSession offer = RelayedSession.read(leg.content().body());
    // The other party may have agreed on something else meanwhile.
    List<Payload> agreed = offer == null ? List.of() : agreed(media, peer.id(), offer);
    if (endpoint == null || offer == null || agreed.isEmpty() || !isQuiet(call, replacing, peer)) {
      comesToNothing(turn, replacing, agreed.isEmpty() ? 488 : 500);
      return;
    }
    Bytes answer = OwnSession.answerWith(offer, agreed, endpoint, call.sessionId(leg.id()), 1);
    OwnReply.tell(
        turn,
        leg,
        new InviteAnswered(
            leg.id(), 200, OwnHeaders.phrase(200), OwnHeaders.session(answer), false, null));
    Endings.answerPending(turn);
    if (call.leg(replacing.insteadOf()) instanceof Leg.Talking before) {
      // RFC 3891 section 3: the dialog that was matched is ended by a BYE.
      Endings.bye(turn, before, OwnHeaders.reason(16, "Normal call clearing"));
    }
    turn.tell(new LegsBridged(peer.id(), leg.id()));
    boolean isOffered = mayDoOther(peer, agreed);
    MediaPlans.replaced(turn, replacing.insteadOf(), leg.id(), peer.id(), agreed);
    if (isOffered) {
      offer(turn, peer.id(), agreed);
    }
  }

  /// Whom the newcomer is to talk to; null where that one has left.
  private static Leg.@Nullable Talking other(ActiveCall call, Plan.Replacing replacing) {
    for (Leg leg : call.legs()) {
      if (leg instanceof Leg.Talking talking
          && !talking.id().equals(replacing.leg())
          && !talking.id().equals(replacing.insteadOf())) {
        return talking;
      }
    }
    return null;
  }

  private static boolean isQuiet(ActiveCall call, Plan.Replacing replacing, Leg.Talking peer) {
    return Glare.isFree(call, peer)
        && (!(call.leg(replacing.insteadOf()) instanceof Leg.Talking before)
            || Glare.isFree(call, before));
  }

  /// Whether what we have told a party lets it send what the newcomer does not do, or, on hold,
  /// nothing.
  private static boolean mayDoOther(Leg.Talking leg, List<Payload> agreed) {
    RelayedSession told = RelayedSession.read(leg.session().agreed());
    return told != null
        && (!told.audio().receives() || !agreed.containsAll(told.audio().payloads()));
  }

  /// The newcomer is refused, and the two go on; where the one that it came for has left meanwhile,
  /// there is nobody for the other.
  static void comesToNothing(Turn turn, Plan.Replacing replacing, int status) {
    HandedLegs.refuse(turn, replacing.leg(), status);
    if (turn.call().leg(replacing.insteadOf()) instanceof Leg.Gone gone) {
      Endings.end(turn, Endings.hungUp(gone.id()));
    }
  }

  /// The other party is offered what the newcomer does: no more than that, and to be heard again
  /// where it was on hold.
  private static void offer(Turn turn, LegId id, List<Payload> agreed) {
    ActiveCall call = turn.call();
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(id);
    if (endpoint != null && call.leg(id) instanceof Leg.Talking leg) {
      Bytes offer =
          OwnSession.offer(endpoint, agreed, call.sessionId(id), leg.session().nextVersion());
      turn.tell(
          new LegReoffered(
              id,
              leg.dialog().nextCseq(),
              SessionTimers.inRequest(leg, OwnHeaders.session(offer))));
    }
  }
}
