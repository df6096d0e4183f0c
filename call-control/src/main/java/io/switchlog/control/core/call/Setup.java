package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.Abilities;
import io.switchlog.control.core.dialog.Invitation;
import io.switchlog.control.core.dialog.Target;
import io.switchlog.control.core.routing.Router;
import io.switchlog.control.core.routing.Routing;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.node.NodePresence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From the caller's INVITE to the called party's, or to the exchange's own answer.
///
///     CallOffered -> CallRouted -> [MediaRequested ->] LegDialed
///                                  [MediaRequested -> MediaReady ->] LegDialed | LegAnswered
///
/// The first where a media node has leased its ports: the callee's INVITE names an address that was
/// promised, and leaves with the plan.
final class Setup {
  private static final LegId CALLED = new LegId(2);

  private Setup() {}

  static Decision invited(Turn turn, InviteReceived input) {
    Invitation invitation = turn.invitation(input);
    if (invitation == null) {
      return Turn.refused("a valid INVITE", "another message");
    }
    turn.tell(
        new CallOffered(
            turn.id(),
            invitation.request(),
            invitation.dialog(),
            invitation.uri(),
            invitation.maxForwards(),
            invitation.content(),
            invitation.secretKey()));
    if (!isRefusedAsItStands(turn, invitation)) {
      route(turn, invitation);
    }
    return turn.done();
  }

  /// The same INVITE again. With the same branch at another edge it is a repeat: the first edge
  /// died with the transaction. With another branch its sender has turned to another edge, or to
  /// the same one anew, because the first did not answer or said 503 (RFC 3263 section 4.3): the
  /// answer is waited for there.
  static Decision invitedAgain(Turn turn, InviteReceived input) {
    ServerTransaction again = input.transaction();
    if (turn.call().caller() instanceof Leg.Calling caller) {
      boolean allowed = turn.allows(LegId.CALLER);
      if (!caller.invite().transaction().key().equals(again.key())) {
        return allowed ? turned(turn, caller, input) : turn.stateless().merged(input);
      } else if (!caller.edge().equals(again.edge()) && allowed) {
        turn.tell(new LegMoved(LegId.CALLER, again.edge(), null));
        return turn.done();
      }
    }
    return turn.call().caller() instanceof Leg.Gone
        ? turn.stateless().refusedAgain(input, turn.call().outcome())
        : Turn.refused("an INVITE once", "it came again");
  }

  private static Decision turned(Turn turn, Leg.Calling caller, InviteReceived input) {
    Invitation invitation = turn.invitation(input);
    if (invitation == null) {
      return Turn.refused("a valid INVITE", "another message");
    }
    // Of two that came over two paths one is merged (RFC 3261 section 8.2.2.2): the first, for it
    // may be one that nobody waits for.
    leaveBehind(turn, caller, 482);
    turn.tell(
        new LegMoved(
            LegId.CALLER, invitation.request().transaction().edge(), null, invitation.request()));
    return turn.done();
  }

  /// Ends the caller's INVITE where it is, when the answer is about to go another way: an edge that
  /// lives would hold it open for long.
  static void leaveBehind(Turn turn, Leg.Calling caller, int status) {
    if (turn.view().isLive(caller.edge())) {
      turn.tell(
          new RequestAnswered(
              LegId.CALLER,
              caller.invite(),
              status,
              Abilities.phrase(status),
              null,
              Content.NONE,
              false));
    }
  }

  private static boolean isRefusedAsItStands(Turn turn, Invitation invitation) {
    if (!invitation.hasContact()) {
      // RFC 3261 section 8.1.1.8: an INVITE has exactly one Contact, a SIP URI.
      refuse(turn, EndCause.PROTOCOL_ERROR, 400, "Missing Contact", Content.NONE);
    } else if (invitation.maxForwards() == 0) {
      refuse(turn, EndCause.PROTOCOL_ERROR, 483, Abilities.phrase(483), Content.NONE);
    } else if (!invitation.unsupported().isEmpty()) {
      refuse(
          turn,
          EndCause.PROTOCOL_ERROR,
          420,
          Abilities.phrase(420),
          Abilities.unsupported(invitation.unsupported()));
    } else if (!invitation.describesSession()) {
      refuse(turn, EndCause.PROTOCOL_ERROR, 415, Abilities.phrase(415), Abilities.acceptable());
    } else {
      return false;
    }
    return true;
  }

