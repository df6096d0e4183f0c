package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.react.Deadlines;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.control.core.call.state.MintingKey;
import io.switchlog.control.core.call.state.Speaking;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.OwnTag;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.Command;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers for calls that are not known, or over: they follow from the message alone, the key that
/// they are minted under included.
final class Stateless {
  /// The time in which a bucket of [Load] is full again.
  private static final int RETRY_SECONDS = 5;

  private final ClusterSecret secret;
  private final CallId id;
  private final @Nullable Call state;
  private final Instant now;

  /// @param state null where the call is not known
  Stateless(ClusterSecret secret, CallId id, @Nullable Call state, Instant now) {
    this.secret = secret;
    this.id = id;
    this.state = state;
    this.now = now;
  }

  /// Whether the call was known, though it may be over.
  boolean isKnown() {
    return state != null;
  }

  /// A BYE that was answered came again, at an edge that knows nothing of it: the answer, or the
  /// edge that repeated it, was lost. It gets the same (RFC 3261 section 17.2.2).
  Decision hungUpAgain(RequestReceived input) {
    return answered(input.leg(), input.transaction(), input.message(), 200, Content.NONE);
  }

  /// RFC 3261 section 12.2.2: a request in no dialog of ours is 481.
  Decision requested(RequestReceived input) {
    if (state instanceof EndedCall ended && ended.byes().contains(input.transaction().key())) {
      return hungUpAgain(input);
    }
    return answered(input.leg(), input.transaction(), input.message(), 481, Content.NONE);
  }

  /// RFC 3261 section 21.5.1: a peer that asks too much may ask again later.
  Decision refusedForNow(RequestReceived input, int status) {
    return answered(
        input.leg(),
        input.transaction(),
        input.message(),
        status,
        status == 500 ? OwnHeaders.retryAfter(RETRY_SECONDS) : Content.NONE);
  }

  /// An INVITE that was refused came again, at an edge that knows nothing of it: the refusal, or
  /// the edge that repeated it, was lost. It is refused again (RFC 3261 section 17.2.1), with what
  /// the call ended with, or begins to.
  Decision refusedAgain(InviteReceived input) {
    Outcome outcome =
        switch (state) {
          case ActiveCall call -> call.outcome();
          case EndedCall ended -> ended.outcome();
          case null -> null;
        };
    int told = outcome == null || outcome.status() < 300 ? 487 : outcome.status();
    // Where a redirection led is not kept; without that it is 480.
    int status = told < 400 ? 480 : told;
    return answered(LegId.CALLER, input.transaction(), input.message(), status, Content.NONE);
  }

  /// RFC 3261 section 8.2.2.2: the call waits for the answer over another path.
  Decision merged(InviteReceived input) {
    return answered(LegId.CALLER, input.transaction(), input.message(), 482, Content.NONE);
  }

  /// RFC 3261 section 9.2: a CANCEL that matches nothing is 481, one that came too late is 200.
  Decision cancelled(CancelReceived input, boolean known) {
    ServerTransaction unanswered = input.unanswered();
    return unanswered == null
        ? Decision.refused("an INVITE that has no final response", "a CANCEL too late")
        : answered(LegId.CALLER, unanswered, input.message(), known ? 200 : 481, Content.NONE);
  }

  private Decision answered(
      LegId leg, ServerTransaction transaction, Bytes message, int status, Content content) {
    ClusterSecret key =
        state == null ? MintingKey.ofRequest(secret, id, message) : MintingKey.of(secret, state);
    Writing writing = writing(key, leg);
    PeerMessage read = Reading.request(transaction, message, dialect().token(key, id, leg));
    if (read == null) {
      return Decision.refused("a valid request", "another message");
    }
    Command answer = writing.response(read.request(), status, OwnHeaders.phrase(status), content);
    return new Decision.Answered(
        List.of(new AddressedCommand(transaction.edge(), now.plus(Deadlines.SIGNALLING), answer)));
  }

  /// A leg comes from another call, and nothing can be done for it here: its party is refused, and
  /// its call hears so.
  Decision handedOver(Sender sender, HandedLeg handed, int status) {
    ClusterSecret key = state == null ? secret.named(null) : MintingKey.of(secret, state);
    String tag = Dialect.of(handed.dialect()).token(key, sender.id().call(), handed.leg());
    PeerRequest invite = OwnTag.with(handed.invite(), tag);
    Command answer =
        new Writing(key, id, LegId.CALLER, dialect(), null, Speaking.exchange(key, id, state))
            .response(invite, status, OwnHeaders.phrase(status), Content.NONE);
    return new Decision.Answered(
        List.of(
            new AddressedCommand(
                invite.transaction().edge(), now.plus(Deadlines.SIGNALLING), answer)),
        List.of(new Post(sender.id(), new CallMessage.LegOver(handed.leg(), status))));
  }

