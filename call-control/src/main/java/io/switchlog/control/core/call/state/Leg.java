package io.switchlog.control.core.call.state;

import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.PeerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One party's side of a call.
///
///     caller:  Calling ──answered──> Talking ──BYE of ours──> Leaving ──> Gone
///     called:  Dialing ──answered──> Talking      ^                        ^
///                 └──────────CANCEL of ours───────┴─(Leaving)──────────────┘
///
/// A BYE of the peer, or a final failure, leads from anywhere to Gone. A Calling leg, or a Talking
/// one, that goes to another call is HandedOver; it is Gone when it is over there, or Talking once
/// more where it comes back.
public sealed interface Leg {
  LegId id();

  /// The edge that serves the leg: the latest that a request of its dialog arrived at.
  NodeId edge();

  Leg movedTo(NodeId newEdge);

  /// Whether an INVITE of ours that opens the leg waits for its final response.
  ///
  /// @param cseq its number
  default boolean isInvited(long cseq) {
    return switch (this) {
      case Dialing dialing -> dialing.invite().cseq() == cseq;
      case Leaving leaving -> leaving.invite() != null && leaving.invite().cseq() == cseq;
      case Calling _, Talking _, HandedOver _, Gone _ -> false;
    };
  }

  /// The party waits for our final response to its INVITE.
  ///
  /// @param content what crosses to the parties that are called
  /// @param progress what it was told of latest; null: nothing yet
  /// @param latestRseq the number of the latest progress that it has to acknowledge, 0 for none
  /// @param unheard such progress without a PRACK, the oldest first
  /// @param agreement what is agreed on with it before the answer; null for nothing
  record Calling(
      LegId id,
      NodeId edge,
      Dialog dialog,
      PeerRequest invite,
      int maxForwards,
      Content content,
      @Nullable Status progress,
      long latestRseq,
      List<Told> unheard,
      @Nullable EarlyAgreement agreement)
      implements Leg {
    public Calling {
      unheard = List.copyOf(unheard);
    }

    /// One that was told nothing yet.
    public static Calling of(
        LegId id, Dialog dialog, PeerRequest invite, int maxForwards, Content content) {
      NodeId edge = invite.transaction().edge();
      return new Calling(id, edge, dialog, invite, maxForwards, content, null, 0, List.of(), null);
    }

    @Override
    public Calling movedTo(NodeId newEdge) {
      return with(newEdge, Exchange.movedTo(invite, newEdge), unheard, agreement);
    }

    /// The caller waits for the answer to the same INVITE in another transaction.
    public Calling asking(PeerRequest again) {
      return with(again.transaction().edge(), again, unheard, agreement);
    }

    public Calling withDialog(Dialog newDialog) {
      return new Calling(
          id,
          edge,
          newDialog,
          invite,
          maxForwards,
          content,
          progress,
          latestRseq,
          unheard,
          agreement);
    }

    /// It is told of progress.
    ///
    /// @param body what crosses with it
    /// @param rseq its number, where it has to be acknowledged; else null
    public Calling telling(int status, String reason, Content body, @Nullable Long rseq) {
      List<Told> all = new ArrayList<>(unheard);
      if (rseq != null) {
        all.add(new Told(rseq, status, reason, body));
      }
      return new Calling(
          id,
          edge,
          dialog,
          invite,
          maxForwards,
          content,
          new Status(status, reason),
          rseq == null ? latestRseq : rseq,
          all,
          agreement);
    }

    /// It acknowledged progress: of what came before it has heard as well.
    public Calling hearing(long rseq) {
      return with(
          edge, invite, unheard.stream().filter(told -> told.rseq() > rseq).toList(), agreement);
    }

    /// The latest description that progress up to this one says, none of which is heard yet; empty
    /// for none.
    public Bytes unheardSession(long rseq) {
      return unheard.stream()
          .filter(told -> told.rseq() <= rseq)
          .map(told -> told.content().body())
          .filter(body -> !body.isEmpty())
          .reduce(Bytes.EMPTY, (_, latest) -> latest);
    }

    public Calling agreeing(EarlyAgreement now) {
      return with(edge, invite, unheard, now);
    }

    public boolean waitsFor(long rseq) {
      return unheard.stream().anyMatch(told -> told.rseq() == rseq);
    }

    private Calling with(
        NodeId newEdge,
        PeerRequest newInvite,
        List<Told> newUnheard,
        @Nullable EarlyAgreement now) {
      return new Calling(
          id,
          newEdge,
          dialog,
          newInvite,
          maxForwards,
          content,
          progress,
          latestRseq,
          newUnheard,
          now);
    }
  }

  /// What a caller was told of.
  record Status(int code, String reason) {}