  private static void route(Turn turn, Invitation invitation) {
    RoutingTable table = turn.view().routing();
    switch (Router.route(invitation.calledUser(), table)) {
      case Routing.Routed(String rule, Action action) -> {
        turn.tell(routed(table, rule, action));
        act(turn, action, invitation.content().body());
      }
      case Routing.NoRoute _ -> {
        turn.tell(routed(table, null, null));
        refuse(turn, EndCause.NOT_FOUND, 404, Abilities.phrase(404), Content.NONE);
      }
    }
  }

  private static CallRouted routed(
      RoutingTable table, @Nullable String rule, @Nullable Action action) {
    return new CallRouted(
        rule,
        table.version(),
        action,
        table.ringTimeoutSeconds(),
        table.maxDurationSeconds(),
        table.rtpTimeoutSeconds());
  }

  private static void act(Turn turn, Action action, Bytes offer) {
    switch (action) {
      case Action.Reject(int status, String reason) ->
          refuse(turn, causeOf(status), status, reason, Content.NONE);
      case Action.Dial(String uri, Action.MediaMode media) -> {
        switch (media) {
          case BYPASS -> dial(turn, uri);
          case RELAY -> relay(turn, uri, offer);
        }
      }
      case Action.Echo _ -> entertain(turn, new Source.Echo(), offer);
      case Action.Music _ -> entertain(turn, new Source.Tone(), offer);
    }
  }

  private static void relay(Turn turn, String uri, Bytes offer) {
    Endpoint caller = MediaControl.blank(LegId.CALLER, AddressFamily.IP4, new Source.Relay(CALLED));
    if (!offer.isEmpty()) {
      RelayedSession session = RelayedSession.read(offer);
      if (session == null) {
        refuseMedia(turn);
        return;
      }
      Audio audio = session.audio();
      caller = MediaControl.described(caller, audio, audio.payloads());
    }
    AddressFamily family = uri.indexOf('[') >= 0 ? AddressFamily.IP6 : AddressFamily.IP4;
    List<Endpoint> endpoints =
        List.of(caller, MediaControl.blank(CALLED, family, new Source.Relay(LegId.CALLER)));
    NodeId node = MediaControl.nodeFor(turn);
    List<Endpoint> promised = node == null ? null : MediaControl.promised(turn, node, endpoints);
    if (promised == null) {
      request(turn, node, endpoints);
    } else {
      request(turn, node, promised);
      dial(turn, uri);
    }
  }

  private static void entertain(Turn turn, Source source, Bytes offer) {
    Endpoint caller = MediaControl.blank(LegId.CALLER, AddressFamily.IP4, source);
    if (!offer.isEmpty()) {
      RelayedSession session = RelayedSession.read(offer);
      List<Payload> payloads =
          session == null || !session.isPlain()
              ? List.of()
              : OwnSession.acceptable(session.audio());
      if (session == null || payloads.isEmpty()) {
        refuseMedia(turn);
        return;
      }
      caller =
          withPtime(
              MediaControl.described(caller, session.audio(), payloads),
              OwnSession.ptimeMillis(session));
    }
    // Answered when the node hears the caller, and no earlier: that one may speak with its ACK.
    request(
        turn,
        MediaControl.nodeFor(turn),
        List.of(MediaControl.watched(caller, turn.call().route())));
  }

  private static Endpoint withPtime(Endpoint endpoint, int ptimeMillis) {
    return new Endpoint(
        endpoint.leg(),
        endpoint.family(),
        endpoint.local(),
        endpoint.remote(),
        endpoint.payloads(),
        endpoint.receives(),
        endpoint.sends(),
        endpoint.source(),
        ptimeMillis,
        endpoint.rtpTimeoutMillis());
  }

