package io.switchlog.control.core.call.react;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.MintingKey;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.Command;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.StopResending;
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
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands that follow from one event and the state it led to, and from nothing else.
public final class Reaction {
  private final ClusterSecret secret;
  private final CallId id;
  private final Call state;
  private final Instant at;
  private final List<AddressedCommand> commands = new ArrayList<>();

  private Reaction(ClusterSecret secret, Call state, Instant at) {
    this.secret = MintingKey.of(secret, state);
    this.id = state.id();
    this.state = state;
    this.at = at;
  }

  public static List<AddressedCommand> to(
      ClusterSecret secret, CallEvent event, Call state, Instant at) {
    Reaction reaction = new Reaction(secret, state, at);
    reaction.order(event);
    return List.copyOf(reaction.commands);
  }

  private void order(CallEvent event) {
    switch (event) {
      case CallOffered _,
          CallRouted _,
          CallEstablished _,
          MediaReady _,
          MediaLost _,
          ReofferDeferred _,
          LegHeld _,
          LegResumed _,
          LegEnded _,
          CallQuarantined _ -> {
        // Nothing follows but what other events of the same decision ask for.
      }
      case MediaRequested requested -> planned(requested);
      case LegReoffered reoffered -> {
        if (leg(reoffered.leg()) instanceof Leg.Talking leg) {
          reoffer(leg, reoffered.cseq(), reoffered.content());
        }
      }
      // RFC 3261 section 13.2.2.4.
      case ReofferAccepted accepted ->
          acknowledge(leg(accepted.leg()), accepted.cseq(), Content.NONE);
      case LegDialed dialed -> {
        if (leg(dialed.leg()) instanceof Leg.Dialing leg) {
          send(leg, writing(leg).invite(leg.invite()));
        }
      }
      case LegRang rang -> {
        if (leg(LegId.CALLER) instanceof Leg.Calling caller) {
          answer(LegId.CALLER, caller.invite(), rang.status(), rang.reason(), rang.content());
        }
      }
      case LegAnswered answered -> answered(answered);
      case LegConfirmed confirmed -> confirmed(confirmed);
      case RequestPassed passed -> {
        if (leg(passed.target()) instanceof Leg.Talking target) {
          send(
              target,
              writing(target)
                  .request(
                      target.dialog(), passed.request().method(), passed.cseq(), passed.content()));
        }
      }
      case ResponsePassed passed -> {
        if (passed.acknowledged()) {
          acknowledge(leg(passed.leg()), passed.cseq(), Content.NONE);
        }
        answer(
            passed.asker(), passed.request(), passed.status(), passed.reason(), passed.content());
      }
      case RequestAnswered answered ->
          answer(
              answered.leg(),
              answered.request(),
              answered.status(),
              answered.reason(),
              answered.content());
      case RequestCancelled cancelled -> {
        if (leg(cancelled.leg()) instanceof Leg.Talking leg) {
          send(leg, writing(leg).cancel(leg.dialog(), cancelled.cseq(), cancelled.content()));
        }
      }
      case AckRepeated repeated -> {
        Leg leg = leg(repeated.leg());
        // RFC 3261 section 13.2.2.4: the same as the first, with the answer to a delayed offer.
        Content content =
            switch (leg) {
              case Leg.Talking it when it.inviteCseq() == repeated.cseq() -> it.ackContent();
              case Leg.Leaving it when it.inviteCseq() == repeated.cseq() -> it.ackContent();
              case Leg.Talking _, Leg.Leaving _, Leg.Calling _, Leg.Dialing _, Leg.Gone _ ->
                  Content.NONE;
              case null -> Content.NONE;
            };
        // The edge that the answer came to is the one that it will come to again, and that has to
        // know the ACK.
        acknowledge(leg == null ? null : onEdge(leg, repeated.edge()), repeated.cseq(), content);
      }
      case FailureAcknowledged failure -> {
        Leg leg = leg(failure.leg());
        SendAck ack = leg == null ? null : FailureAck.of(writing(leg), leg, failure);
        if (ack != null) {
          send(failure.edge(), ack);
        }
      }
      case ExtraAnswerReleased extra -> {
        Dialog dialog = Dialog.of(extra.dialog(), extra.cseq());
        Writing writing = new Writing(secret, id, extra.leg());
        send(extra.edge(), writing.ackOfExtra(dialog, extra.cseq(), extra.ackContent()));
        send(extra.edge(), writing.byeOfExtra(dialog, extra.cseq(), extra.content()));
      }
      case LegMoved moved -> {
        if (moved.insteadOf() == null) {
          sendAgain(leg(moved.leg()));
        }
      }
      case CallerRefused refused ->
          answer(
              LegId.CALLER,
              refused.invite(),
              refused.status(),
              refused.reason(),
              refused.content());
      case LegHungUp hungUp -> answer(hungUp.leg(), hungUp.bye(), 200, "OK", Content.NONE);
      case LegReleased released -> released(released);
      case CallEnded ended -> {
        if (ended.mediaNode() != null) {
          release(ended.mediaNode(), ended.planVersion());
        }
      }
    }
  }

  private void planned(MediaRequested requested) {
    Instant answerBy = requested.answerBy();
    command(
        requested.node(),
        answerBy == null ? at.plus(Deadlines.SIGNALLING) : answerBy,
        requested.plan());
    NodeId before = requested.movedFrom();
    if (before != null && !before.equals(requested.node())) {
      // It may have been cut off from the bus and not be dead.
      release(before, requested.plan().version());
    }
  }

  private void release(NodeId node, long version) {
    command(node, at.plus(Deadlines.RELEASE), new MediaPlan(version, List.of()));
  }