  /// A leg that talks comes from another call, and nothing can be done for it here: it goes back.
  Decision turnedAway(Sender sender, HandedDialog handed, int status) {
    return new Decision.Answered(
        List.of(), List.of(new Post(sender.id(), new CallMessage.DialogReturned(handed, status))));
  }

  /// A leg that talks comes back, and its call is over: so is the leg.
  ///
  /// @param edge that sends for the leg now
  Decision returned(HandedDialog handed, NodeId edge) {
    ClusterSecret key = state == null ? secret.named(null) : MintingKey.of(secret, state);
    Dialog dialog = Dialog.of(handed.dialog(), handed.localCseq(), handed.localTag());
    Writing writing = writing(key, handed.leg()).to(handed.uuid());
    return new Decision.Answered(
        List.of(
            new AddressedCommand(
                edge,
                now.plus(Deadlines.SIGNALLING),
                writing.request(
                    dialog,
                    Methods.BYE,
                    dialog.nextCseq(),
                    OwnHeaders.reason(16, "Normal call clearing")))));
  }

  /// RFC 3261 section 13.2.2.4: a 2xx that nobody waits for any more opens a dialog, which is
  /// acknowledged and ended. Whether a description in it is an offer is not known any more, so the
  /// ACK has no answer. A failure that nobody has acknowledged is, too.
  Decision responded(ResponseReceived input) {
    Reply reply = Reading.reply(input.message(), input.flow(), null, Dialect.NEWEST);
    if (reply != null
        && StrayFailure.is(input, reply)
        && Writing.cseqOf(input.branch()) == reply.cseq()) {
      return acknowledged(input, reply, null);
    }
    if (reply == null || !reply.isSuccess() || !reply.method().equals("INVITE")) {
      return Decision.refused("a call that goes on", "a response to an ended one");
    }
    // The dialog may have begun in another call, whose tag it has.
    Dialog dialog = Dialog.of(reply.dialog(), reply.cseq(), Reading.ownTag(input.message()));
    Writing writing = writing(input).to(reply.uuid());
    Instant deadline = now.plus(Deadlines.SIGNALLING);
    return new Decision.Answered(
        List.of(
            new AddressedCommand(
                input.edge(), deadline, writing.ackOfExtra(dialog, reply.cseq(), Content.NONE)),
            new AddressedCommand(
                input.edge(),
                deadline,
                writing.byeOfExtra(
                    dialog, byeCseq(reply), OwnHeaders.sipReason(487, "Request Terminated")))));
  }

  /// Of a call that is not known nothing was asked to be acknowledged for a minute at least.
  private long byeCseq(Reply reply) {
    return state != null && state.dialect().acknowledgesProgress()
        ? Invite.afterAll(reply.cseq())
        : reply.cseq() + 1;
  }

  /// A media node holds the media of a call that has none there: its release was lost, or the call
  /// was forgotten. It is released, which the node's ports wait for.
  ///
  /// @param version of the release; the newest that the node may hold
  Decision forgotten(RtpTimedOut silent, long version) {
    return new Decision.Answered(
        List.of(
            new AddressedCommand(
                silent.node(),
                now.plus(Deadlines.RELEASE),
                new ApplyMediaPlan(id, silent.life(), new MediaPlan(version, List.of())))));
  }

  /// The ACK to a failure of an INVITE.
  ///
  /// @param ack made of the INVITE; null where that is not known: then of the failure, which
  ///   repeats all of it but where it went (RFC 3261 section 8.2.6.2)
  Decision acknowledged(ResponseReceived input, Reply reply, @Nullable SendAck ack) {
    SendAck order = ack == null ? writing(input).ackOfFailure(reply) : ack;
    return order == null
        ? Decision.refused("a SIP URI in the To", reply.dialog().remoteParty())
        : new Decision.Answered(
            List.of(new AddressedCommand(input.edge(), now.plus(Deadlines.SIGNALLING), order)));
  }

  private Writing writing(ResponseReceived input) {
    return writing(MintingKey.ofBranch(secret, input.branch()), input.leg());
  }

  private Writing writing(ClusterSecret key, LegId leg) {
    return new Writing(key, id, leg, dialect(), null, Speaking.on(key, id, state, leg));
  }

  /// What an ended call said is said again as it was.
  private Dialect dialect() {
    return state == null ? Dialect.NEWEST : state.dialect();
  }
}
