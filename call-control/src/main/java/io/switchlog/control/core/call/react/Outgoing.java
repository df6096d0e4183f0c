package io.switchlog.control.core.call.react;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.MintingKey;
import io.switchlog.control.core.call.state.Speaking;
import io.switchlog.control.core.dialog.ForkBye;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.Command;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands that one event gives, in the making, and the state that it led to.
final class Outgoing {
  private final ClusterSecret secret;
  private final Call state;
  private final Instant at;
  private final List<AddressedCommand> commands = new ArrayList<>();

  /// @param at the event's time; deadlines count from it
  Outgoing(ClusterSecret secret, Call state, Instant at) {
    this.secret = MintingKey.of(secret, state);
    this.state = state;
    this.at = at;
  }

  List<AddressedCommand> commands() {
    return List.copyOf(commands);
  }

  Call state() {
    return state;
  }

  /// A leg of a call that goes on; null where there is none.
  @Nullable Leg leg(LegId leg) {
    return state instanceof ActiveCall call ? call.leg(leg) : null;
  }

  /// A request that waits for the answer of a leg; null for none.
  @Nullable Exchange exchangeTo(LegId leg, long cseq) {
    return state instanceof ActiveCall call ? call.exchangeTo(leg, cseq) : null;
  }

  /// Whether a leg was opened by an INVITE of ours.
  boolean isDialed(Leg leg) {
    return state instanceof ActiveCall call && call.isDialed(leg.id());
  }

  Writing writing(LegId leg) {
    return new Writing(
        secret,
        state.id(),
        leg,
        state.dialect(),
        credentials(leg),
        Speaking.on(secret, state.id(), state, leg));
  }

  private @Nullable LegCredentials credentials(LegId leg) {
    return state instanceof ActiveCall call ? call.credentials(leg) : null;
  }

  /// Our BYE to a party that answered besides another, of a leg with credentials; null for none.
  @Nullable ForkBye byeOfExtra(LegId leg, String tag) {
    LegCredentials credentials = credentials(leg);
    return credentials == null ? null : credentials.fork(tag);
  }

  /// Whether something that was sent at a time may still be waited for.
  boolean isWithinSignalling(Instant sent) {
    return at.isBefore(sent.plus(Deadlines.SIGNALLING));
  }

  void send(Leg leg, Command command) {
    send(leg.edge(), command);
  }

  void send(NodeId edge, Command command) {
    add(edge, at.plus(Deadlines.SIGNALLING), command);
  }

  void add(NodeId node, Instant deadline, Command command) {
    commands.add(new AddressedCommand(node, deadline, command));
  }

  void answer(LegId leg, PeerRequest request, int status, String reason, Content content) {
    send(request.transaction().edge(), writing(leg).response(request, status, reason, content));
  }

  /// The answer to an INVITE whose party is none of the call's.
  void turnAway(PeerRequest invite, int status) {
    Writing writing =
        new Writing(
            secret,
            state.id(),
            LegId.CALLER,
            state.dialect(),
            null,
            Speaking.exchange(secret, state.id(), state));
    send(
        invite.transaction().edge(),
        writing.response(invite, status, OwnHeaders.phrase(status), Content.NONE));
  }

  /// @param rseq of progress that waits for a PRACK; else null
  void progress(
      Leg.Calling caller, int status, String reason, Content content, @Nullable Long rseq) {
    send(
        caller.invite().transaction().edge(),
        writing(caller.id()).progress(caller.invite(), status, reason, content, rseq));
  }

  /// The ACK to an answer to our INVITE, in a dialog that has one.
  void acknowledge(@Nullable Leg leg, long cseq, Content content) {
    switch (leg) {
      case Leg.Talking talking ->
          send(talking, writing(talking.id()).ack(talking.dialog(), cseq, content));
      case Leg.Leaving leaving -> {
        if (leaving.dialog() != null) {
          send(leaving, writing(leaving.id()).ack(leaving.dialog(), cseq, content));
        }
      }
      case Leg.Calling _, Leg.Dialing _, Leg.HandedOver _, Leg.Gone _ -> {
        // No INVITE of ours was answered on it.
      }
      case null -> {
        // No such leg.
      }
    }
  }

  /// The ACK to the answer to the latest INVITE of ours.
  void acknowledgeAnswer(LegId id, Content content) {
    if (leg(id) instanceof Leg.Talking leg) {
      acknowledge(leg, leg.inviteCseq(), content);
    }
  }

  /// The BYE or CANCEL of a leg that is being ended.
  void end(Leg.Leaving leg) {
    Writing writing = writing(leg.id());
    if (leg.invite() != null) {
      send(leg, writing.cancel(leg.invite(), leg.content()));
    } else if (leg.dialog() != null) {
      send(leg, writing.request(leg.dialog(), "BYE", leg.cseq(), leg.content()));
    }
  }

  Instant after(Duration span) {
    return at.plus(span);
  }
}