  private void command(NodeId node, Instant deadline, MediaPlan plan) {
    commands.add(new AddressedCommand(node, deadline, new ApplyMediaPlan(id, state.life(), plan)));
  }

  private void reoffer(Leg.Talking leg, long cseq, Content content) {
    send(leg, writing(leg).request(leg.dialog(), "INVITE", cseq, content));
  }

  private void answered(LegAnswered answered) {
    if (answered.dialog() != null && answered.acknowledged()) {
      acknowledge(leg(answered.leg()), Invite.CSEQ, Content.NONE);
    }
    if (leg(LegId.CALLER) instanceof Leg.Talking caller && caller.unacknowledged() != null) {
      answer(
          LegId.CALLER,
          caller.unacknowledged().invite(),
          answered.status(),
          answered.reason(),
          answered.content());
    }
  }

  private void confirmed(LegConfirmed confirmed) {
    if (confirmed.resendingEdge() != null) {
      send(
          confirmed.resendingEdge(),
          new StopResending(id, confirmed.leg(), confirmed.transaction()));
    }
    LegId owing = confirmed.acknowledges();
    if (owing != null && leg(owing) instanceof Leg.Talking leg) {
      acknowledge(leg, leg.inviteCseq(), confirmed.content());
    }
  }

  private void released(LegReleased released) {
    if (!(leg(released.leg()) instanceof Leg.Leaving leaving)) {
      return;
    }
    if (released.acknowledge()) {
      acknowledge(leaving, leaving.inviteCseq(), released.ackContent());
    }
    end(leaving);
    for (NodeId edge : leaving.elsewhere()) {
      end(leaving.movedTo(edge));
    }
  }

  private void end(Leg.Leaving leaving) {
    Writing writing = writing(leaving);
    if (leaving.invite() != null) {
      send(leaving, writing.cancel(leaving.invite(), leaving.content()));
    } else if (leaving.dialog() != null) {
      send(leaving, writing.request(leaving.dialog(), "BYE", leaving.cseq(), leaving.content()));
    }
  }

  /// Everything of the leg that has no outcome, the same as it was.
  private void sendAgain(@Nullable Leg leg) {
    switch (leg) {
      case Leg.Dialing dialing -> send(dialing, writing(dialing).invite(dialing.invite()));
      case Leg.Leaving leaving -> end(leaving);
      case Leg.Talking talking -> {
        Unacknowledged answer = talking.unacknowledged();
        if (answer != null) {
          answer(talking.id(), answer.invite(), answer.status(), answer.reason(), answer.content());
        }
        acknowledgeAgain(talking);
        exchangesAgain(talking);
        OurSession.Reoffer open = talking.session().open();
        if (open != null) {
          reoffer(talking, open.cseq(), open.content());
        }
      }
      case Leg.Calling _, Leg.Gone _ -> {
        // Nothing of ours is out.
      }
      case null -> {
        // No such leg.
      }
    }
  }

  /// An ACK may have died with the edge that it was given to, and the peer repeats its answer to
  /// that edge and no other, until it gives the call up (RFC 3261 section 13.3.1.4).
  private void acknowledgeAgain(Leg.Talking talking) {
    Leg.OurInvite invite = talking.ourInvite();
    if (invite != null
        && invite.ackedAt() != null
        && at.isBefore(invite.ackedAt().plus(Deadlines.SIGNALLING))) {
      acknowledge(talking, invite.cseq(), invite.ackContent());
    }
  }

  private void exchangesAgain(Leg.Talking talking) {
    if (!(state instanceof ActiveCall call)) {
      return;
    }
    for (Exchange exchange : call.exchanges()) {
      if (exchange.target().equals(talking.id())) {
        Writing writing = writing(talking);
        send(
            talking,
            writing.request(
                talking.dialog(),
                exchange.request().method(),
                exchange.cseq(),
                exchange.content()));
        if (exchange.cancelled()) {
          send(talking, writing.cancel(talking.dialog(), exchange.cseq(), Content.NONE));
        }
      }
    }
  }

  private void acknowledge(@Nullable Leg leg, long cseq, Content content) {
    switch (leg) {
      case Leg.Talking talking ->
          send(talking, writing(talking).ack(talking.dialog(), cseq, content));
      case Leg.Leaving leaving -> {
        if (leaving.dialog() != null) {
          send(leaving, writing(leaving).ack(leaving.dialog(), cseq, content));
        }
      }
      case Leg.Calling _, Leg.Dialing _, Leg.Gone _ -> {
        // No INVITE of ours was answered on it.
      }
      case null -> {
        // No such leg.
      }
    }
  }

  private static Leg onEdge(Leg leg, NodeId edge) {
    return switch (leg) {
      case Leg.Talking talking -> talking.onEdge(edge);
      case Leg.Leaving leaving -> leaving.movedTo(edge);
      case Leg.Calling _, Leg.Dialing _, Leg.Gone _ -> leg;
    };
  }

  private void answer(LegId leg, PeerRequest request, int status, String reason, Content content) {
    Writing writing = new Writing(secret, id, leg);
    send(request.transaction().edge(), writing.response(request, status, reason, content));
  }

  private void send(Leg leg, Command command) {
    send(leg.edge(), command);
  }

  private void send(NodeId edge, Command command) {
    commands.add(new AddressedCommand(edge, at.plus(Deadlines.SIGNALLING), command));
  }

  private Writing writing(Leg leg) {
    return new Writing(secret, id, leg.id());
  }

  private @Nullable Leg leg(LegId leg) {
    return state instanceof ActiveCall call ? call.leg(leg) : null;
  }
}