  /// Progress that a caller has to acknowledge (RFC 3262), to tell it again from another edge.
  record Told(long rseq, int status, String reason, Content content) {}

  /// Our INVITE has no final response.
  ///
  /// @param elsewhere edges that served the leg before, where the INVITE may be pending still: see
  ///   `PendingInvite`
  /// @param provisionals how many provisional responses came
  /// @param earlySession the latest early session description as the caller got it, or empty
  /// @param untold the latest one that the caller did not get, as it came, or empty
  /// @param dialogs those that its progress has opened
  record Dialing(
      LegId id,
      NodeId edge,
      List<NodeId> elsewhere,
      Invite invite,
      int provisionals,
      Bytes earlySession,
      Bytes untold,
      EarlyDialogs dialogs)
      implements Leg {
    public Dialing {
      elsewhere = List.copyOf(elsewhere);
    }

    /// The number of our latest request in any dialog of the INVITE.
    public long latestCseq() {
      return dialogs.latestCseq(invite.cseq());
    }

    /// Whether the INVITE leaves the offer to the party.
    public boolean isDelayedOffer() {
      return invite.content().body().isEmpty();
    }

    public Dialing with(EarlyDialogs now) {
      return new Dialing(id, edge, elsewhere, invite, provisionals, earlySession, untold, now);
    }

    @Override
    public Dialing movedTo(NodeId newEdge) {
      List<NodeId> left = copiesElsewhere(edge, elsewhere, newEdge);
      return new Dialing(id, newEdge, left, invite, provisionals, earlySession, untold, dialogs);
    }

    public Dialing without(NodeId other) {
      List<NodeId> left = copiesWithout(elsewhere, other);
      return new Dialing(id, edge, left, invite, provisionals, earlySession, untold, dialogs);
    }
  }

  /// The latest INVITE of ours that the peer of a leg answered, and our ACK to the answer.
  ///
  /// @param offer the offer in the answer, as the other leg got it, while our ACK waits for the
  ///   answer of that one; null: no ACK is owed
  /// @param ackContent what our ACK carried, for when the answer comes again
  /// @param ackedAt when our ACK was sent; null while it is owed
  record OurInvite(
      long cseq, @Nullable Bytes offer, Content ackContent, @Nullable Instant ackedAt) {
    /// Answered just now.
    ///
    /// @param owed the offer that our ACK has to answer once the other leg did; null: it is sent
    public static OurInvite answered(long cseq, @Nullable Bytes owed, Instant at) {
      return new OurInvite(cseq, owed, Content.NONE, owed == null ? at : null);
    }
  }

  /// The leg was answered: its dialog is confirmed, or will be by the ACK.
  ///
  /// @param ourInvite null where the peer answered none yet: it is the caller
  /// @param unacknowledged our 2xx that waits for the peer's ACK, or null
  /// @param held whether the peer put the call on hold
  /// @param session our side of its session
  /// @param timer its session's timer, null for none
  record Talking(
      LegId id,
      NodeId edge,
      Dialog dialog,
      @Nullable OurInvite ourInvite,
      @Nullable Unacknowledged unacknowledged,
      boolean held,
      OurSession session,
      @Nullable SessionTimer timer)
      implements Leg {
    @Override
    public Talking movedTo(NodeId newEdge) {
      Unacknowledged moved = unacknowledged == null ? null : unacknowledged.movedTo(newEdge);
      return onEdge(newEdge).withUnacknowledged(moved);
    }

    /// The number of the latest INVITE of ours that the peer answered, 0 for none.
    public long inviteCseq() {
      return ourInvite == null ? 0 : ourInvite.cseq();
    }

    /// As in [OurInvite].
    public Content ackContent() {
      return ourInvite == null ? Content.NONE : ourInvite.ackContent();
    }

    /// As in [OurInvite].
    public @Nullable Bytes offer() {
      return ourInvite == null ? null : ourInvite.offer();
    }

    /// Whether our ACK waits for the other leg's.
    public boolean owesAck() {
      return offer() != null;
    }

    /// Whether the latest INVITE of ours that the peer answered left the offer to the peer.
    public boolean wasDelayedOffer() {
      return owesAck() || !ackContent().body().isEmpty();
    }

    /// Whether nothing is owed between us and the peer: no ACK either way, so no offer either.
    public boolean isSettled() {
      return unacknowledged == null && !owesAck();
    }

    public Talking onEdge(NodeId newEdge) {
      return new Talking(id, newEdge, dialog, ourInvite, unacknowledged, held, session, timer);
    }

    public Talking withDialog(Dialog newDialog) {
      return new Talking(id, edge, newDialog, ourInvite, unacknowledged, held, session, timer);
    }

    public Talking withUnacknowledged(@Nullable Unacknowledged answer) {
      return new Talking(id, edge, dialog, ourInvite, answer, held, session, timer);
    }

    /// An INVITE of ours was answered.
    ///
    /// @param owed as in [OurInvite#answered]
    public Talking withAnsweredInvite(long cseq, @Nullable Bytes owed, Instant at) {
      return with(OurInvite.answered(cseq, owed, at));
    }

    /// The ACK that was owed is sent.
    public Talking withAcknowledged(Content content, Instant at) {
      return with(new OurInvite(inviteCseq(), null, content, at));
    }

    private Talking with(OurInvite invite) {
      return new Talking(id, edge, dialog, invite, unacknowledged, held, session, timer);
    }

    public Talking withHeld(boolean nowHeld) {
      return new Talking(id, edge, dialog, ourInvite, unacknowledged, nowHeld, session, timer);
    }

    public Talking withSession(OurSession newSession) {
      return new Talking(id, edge, dialog, ourInvite, unacknowledged, held, newSession, timer);
    }

    public Talking timedBy(@Nullable SessionTimer newTimer) {
      return new Talking(id, edge, dialog, ourInvite, unacknowledged, held, session, newTimer);
    }

    /// A description of ours that is in force as soon as it is sent: an answer, or an offer in a
    /// 2xx.
    public Talking afterSession(Bytes body) {
      return withSession(session.saying(body));
    }
  }

