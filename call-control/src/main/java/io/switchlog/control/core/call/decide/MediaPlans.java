package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the call's media shall be: plans, each a whole, with a version of its own.
final class MediaPlans {
  private MediaPlans() {}

  /// A leg before anything is known of it.
  static Endpoint blank(LegId leg, AddressFamily family, Source source) {
    return new Endpoint(leg, family, null, List.of(), true, true, source, 20, 0);
  }

  /// The endpoint with what the leg's description says.
  static Endpoint described(Endpoint endpoint, Audio audio, List<Payload> payloads) {
    RemoteAddress remote = audio.remote() == null ? endpoint.remote() : audio.remote();
    AddressFamily family = remote == null ? endpoint.family() : MediaPlaces.family(remote.host());
    return new Endpoint(
        endpoint.leg(),
        family,
        family == endpoint.family() ? endpoint.local() : null,
        remote,
        payloads,
        /* receives= */ audio.sends(),
        /* sends= */ audio.receives(),
        endpoint.source(),
        endpoint.ptimeMillis(),
        endpoint.rtpTimeoutMillis());
  }

  /// Brings the plan in line with what two legs agreed on; the answer's payload types count (RFC
  /// 3264 section 6.1). Asks for nothing where the plan says so already.
  ///
  /// @param answered whether the call was answered: from then on silence is watched for
  static void agreed(
      Turn turn,
      LegId offerer,
      @Nullable Audio offer,
      LegId answerer,
      Audio answer,
      boolean answered) {
    Media media = turn.call().media();
    if (media != null) {
      agreed(turn, media, media.plan().endpoints(), offerer, offer, answerer, answer, answered);
    }
  }