  private static void request(Turn turn, @Nullable NodeId node, List<Endpoint> endpoints) {
    if (node == null) {
      MediaControl.failed(turn, "no media node takes calls");
      return;
    }
    turn.tell(
        new MediaRequested(node, new MediaPlan(1, endpoints), turn.now().plus(Turn.MEDIA), null));
  }

  /// The media node carries the first plan out.
  static void proceed(Turn turn, Leg.Calling caller) {
    CallRouted route = turn.call().route();
    switch (route == null ? null : route.action()) {
      case Action.Dial(String uri, Action.MediaMode _) -> dial(turn, uri);
      case Action.Echo _, Action.Music _ -> answer(turn, caller);
      case Action.Reject _ -> throw new ImpossibleHistory("no media for a refusal", "some");
      case null -> throw new ImpossibleHistory("a route before media", "none");
    }
  }

  private static void dial(Turn turn, String uri) {
    if (!(turn.call().caller() instanceof Leg.Calling caller)) {
      return;
    }
    NodeId edge = turn.view().edgeInPlaceOf(caller.edge());
    NodeId sending = edge == null ? caller.edge() : edge;
    Target target = Target.of(uri, caller.dialog(), advertisedHost(turn, sending));
    if (target == null) {
      refuse(turn, EndCause.UNAVAILABLE, 500, "Invalid Target", Content.NONE);
      return;
    }
    Crossing crossing =
        Crossing.to(turn.call(), CALLED, caller.content(), !caller.content().body().isEmpty());
    if (crossing == null) {
      refuseMedia(turn);
      return;
    }
    CallRouted route = turn.call().route();
    int ringSeconds = route == null ? 60 : route.ringTimeoutSeconds();
    turn.tell(
        new LegDialed(
            CALLED,
            sending,
            target.uri(),
            target.destination(),
            target.localParty(),
            target.remoteParty(),
            caller.maxForwards() - 1,
            crossing.content(),
            turn.now().plusSeconds(ringSeconds)));
  }

  private static String advertisedHost(Turn turn, NodeId edge) {
    NodePresence presence = turn.view().presence(edge);
    return presence == null || presence.listeners().isEmpty()
        ? "anonymous.invalid"
        : presence.listeners().getFirst().host();
  }

  private static void answer(Turn turn, Leg.Calling caller) {
    ActiveCall call = turn.call();
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(LegId.CALLER);
    if (endpoint == null) {
      MediaControl.failed(turn, "the media node named no port for leg 1");
      return;
    }
    Bytes offer = caller.content().body();
    RelayedSession session = offer.isEmpty() ? null : RelayedSession.read(offer);
    Bytes description =
        session == null
            ? OwnSession.offer(endpoint, call.sessionId(LegId.CALLER), 1)
            : OwnSession.answer(session, endpoint, call.sessionId(LegId.CALLER), 1);
    CallRouted route = call.route();
    int mostSeconds = route == null ? 14_400 : route.maxDurationSeconds();
    turn.tell(
        new LegAnswered(
            LegId.CALLER,
            null,
            session != null,
            200,
            Abilities.phrase(200),
            Abilities.session(description),
            session == null ? null : session.audio(),
            turn.now().plusSeconds(mostSeconds)));
  }

  private static void refuseMedia(Turn turn) {
    // RFC 3261 section 21.4.26.
    refuse(turn, EndCause.REJECTED, 488, Abilities.phrase(488), Content.NONE);
  }

  /// The caller gets a failure before any other leg came to be.
  private static void refuse(
      Turn turn, EndCause cause, int status, String reason, Content content) {
    if (turn.call().caller() instanceof Leg.Calling caller) {
      turn.tell(
          new CallerRefused(
              caller.invite(), status, reason, content, new Outcome(cause, null, status, reason)));
    }
  }

  /// What a final failure says of the called party.
  static EndCause causeOf(int status) {
    return switch (status) {
      case 486, 600 -> EndCause.BUSY;
      case 404, 410, 484, 604 -> EndCause.NOT_FOUND;
      case 408 -> EndCause.NO_ANSWER;
      case 480 -> EndCause.UNAVAILABLE;
      default -> status >= 500 && status < 600 ? EndCause.UNAVAILABLE : EndCause.REJECTED;
    };
  }
}
