package io.switchlog.control.core.call.state;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.config.RequestPolicy;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.request.ControlRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A call that goes on.
///
/// @param secretKey the id of the cluster's key that all of the call is minted under, null where
///   none is known
/// @param dialect how its messages speak of us
/// @param life which life of its id the call is, in its media node's eyes as well
/// @param clock its timers
/// @param legs by id, without gaps; [Leg.Gone] ones stay
/// @param bridges which legs are connected; those that are over are in none
/// @param plan what leads it
/// @param media null where no media node has a part in the call
/// @param releasedVersion the media plan that said so of one that had; 0: none had
/// @param exchanges requests passed across that have no final response
/// @param established whether that was told
/// @param load what it has cost
/// @param requests what was asked of it from outside; the first one is what the call was asked for
///   by, where it was
/// @param parking how the caller is parked, from the route that said so on; null: it never was
/// @param takenOver legs that other calls have handed over
/// @param credentials what answers challenges on a leg, of those legs that have any
/// @param names what its parties go by
public record ActiveCall(
    CallId id,
    @Nullable String secretKey,
    Dialect dialect,
    long life,
    CallTimers clock,
    List<Leg> legs,
    List<Bridge> bridges,
    Plan plan,
    @Nullable Media media,
    long releasedVersion,
    List<Exchange> exchanges,
    boolean established,
    Load load,
    List<Requested> requests,
    Action.@Nullable Park parking,
    List<TakenOver> takenOver,
    Map<LegId, LegCredentials> credentials,
    PartyNames names)
    implements Call {
  /// More legs than this a call does not have at a time.
  public static final int MOST_LEGS = 32;

  /// More parties that answer for one that has won are not ended.
  public static final int MOST_EXTRA_ANSWERS = 8;

  /// More requests of those who control a call from outside are not answered, but for its end.
  public static final int MOST_REQUESTS = 32;

  /// More requests than this do not wait for an answer at the same time.
  public static final int MOST_EXCHANGES = 32;

  /// How far apart the numbers of two calls' sessions are: for ever the same, for a session's
  /// number is.
  private static final int SESSIONS = 9;

  public ActiveCall {
    legs = List.copyOf(legs);
    bridges = List.copyOf(bridges);
    exchanges = List.copyOf(exchanges);
    requests = List.copyOf(requests);
    takenOver = List.copyOf(takenOver);
    credentials = Map.copyOf(credentials);
  }

  public static ActiveCall offered(
      CallId id, @Nullable String secretKey, Dialect dialect, long life, Leg caller) {
    Plan none = new Plan.None();
    return begun(id, secretKey, dialect, life, List.of(caller), none, List.of());
  }

  /// A call that was asked for, and has no leg yet.
  public static ActiveCall originated(
      CallId id, String secretKey, Dialect dialect, long life, Plan plan, Requested request) {
    return begun(id, secretKey, dialect, life, List.of(), plan, List.of(request));
  }

  private static ActiveCall begun(
      CallId id,
      @Nullable String secretKey,
      Dialect dialect,
      long life,
      List<Leg> legs,
      Plan plan,
      List<Requested> requests) {
    return new ActiveCall(
        id,
        secretKey,
        dialect,
        life,
        CallTimers.NONE,
        legs,
        List.of(),
        plan,
        null,
        0,
        List.of(),
        false,
        Load.NONE,
        requests,
        null,
        List.of(),
        Map.of(),
        PartyNames.NONE);
  }

  @Override
  public SortedMap<String, ArmedTimer> timers() {
    return clock.running();
  }

  @Override
  public boolean isEnded() {
    return false;
  }

  @Override
  public Set<NodeId> nodes() {
    Set<NodeId> nodes = new HashSet<>(4);
    for (Leg leg : legs) {
      switch (leg) {
        case Leg.Calling _, Leg.Talking _ -> nodes.add(leg.edge());
        case Leg.Dialing dialing -> {
          nodes.add(dialing.edge());
          nodes.addAll(dialing.elsewhere());
        }
        case Leg.Leaving leaving -> {
          nodes.add(leaving.edge());
          nodes.addAll(leaving.elsewhere());
        }
        case Leg.HandedOver _, Leg.Gone _ -> {
          // Nothing of it is left anywhere, or another call cares for it.
        }
      }
    }
    if (media != null) {
      nodes.add(media.node());
    }
    return nodes;
  }

  public @Nullable Leg leg(LegId leg) {
    return leg.value() <= legs.size() ? legs.get(leg.value() - 1) : null;
  }

  /// The first leg: whoever called, or was rung because a call was asked for. Null before it is.
  public @Nullable Leg caller() {
    return legs.isEmpty() ? null : legs.getFirst();
  }

  /// Whether the call was asked for, so that its first leg was rung like all others.
  public boolean isOriginated() {
    return !requests.isEmpty()
        && requests.getFirst().granted()
        && requests.getFirst().request() instanceof ControlRequest.Originate;
  }

  /// Whether a leg was opened by an INVITE of ours.
  public boolean isDialed(LegId leg) {
    TakenOver taken = takenOver(leg);
    if (taken != null) {
      return taken.talking() != null && taken.talking().dialed();
    }
    return !leg.equals(LegId.CALLER) || isOriginated();
  }

  /// What is known of a leg that another call has handed over; null for one that began here.
  public @Nullable TakenOver takenOver(LegId leg) {
    for (TakenOver one : takenOver) {
      if (one.leg().equals(leg)) {
        return one;
      }
    }
    return null;
  }

  /// Whether the first leg's session was agreed on with the exchange itself, before there was
  /// anybody to connect it with: it was rung itself, or is parked, was, or is about to be.
  public boolean hasOwnSession() {
    return parking != null || isOriginated();
  }

  /// The request that was made under a key; null for none.
  public @Nullable Requested requested(String key) {
    for (Requested one : requests) {
      if (one.key().equals(key)) {
        return one;
      }
    }
    return null;
  }

  /// How many legs are neither over nor being ended.
  public int openLegs() {
    return Math.toIntExact(
        legs.stream()
            .filter(leg -> !(leg instanceof Leg.Gone) && !(leg instanceof Leg.Leaving))
            .count());
  }

  /// How many parties wait for the media node to say where they are heard: their endpoints are in
  /// the newest plan, their legs are not there yet.
  public int plannedLegs() {
    return media == null
        ? 0
        : Math.toIntExact(
            media.plan().endpoints().stream()
                .filter(endpoint -> endpoint.leg().value() > legs.size())
                .count());
  }

  /// Whether nobody is there but a caller who waits, or not even that.
  public boolean hasNobodyElse() {
    return legs.isEmpty() || (legs.size() == 1 && caller() instanceof Leg.Calling);
  }

  /// The leg that this one is bridged to; null where it is to none.
  public @Nullable Leg peerOf(LegId leg) {
    for (Bridge bridge : bridges) {
      LegId peer = bridge.from(leg);
      if (peer != null) {
        return leg(peer);
      }
    }
    return null;
  }

  /// Whether a leg is bridged to nobody: its offers are answered by the exchange.
  public boolean isAlone(LegId leg) {
    return peerOf(leg) == null;
  }

  /// What the routing table allowed.
  ///
  /// @throws ImpossibleHistory if nothing leads the call, or it ends
  public Plan.Limits limits() {
    Plan.Limits allowed = plan.allowed();
    if (allowed == null) {
      throw new ImpossibleHistory("a route before what follows from it", plan.toString());
    }
    return allowed;
  }

  /// What the rule that took the call says of what crosses; null for nothing.
  public @Nullable CrossingPolicy policy() {
    Plan.Limits allowed = plan.allowed();
    return allowed == null ? null : allowed.policy();
  }

  /// What that rule says of header lines that a leg sends, which go to the other side; null for
  /// nothing.
  public @Nullable HeaderRules rulesFrom(LegId leg) {
    CrossingPolicy policy = policy();
    if (policy == null) {
      return null;
    }
    return isOfCallersSide(leg) ? policy.toCalled() : policy.toCaller();
  }

  /// Whether a leg is the caller's, or has taken its place.
  private boolean isOfCallersSide(LegId leg) {
    LegId side = leg;
    for (TakenOver taken = takenOver(side); taken != null; taken = takenOver(side)) {
      if (taken.insteadOf() == null) {
        return false;
      }
      side = taken.insteadOf();
    }
    return side.equals(LegId.CALLER);
  }

  /// What becomes of requests that are no part of the session's own signalling.
  public RequestPolicy requestPolicy() {
    CrossingPolicy policy = policy();
    return policy == null || policy.requests() == null ? RequestPolicy.USUAL : policy.requests();
  }

  /// How often sessions are to be refreshed at least; 0: where a party asks for it.
  public int sessionSeconds() {
    Plan.Limits allowed = plan.allowed();
    return allowed == null || allowed.sessionSeconds() == null ? 0 : allowed.sessionSeconds();
  }

  /// How the call ends; null while it goes on.
  public @Nullable Outcome outcome() {
    return plan instanceof Plan.Ending ending ? ending.outcome() : null;
  }

  /// Whether the call was answered, so that it has connected somebody, and goes on.
  public boolean isAnswered() {
    boolean talks = caller() instanceof Leg.Talking;
    return switch (plan) {
      // Somebody may have taken the caller's place.
      case Plan.Connected _ -> true;
      case Plan.BuiltIn _ -> talks;
      // By the exchange itself, when it was parked; who rings now is its recall.
      case Plan.SeekSlot _, Plan.Parked _, Plan.Ring _, Plan.SeekUser _ ->
          talks && isArmed(CallTimer.MAX_DURATION);
      case Plan.None _, Plan.Originate _, Plan.Retrieve _, Plan.HandedOver _, Plan.Ending _ ->
          false;
    };
  }

  /// Whether the call ends.
  public boolean isEnding() {
    return plan instanceof Plan.Ending;
  }

  public @Nullable Exchange exchangeTo(LegId target, long cseq) {
    for (Exchange exchange : exchanges) {
      if (exchange.target().equals(target) && exchange.cseq() == cseq) {
        return exchange;
      }
    }
    return null;
  }

  /// The party whose offer in its progress waits for the caller's answer; null for none.
  public Leg.@Nullable Dialing offering() {
    for (Leg leg : legs) {
      if (leg instanceof Leg.Dialing dialing && dialing.dialogs().offer() != null) {
        return dialing;
      }
    }
    return null;
  }

  /// A number that names our session with a leg in its descriptions (RFC 8866 section 5.2).
  public long sessionId(LegId leg) {
    TakenOver taken = takenOver(leg);
    if (taken != null && taken.talking() != null) {
      return taken.talking().sessionId();
    }
    return Integer.toUnsignedLong(id.value().hashCode()) * SESSIONS + leg.value();
  }

  public ActiveCall with(Leg changed) {
    List<Leg> all = new ArrayList<>(legs);
    if (changed.id().value() == legs.size() + 1) {
      all.add(changed);
    } else {
      all.set(changed.id().value() - 1, changed);
    }
    return withLegs(all);
  }

  private ActiveCall withLegs(List<Leg> all) {
    Copy copy = new Copy(this);
    copy.legs = all;
    return copy.made();
  }

  private static <T> List<T> plus(List<T> list, T one) {
    List<T> all = new ArrayList<>(list);
    all.add(one);
    return all;
  }

  public ActiveCall ledBy(Plan newPlan) {
    Copy copy = new Copy(this);
    copy.plan = newPlan;
    return copy.made();
  }

  public ActiveCall bridged(Bridge bridge) {
    return withBridges(plus(bridges, bridge));
  }

  /// With a leg that is connected with nobody.
  public ActiveCall parted(LegId leg) {
    return isAlone(leg)
        ? this
        : withBridges(bridges.stream().filter(bridge -> bridge.from(leg) == null).toList());
  }

  private ActiveCall withBridges(List<Bridge> all) {
    Copy copy = new Copy(this);
    copy.bridges = all;
    return copy.made();
  }

  public ActiveCall withMedia(Media newMedia) {
    Copy copy = new Copy(this);
    copy.media = newMedia;
    return copy.made();
  }

  /// Without a media node.
  ///
  /// @param version of the plan that has released it
  public ActiveCall withoutMedia(long version) {
    Copy copy = new Copy(this);
    copy.media = null;
    copy.releasedVersion = version;
    return copy.made();
  }

  public ActiveCall withExchange(Exchange exchange) {
    return withExchanges(plus(exchanges, exchange));
  }

  public ActiveCall withoutExchange(Exchange exchange) {
    List<Exchange> all = new ArrayList<>(exchanges);
    all.remove(exchange);
    return withExchanges(all);
  }

  public ActiveCall mapExchanges(UnaryOperator<Exchange> change) {
    return exchanges.isEmpty() ? this : withExchanges(exchanges.stream().map(change).toList());
  }

  private ActiveCall withExchanges(List<Exchange> all) {
    Copy copy = new Copy(this);
    copy.exchanges = all;
    return copy.made();
  }

  public ActiveCall asEstablished() {
    Copy copy = new Copy(this);
    copy.established = true;
    return copy.made();
  }

  public ActiveCall withLoad(Load newLoad) {
    Copy copy = new Copy(this);
    copy.load = newLoad;
    return copy.made();
  }

  public ActiveCall withRequest(Requested request) {
    Copy copy = new Copy(this);
    copy.requests = plus(requests, request);
    return copy.made();
  }

  public ActiveCall parkedBy(Action.Park how) {
    Copy copy = new Copy(this);
    copy.parking = how;
    return copy.made();
  }

  public ActiveCall withTakenOver(TakenOver leg) {
    Copy copy = new Copy(this);
    copy.takenOver = plus(takenOver, leg);
    return copy.made();
  }

  /// What answers challenges on a leg; null: nothing does.
  public @Nullable LegCredentials credentials(LegId leg) {
    return credentials.get(leg);
  }

  public ActiveCall with(LegId leg, LegCredentials known) {
    Copy copy = new Copy(this);
    copy.credentials = new HashMap<>(credentials);
    copy.credentials.put(leg, known);
    return copy.made();
  }

  public ActiveCall with(PartyNames changed) {
    if (changed.equals(names)) {
      return this;
    }
    Copy copy = new Copy(this);
    copy.names = changed;
    return copy.made();
  }

  public boolean isArmed(CallTimer timer) {
    return clock.isArmed(timer);
  }

  public ActiveCall arm(CallTimer timer, Instant due) {
    return withClock(clock.arm(timer, due));
  }

  public ActiveCall disarm(CallTimer timer) {
    return clock.isArmed(timer) ? withClock(clock.disarm(timer)) : this;
  }

  private ActiveCall withClock(CallTimers set) {
    Copy copy = new Copy(this);
    copy.clock = set;
    return copy.made();
  }

  /// A call in the making that differs from another in one part.
  private static final class Copy {
    private final ActiveCall of;
    private CallTimers clock;
    private List<Leg> legs;
    private List<Bridge> bridges;
    private Plan plan;
    private @Nullable Media media;
    private long releasedVersion;
    private List<Exchange> exchanges;
    private boolean established;
    private Load load;
    private List<Requested> requests;
    private Action.@Nullable Park parking;
    private List<TakenOver> takenOver;
    private Map<LegId, LegCredentials> credentials;
    private PartyNames names;

    Copy(ActiveCall of) {
      this.of = of;
      clock = of.clock;
      legs = of.legs;
      bridges = of.bridges;
      plan = of.plan;
      media = of.media;
      releasedVersion = of.releasedVersion;
      exchanges = of.exchanges;
      established = of.established;
      load = of.load;
      requests = of.requests;
      parking = of.parking;
      takenOver = of.takenOver;
      credentials = of.credentials;
      names = of.names;
    }

    ActiveCall made() {
      return new ActiveCall(
          of.id,
          of.secretKey,
          of.dialect,
          of.life,
          clock,
          legs,
          bridges,
          plan,
          media,
          releasedVersion,
          exchanges,
          established,
          load,
          requests,
          parking,
          takenOver,
          credentials,
          names);
    }
  }
}