  private static void agreed(
      Turn turn,
      Media media,
      List<Endpoint> before,
      LegId offerer,
      @Nullable Audio offer,
      LegId answerer,
      Audio answer,
      boolean answered) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : before) {
      if (endpoint.leg().equals(answerer)) {
        endpoints.add(described(endpoint, answer, answer.payloads()));
      } else if (endpoint.leg().equals(offerer)) {
        endpoints.add(
            offer == null
                ? heardBy(turn, endpoint, answer)
                : described(endpoint, offer, answer.payloads()));
      } else {
        endpoints.add(endpoint);
      }
    }
    if (answered) {
      endpoints.replaceAll(endpoint -> watched(endpoint, turn.call().limits()));
    }
    request(turn, media, endpoints);
  }

  /// The caller hears what a called leg sends before an answer; its payload types count.
  static void early(Turn turn, LegId leg, Audio audio) {
    change(
        turn,
        endpoint -> {
          if (endpoint.leg().equals(leg)) {
            return described(endpoint, audio, audio.payloads());
          }
          return endpoint.leg().equals(LegId.CALLER)
              ? heardBy(turn, endpoint, audio).hearing(new Source.Relay(leg))
              : endpoint;
        });
  }

  /// A party that is not connected with anybody yet has told where its audio is now, and which way
  /// it goes: whom it hears stays.
  ///
  /// @param agreed what of it holds
  static void early(Turn turn, LegId leg, Audio audio, List<Payload> agreed) {
    change(turn, leg, endpoint -> described(endpoint, audio, agreed));
  }

  /// The caller's endpoint as a called party's description has it: its formats are those of the
  /// answer, but for a caller who has agreed on some with us before.
  private static Endpoint heardBy(Turn turn, Endpoint caller, Audio answer) {
    return turn.call().hasOwnSession() ? caller : caller.withPayloads(answer.payloads());
  }

  /// What is in force is asked for once more, so that the newest plan is one that the node follows;
  /// but for those who have gone meanwhile, whose ports may be somebody else's by now.
  ///
  /// @return whom it serves
  static Set<LegId> backToWhatIsInForce(Turn turn) {
    Media media = turn.call().media();
    MediaPlan inForce = media == null ? null : media.inForce();
    Set<LegId> served = new HashSet<>();
    if (media != null && inForce != null) {
      List<Endpoint> endpoints = inForce(turn, media, inForce);
      endpoints.forEach(endpoint -> served.add(endpoint.leg()));
      if (endpoints.equals(media.plan().endpoints())) {
        Endings.mediaFailed(turn, "media refused for leg 1");
      } else {
        ask(turn, media, endpoints, turn.now().plus(Turn.MEDIA));
      }
    }
    return served;
  }

  /// Whether that would be another plan than the newest, which came to nothing.
  static boolean canGoBack(Turn turn) {
    Media media = turn.call().media();
    MediaPlan inForce = media == null ? null : media.inForce();
    return media != null
        && inForce != null
        && !inForce(turn, media, inForce).equals(media.plan().endpoints());
  }

  private static List<Endpoint> inForce(Turn turn, Media media, MediaPlan inForce) {
    return ofThoseHere(turn, withTheCallersOwn(turn, media, inForce));
  }

  /// What is in force, and what a caller who was rung itself has agreed on since: it has been told
  /// so.
  private static List<Endpoint> withTheCallersOwn(Turn turn, Media media, MediaPlan inForce) {
    if (!turn.call().hasOwnSession()) {
      return inForce.endpoints();
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : media.plan().endpoints()) {
      if (endpoint.leg().equals(LegId.CALLER)) {
        endpoints.add(endpoint.hearing(waiting(turn)));
      }
    }
    for (Endpoint endpoint : inForce.endpoints()) {
      if (!endpoint.leg().equals(LegId.CALLER)) {
        endpoints.add(endpoint);
      }
    }
    return endpoints;
  }

  /// The node has not what was promised to those who came last: it is asked where they are heard
  /// instead. They were told of the promise, and hear of the other address when they have answered.
  ///
  /// @return whether there was such a promise
  static boolean askedForNew(Turn turn, Media media) {
    MediaPlan inForce = media.inForce();
    Set<LegId> before = new HashSet<>();
    if (inForce != null) {
      inForce.endpoints().forEach(endpoint -> before.add(endpoint.leg()));
    }
    List<Endpoint> endpoints =
        media.plan().endpoints().stream()
            .map(endpoint -> before.contains(endpoint.leg()) ? endpoint : endpoint.at(null))
            .toList();
    if (endpoints.equals(media.plan().endpoints())) {
      return false;
    }
    ask(turn, media, endpoints, turn.now().plus(Turn.MEDIA));
    return true;
  }

  /// The caller hears nobody before an answer.
  static void silence(Turn turn) {
    change(turn, LegId.CALLER, caller -> caller.hearing(waiting(turn)));
  }

  /// The caller and the leg that answered hear each other, and nobody else is left.
  ///
  /// @param answer what it answered; null where it has made an offer itself, or said nothing
  static void connected(Turn turn, LegId leg, @Nullable Audio answer) {
    Media media = turn.call().media();
    if (media == null) {
      return;
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : media.plan().endpoints()) {
      if (endpoint.leg().equals(LegId.CALLER)) {
        endpoints.add(endpoint.hearing(new Source.Relay(leg)));
      } else if (endpoint.leg().equals(leg)) {
        endpoints.add(endpoint);
      }
    }
    if (answer == null) {
      request(turn, media, endpoints);
    } else {
      agreed(turn, media, endpoints, LegId.CALLER, null, leg, answer, true);
    }
  }

  /// The call needs no media node any more: nobody is heard there, and its ports are free.
  static void release(Turn turn) {
    Media media = turn.call().media();
    if (media != null) {
      MediaPlan nobody = new MediaPlan(media.plan().version() + 1, List.of());
      turn.tell(new MediaRequested(media.node(), nobody, null, null));
    }
  }

  /// As [#connected], with a leg that came for a parked caller.
  ///
  /// @param agreed what both do
  static void fetched(Turn turn, LegId leg, List<Payload> agreed) {
    change(
        turn,
        endpoint ->
            endpoint.leg().equals(leg)
                ? endpoint.withPayloads(agreed).hearing(new Source.Relay(LegId.CALLER))
                : endpoint.hearing(new Source.Relay(leg)));
  }

  /// A leg has taken another's place.
  ///
  /// @param agreed what both do
  static void replaced(Turn turn, LegId before, LegId now, LegId peer, List<Payload> agreed) {
    Media media = turn.call().media();
    if (media == null) {
      return;
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : media.plan().endpoints()) {
      if (endpoint.leg().equals(now)) {
        endpoints.add(endpoint.withPayloads(agreed).hearing(new Source.Relay(peer)));
      } else if (endpoint.leg().equals(peer)) {
        endpoints.add(endpoint.withPayloads(agreed).hearing(new Source.Relay(now)));
      } else if (!endpoint.leg().equals(before)) {
        endpoints.add(endpoint);
      }
    }
    request(turn, media, endpoints);
  }

  /// Asks for endpoints more, for parties that are rung now; those of parties that are not there
  /// any more go.
  ///
  /// Where the media node is gone and no other is there yet, they wait for one like the rest of the
  /// call.
  ///
  /// @param able how many of them the node is asked for where their ports are not known
  /// @return whether it is known where they are heard
  static boolean added(Turn turn, Media media, List<Endpoint> fresh, int able) {
    List<Endpoint> promised = promised(turn, media, fresh);
    with(turn, media, promised == null ? fresh.subList(0, able) : promised, promised == null);
    return promised != null;
  }

  /// As above, for a party that is answered when the node hears it, and no earlier.
  static void awaited(Turn turn, Media media, Endpoint fresh) {
    List<Endpoint> promised = promised(turn, media, List.of(fresh));
    with(turn, media, promised == null ? List.of(fresh) : promised, true);
  }

  private static @Nullable List<Endpoint> promised(Turn turn, Media media, List<Endpoint> fresh) {
    return Media.isPromised(media.plan()) ? MediaPlaces.promised(turn, media.node(), fresh) : null;
  }

  private static void with(Turn turn, Media media, List<Endpoint> fresh, boolean isAwaited) {
    List<Endpoint> endpoints = ofThoseHere(turn, media.plan().endpoints());
    endpoints.addAll(fresh);
    boolean mayAnswer = isAwaited && !turn.call().isArmed(CallTimer.MEDIA_LOST);
    ask(turn, media, endpoints, mayAnswer ? turn.now().plus(Turn.MEDIA) : null);
  }

  /// Those who have gone are heard no more.
  static void withoutThoseGone(Turn turn) {
    Media media = turn.call().media();
    if (media != null) {
      request(turn, media, ofThoseHere(turn, media.plan().endpoints()));
    }
  }

  /// What a leg answered to our offer, when nobody is connected with it yet.
  static void answeredUs(Turn turn, LegId leg, Audio audio) {
    change(turn, leg, endpoint -> described(endpoint, audio, OwnSession.acceptable(audio)));
  }

  /// What the caller hears while nobody is to be heard: it knows itself how it sounds to wait for
  /// an answer, but for one that was rung itself.
  private static Source waiting(Turn turn) {
    if (turn.call().plan() instanceof Plan.Parked parked) {
      return new Source.Parked(parked.slot().value());
    }
    return turn.call().caller() instanceof Leg.Talking
        ? new Source.Ringback()
        : new Source.Silence();
  }

  /// The caller hears the exchange.
  static void playing(Turn turn, Source source) {
    change(turn, LegId.CALLER, caller -> watched(caller.hearing(source), turn.call().limits()));
  }

  /// As [#agreed], for a leg that talks to the exchange itself.
  static void agreedWithUs(Turn turn, LegId leg, Audio audio) {
    change(
        turn,
        leg,
        endpoint ->
            watched(
                described(endpoint, audio, OwnSession.acceptable(audio, endpoint.payloads())),
                turn.call().limits()));
  }

  /// Asks for the newest plan with some endpoints otherwise, where the call has media.
  private static void change(Turn turn, UnaryOperator<Endpoint> change) {
    Media media = turn.call().media();
    if (media != null) {
      request(turn, media, media.plan().endpoints().stream().map(change).toList());
    }
  }

  /// As above, of one leg's endpoint.
  private static void change(Turn turn, LegId leg, UnaryOperator<Endpoint> change) {
    change(turn, endpoint -> endpoint.leg().equals(leg) ? change.apply(endpoint) : endpoint);
  }

  /// The endpoints of those who have a part in the call still, who hear nobody that has not.
  private static List<Endpoint> ofThoseHere(Turn turn, List<Endpoint> before) {
    Set<LegId> here = new HashSet<>();
    for (Leg leg : turn.call().legs()) {
      switch (leg) {
        case Leg.Calling _, Leg.Dialing _, Leg.Talking _ -> here.add(leg.id());
        case Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> {
          // Nobody hears it any more.
        }
      }
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Endpoint endpoint : before) {
      if (here.contains(endpoint.leg())) {
        endpoints.add(hearsNobody(endpoint, here) ? endpoint.hearing(waiting(turn)) : endpoint);
      }
    }
    return endpoints;
  }

  private static boolean hearsNobody(Endpoint endpoint, Set<LegId> here) {
    return endpoint.source() instanceof Source.Relay(LegId from)
        ? !here.contains(from)
        : endpoint.source() instanceof Source.Silence;
  }

  /// Asks the call's node for these endpoints, where the newest plan has others.
  static void request(Turn turn, Media media, List<Endpoint> endpoints) {
    if (!endpoints.equals(media.plan().endpoints())) {
      ask(turn, media, endpoints, null);
    }
  }

  /// Asks for the newest plan once more, which was refused: parties that talk by now hear each
  /// other by no other.
  static void askAgain(Turn turn, Media media) {
    ask(turn, media, media.plan().endpoints(), null);
  }

  /// @param answerBy as in [MediaRequested]
  private static void ask(
      Turn turn, Media media, List<Endpoint> endpoints, @Nullable Instant answerBy) {
    MediaPlan plan = new MediaPlan(media.plan().version() + 1, endpoints);
    turn.tell(new MediaRequested(media.node(), plan, answerBy, null));
  }

  /// The endpoint of a leg whose silence ends the call after the route's time.
  static Endpoint watched(Endpoint endpoint, Plan.Limits limits) {
    return endpoint.withRtpTimeoutMillis(limits.silenceSeconds() * 1_000);
  }

  /// The first plan of a call, for which it waits.
  ///
  /// @param node null where none takes calls: then the call is over
  static void first(Turn turn, @Nullable NodeId node, List<Endpoint> endpoints) {
    if (node == null) {
      Endings.mediaFailed(turn, "no media node takes calls");
      return;
    }
    // It may have had media before: plans are counted on.
    MediaPlan plan = new MediaPlan(turn.call().releasedVersion() + 1, endpoints);
    turn.tell(new MediaRequested(node, plan, turn.now().plus(Turn.MEDIA), null));
  }

  /// The same plan at another node, or at the same one where it came back without its ports: there
  /// the call keeps those it was promised, which nobody else has been, and no leg need be told.
  static void move(Turn turn, Media media, NodeId node) {
    List<Endpoint> before = media.plan().endpoints();
    List<Endpoint> promised =
        node.equals(media.node()) ? before : MediaPlaces.promised(turn, node, unpromised(before));
    move(turn, media, node, promised == null ? unpromised(before) : promised);
  }

  private static void move(Turn turn, Media media, NodeId node, List<Endpoint> endpoints) {
    MediaPlan plan = new MediaPlan(media.plan().version() + 1, endpoints);
    turn.tell(new MediaRequested(node, plan, turn.now().plus(Turn.MEDIA), media.node()));
  }

  private static List<Endpoint> unpromised(List<Endpoint> endpoints) {
    return endpoints.stream().map(endpoint -> endpoint.at(null)).toList();
  }

  /// Where a leg that got an offer of our own wants its media now.
  static void reanswered(Turn turn, LegId leg, Audio audio) {
    change(turn, leg, endpoint -> described(endpoint, audio, endpoint.payloads()));
  }

  /// The node cannot keep what it promised, which legs may have been told of: it is asked where
  /// they are heard instead, and they are told by an offer of our own.
  static void askAnew(Turn turn, Media media) {
    move(turn, media, media.node(), unpromised(media.plan().endpoints()));
  }
}