  /// We end the leg and wait for the outcome.
  ///
  /// @param elsewhere other edges where the INVITE that is cancelled may be pending
  /// @param how by a CANCEL of its INVITE, or by a BYE
  /// @param dialog the dialog that the BYE is in; null for a CANCEL
  /// @param invite the INVITE that is cancelled; null for a BYE
  /// @param cseq the number of the BYE, or of our latest request before the CANCEL
  /// @param inviteCseq the number of the latest INVITE of ours that the peer answered
  /// @param delayedOffer whether the INVITE that is cancelled leaves the offer to the peer
  /// @param ackContent what our ACK to the peer's answer carried, for when the answer comes again
  /// @param content what the BYE or CANCEL carries
  /// @param closeBy when the leg counts as over, whatever its peer does
  record Leaving(
      LegId id,
      NodeId edge,
      List<NodeId> elsewhere,
      LegReleased.How how,
      @Nullable Dialog dialog,
      @Nullable Invite invite,
      long cseq,
      long inviteCseq,
      boolean delayedOffer,
      Content ackContent,
      Content content,
      Instant closeBy)
      implements Leg {
    public Leaving {
      elsewhere = List.copyOf(elsewhere);
    }

    @Override
    public Leaving movedTo(NodeId newEdge) {
      return pendingAt(
          newEdge, invite == null ? List.of() : copiesElsewhere(edge, elsewhere, newEdge));
    }

    public Leaving without(NodeId other) {
      return pendingAt(edge, copiesWithout(elsewhere, other));
    }

    /// The BYE has another number.
    public Leaving sendingAgain(long newCseq) {
      return with(edge, elsewhere, newCseq);
    }

    private Leaving pendingAt(NodeId at, List<NodeId> others) {
      return with(at, others, cseq);
    }

    private Leaving with(NodeId at, List<NodeId> others, long newCseq) {
      return new Leaving(
          id,
          at,
          others,
          how,
          dialog,
          invite,
          newCseq,
          inviteCseq,
          delayedOffer,
          ackContent,
          content,
          closeBy);
    }
  }

  /// Another call decides for the leg.
  ///
  /// @param to the call
  record HandedOver(LegId id, NodeId edge, CallId to) implements Leg {
    @Override
    public HandedOver movedTo(NodeId newEdge) {
      return new HandedOver(id, newEdge, to);
    }
  }

  /// The leg is over.
  ///
  /// @param bye the transaction of the peer's BYE, null where none ended the leg
  record Gone(LegId id, NodeId edge, @Nullable String bye) implements Leg {
    @Override
    public Gone movedTo(NodeId newEdge) {
      return new Gone(id, newEdge, bye);
    }
  }

  /// Where copies of a pending INVITE may be besides at the edge that serves the leg from now on.
  private static List<NodeId> copiesElsewhere(NodeId before, List<NodeId> elsewhere, NodeId now) {
    if (before.equals(now)) {
      return elsewhere;
    }
    List<NodeId> all = new ArrayList<>(elsewhere);
    all.add(before);
    all.remove(now);
    return all;
  }

  private static List<NodeId> copiesWithout(List<NodeId> elsewhere, NodeId copy) {
    return elsewhere.stream().filter(edge -> !edge.equals(copy)).toList();
  }
}
